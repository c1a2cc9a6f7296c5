"""Terms and templates as JSON and back, and what has to hold of them: whatever is typed is checked here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from forms import Text
from workflows.business.contracts.values import (
    Clause,
    Milestone,
    PaymentPlan,
    ReleasePlan,
    TemplateContent,
    Terms,
    Variable,
    VariableKind,
    Way,
)
from workflows.business.ledger.money import shown
from workflows.ground.errors import FieldProblem, Invalid

MOST_CLAUSES = 60
MOST_MILESTONES = 30
MOST_VARIABLES = 30
LONGEST_TITLE = 60
LONGEST_TEXT = 4_000
LONGEST_VALUE = 500
_PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def to_json(terms: Terms) -> dict[str, Any]:
    """Return terms as they are stored."""
    return {
        "title": terms.title,
        "clauses": [_clause_json(one) for one in terms.clauses],
        "milestones": [
            {"title": one.title, "amount_fen": one.amount_fen, "due": one.due.isoformat()}
            for one in terms.milestones
        ],
        "payment": terms.payment,
        "deposit_fen": terms.deposit_fen,
        "values": dict(terms.values),
        "way": terms.way,
        "release": terms.release,
        "supplements": terms.supplements,
    }


def from_json(stored: Mapping[str, Any]) -> Terms:
    """Return terms as they were stored."""
    return Terms(
        stored["title"],
        tuple(_clause(one) for one in stored["clauses"]),
        tuple(
            Milestone(one["title"], one["amount_fen"], date.fromisoformat(one["due"]))
            for one in stored["milestones"]
        ),
        cast("PaymentPlan", stored["payment"]),
        stored["deposit_fen"],
        tuple(stored["values"].items()),
        cast("Way", stored["way"]),
        cast("ReleasePlan", stored.get("release", "end")),  # absent in what was drafted before there was one
        stored.get("supplements", ""),
    )


def template_to_json(content: TemplateContent) -> dict[str, Any]:
    """Return what a template says as it is stored."""
    return {
        "title": content.title,
        "clauses": [_clause_json(one) for one in content.clauses],
        "variables": [
            {
                "name": one.name,
                "label": one.label.zh,
                "label_en": one.label.en,
                "kind": one.kind,
                "needed": one.needed,
            }
            for one in content.variables
        ],
    }


def template_from_json(stored: Mapping[str, Any]) -> TemplateContent:
    """Return what a template says as it was stored."""
    return TemplateContent(
        stored["title"],
        tuple(_clause(one) for one in stored["clauses"]),
        tuple(
            Variable(
                one["name"],
                Text(one["label"], one["label_en"]),
                cast("VariableKind", one["kind"]),
                one["needed"],
            )
            for one in stored["variables"]
        ),
    )


def _clause_json(one: Clause) -> dict[str, Any]:
    return {
        "id": one.id,
        "heading": one.heading,
        "text": one.text,
        "optional": one.optional,
        "chosen": one.chosen,
    }


def _clause(stored: Mapping[str, Any]) -> Clause:
    return Clause(
        stored["id"],
        stored["heading"],
        stored["text"],
        bool(stored.get("optional")),
        bool(stored.get("chosen", True)),
    )


def placeholders(text: str) -> set[str]:
    """Return the names of the variables that a clause mentions."""
    return set(_PLACEHOLDER.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a clause with its variables filled in; what has no value yet stays as it is."""

    def value(place: re.Match[str]) -> str:
        return values.get(place[1]) or place[0]

    return _PLACEHOLDER.sub(value, text)


def with_values(terms: Terms) -> Terms:
    """Return terms whose clauses have their variables filled in, dates as people write them."""
    values = {name: _said(value.strip()) for name, value in terms.values}
    return replace(
        terms, clauses=tuple(replace(one, text=filled(one.text, values)) for one in terms.chosen_clauses)
    )


def _said(value: str) -> str:
    if not _is_date(value):
        return value
    day = date.fromisoformat(value)
    return f"{day.year}年{day.month}月{day.day}日"


def check_template(content: TemplateContent) -> None:
    """Raises: Invalid: at the fields that are wrong."""
    problems: list[FieldProblem] = []
    if not 0 < len(content.title) <= LONGEST_TITLE:
        problems.append(_at("title", "title", most=LONGEST_TITLE))
    if not 0 < len(content.clauses) <= MOST_CLAUSES:
        problems.append(_at("clauses", "clauses", most=MOST_CLAUSES))
    problems += _clause_problems(content.clauses)
    problems += _variable_problems(content.variables)
    known = {one.name for one in content.variables}
    for place, clause in enumerate(content.clauses):
        for unknown in sorted(placeholders(clause.text) - known)[:1]:
            problems.append(_at(f"text-{place}", "unknown_variable", name=unknown))
    _refuse(problems)


def _variable_problems(variables: Iterable[Variable]) -> list[FieldProblem]:
    given = tuple(variables)
    if len(given) > MOST_VARIABLES:
        return [_at("variables", "variables", most=MOST_VARIABLES)]
    known: set[str] = set()
    problems: list[FieldProblem] = []
    for place, one in enumerate(given):
        if not _NAME.fullmatch(one.name) or one.name in known:
            problems.append(_at(f"variable-{place}", "variable_name"))
        if not 0 < len(one.label.zh) <= LONGEST_TITLE or not 0 < len(one.label.en) <= LONGEST_TITLE:
            problems.append(_at(f"label-{place}", "variable_label", most=LONGEST_TITLE))
        known.add(one.name)
    return problems


def check_terms(terms: Terms, *, amount_fen: int, variables: Iterable[Variable]) -> None:
    """Refuse terms that cannot be offered. Raises: Invalid: at the fields that are wrong."""
    problems: list[FieldProblem] = []
    if not 0 < len(terms.title) <= LONGEST_TITLE:
        problems.append(_at("title", "title", most=LONGEST_TITLE))
    if not len(terms.chosen_clauses) > 0 or len(terms.clauses) > MOST_CLAUSES:
        problems.append(_at("clauses", "clauses", most=MOST_CLAUSES))
    problems += _clause_problems(terms.clauses)
    problems += _value_problems(terms, variables)
    problems += _milestone_problems(terms.milestones, amount_fen)
    if terms.payment == "instalments" and not 0 < terms.deposit_fen < amount_fen:
        problems.append(_at("deposit", "deposit"))
    _refuse(problems)


def check_draft(terms: Terms) -> None:
    """Refuse what is beyond all measure; a draft may be incomplete. Raises: Invalid."""
    problems: list[FieldProblem] = []
    if len(terms.title) > LONGEST_TITLE:
        problems.append(_at("title", "title", most=LONGEST_TITLE))
    if len(terms.clauses) > MOST_CLAUSES:
        problems.append(_at("clauses", "clauses", most=MOST_CLAUSES))
    if len(terms.milestones) > MOST_MILESTONES:
        problems.append(_at("milestones", "milestones", most=MOST_MILESTONES))
    problems += [one for one in _clause_problems(terms.clauses) if one.code != "contracts.clause_empty"]
    _refuse(problems)


def _clause_problems(clauses: Iterable[Clause]) -> list[FieldProblem]:
    problems: list[FieldProblem] = []
    for place, one in enumerate(clauses):
        if not one.chosen:
            continue
        if not one.heading.strip() or not one.text.strip():
            problems.append(_at(f"text-{place}", "clause_empty"))
        if len(one.heading) > LONGEST_TITLE:
            problems.append(_at(f"heading-{place}", "heading", most=LONGEST_TITLE))
        if len(one.text) > LONGEST_TEXT:
            problems.append(_at(f"text-{place}", "clause_long", most=LONGEST_TEXT))
    return problems


def _value_problems(terms: Terms, variables: Iterable[Variable]) -> list[FieldProblem]:
    """Every variable that a chosen clause mentions needs its value."""
    values, known = dict(terms.values), {one.name: one for one in variables}
    mentioned = {name for clause in terms.chosen_clauses for name in placeholders(clause.text)}
    problems: list[FieldProblem] = []
    for name, variable in known.items():
        value = values.get(name, "").strip()
        if not value and (name in mentioned or variable.needed):
            problems.append(_at(f"value-{name}", "value_needed"))
        elif len(value) > LONGEST_VALUE:
            problems.append(_at(f"value-{name}", "value_long", most=LONGEST_VALUE))
        elif value and variable.kind == "number" and not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", value):
            problems.append(_at(f"value-{name}", "value_number"))
        elif value and variable.kind == "date" and not _is_date(value):
            problems.append(_at(f"value-{name}", "value_date"))
    return problems


def _milestone_problems(milestones: tuple[Milestone, ...], amount_fen: int) -> list[FieldProblem]:
    if not 0 < len(milestones) <= MOST_MILESTONES:
        return [_at("milestones", "milestones", most=MOST_MILESTONES)]
    problems: list[FieldProblem] = []
    for place, one in enumerate(milestones):
        if not 0 < len(one.title.strip()) <= LONGEST_TITLE:
            problems.append(_at(f"milestone-{place}", "milestone_title", most=LONGEST_TITLE))
        if one.amount_fen <= 0:
            problems.append(_at(f"milestone-amount-{place}", "milestone_amount"))
        if place and one.due < milestones[place - 1].due:
            problems.append(_at(f"milestone-due-{place}", "milestone_order"))
    total = sum(one.amount_fen for one in milestones)
    if not problems and total != amount_fen:
        problems.append(_at("milestones", "milestone_sum", is_now=shown(total), expected=shown(amount_fen)))
    return problems


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _at(field: str, sentence: str, /, **params: Any) -> FieldProblem:
    return FieldProblem(field, f"contracts.{sentence}", params)


def _refuse(problems: list[FieldProblem]) -> None:
    if problems:
        raise Invalid("contracts.invalid", problems)
