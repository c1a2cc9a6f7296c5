"""What a questionnaire may ask: kinds of fields that anybody can answer without an account, and no more.

The form editor sends a document; it is read and checked here whenever it is saved, so that every survey that
is kept can be answered. The answers are flat: one value for each key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from forms import FormInvalid, FormProblem, FormSchema, Text, parse_schema
from forms.schema import Choice, Component, Field, Group, TextField
from workflows.approvals.cases.options import PLACES
from workflows.business.surveys.messages import MESSAGES
from workflows.business.surveys.values import COMPANY
from workflows.ground.errors import FieldProblem, Invalid

KINDS = frozenset(
    {"textfield", "textarea", "number", "datetime", "select", "radio", "checklist", "taglist", "checkbox",
     "group", "text", "separator", "spacer"}
)  # fmt: skip
"""Types of components; files are left out, and whatever computes or loads something."""
PROPERTIES = frozenset(
    {"label_en", "description_en", "prefix_en", "suffix_en", "date_label_en", "time_label_en", "text_en",
     "option_en", "placeholder", "placeholder_en", "pattern_message", "pattern_message_en", "validate",
     "min_items", "max_items", "min", "max", "autocomplete", "grouping"}
)  # fmt: skip
"""Properties of components; a title and its English stand at the document itself."""
REFUSED_RULES = frozenset({"id_card_cn", "bank_account_cn", "bank_card_cn"})
"""Named rules of what no survey has to know."""
LISTS = PLACES
"""Lists of the platform that a choice may offer."""
RESERVED = frozenset(
    {"captcha", "captcha_id", "captcha_answer", "captcha_kind", "csrf_token", "form", "then", "revision",
     "as_it_is", "content"}
)  # fmt: skip
"""Keys that the page of a survey uses itself."""
MOST_QUESTIONS, MOST_CHOICES, MOST_CHARACTERS = 60, 100, 100_000
_MOST_PROBLEMS = 20
_PLACE = re.compile(r"components\[(\d{1,4})\]")


def read_questions(document: str) -> FormSchema:
    """Return the questions of a document. Raises: Invalid: at the ids of the components that are wrong."""
    schema, problems = _read(document)
    if schema is None:
        raise Invalid("surveys.questions_refused", problems)
    return schema


def problems_of_questions(document: str) -> tuple[FieldProblem, ...]:
    """Return what is wrong with a document, at the ids of the components, "" for the whole."""
    return _read(document)[1]


def asks_for_company(schema: FormSchema) -> bool:
    """Tell whether nobody can answer without naming the company."""
    company = schema.find(COMPANY)
    return isinstance(company, TextField) and company.checks.required


@cache
def starting_questions() -> str:
    """Return the document that every new survey begins with."""
    return (files("workflows.business.surveys") / "starting_questions.json").read_text("utf-8")


@lru_cache(maxsize=64)
def _read(document: str) -> tuple[FormSchema | None, tuple[FieldProblem, ...]]:
    if len(document) > MOST_CHARACTERS:
        return None, (FieldProblem("", "surveys.questions_too_long", {}),)
    try:
        schema = parse_schema(document, evaluate_check=lambda _expression: Text(*MESSAGES["no_expression"]))
    except FormInvalid as refused:
        return None, tuple(_of_form(document, one) for one in refused.problems[:_MOST_PROBLEMS])
    problems = tuple(_problems(schema))[:_MOST_PROBLEMS]
    return (None if problems else schema), problems


def _of_form(document: str, problem: FormProblem) -> FieldProblem:
    said = {"reason": problem.message("zh-CN"), "reason_en": problem.message("en")}
    return FieldProblem(_component_at(document, problem.path), "surveys.form_problem", said)


def _component_at(document: str, place: str) -> str:
    """Return the id of the component at a place such as `components[1].label`, "" for the document."""
    numbers = _PLACE.findall(place)
    inside: Any = json.loads(document) if numbers else {}
    for number in numbers:
        inside = inside["components"][int(number)]
    named = inside.get("id") if isinstance(inside, dict) else None
    return named if isinstance(named, str) else ""


def _problems(schema: FormSchema) -> Iterator[FieldProblem]:
    for component in schema.walk():
        for code, params in (*_of_component(component), *_of_question(component)):
            yield FieldProblem(component.id, f"surveys.{code}", params)
    many = sum(isinstance(one, Field) for one in schema.walk())
    if not many:
        yield FieldProblem("", "surveys.no_questions", {})
    if many > MOST_QUESTIONS:
        yield FieldProblem("", "surveys.too_many_questions", {"most": MOST_QUESTIONS})


Problem = tuple[str, dict[str, Any]]


def _of_component(component: Component) -> Iterator[Problem]:
    if component.type not in KINDS:
        yield "kind_refused", {"kind": component.type}
    for name in component.properties:
        if name.partition(".")[0] not in PROPERTIES:
            yield "property_refused", {"name": name}
    if isinstance(component, Group) and component.key is not None:
        yield "group_with_path", {}


def _of_question(component: Component) -> Iterator[Problem]:
    if not isinstance(component, Field):
        return
    if component.key in RESERVED:
        yield "key_reserved", {"key": component.key}
    if not component.label.zh.strip():
        yield "no_label", {}
    if component.readonly or component.disabled:
        yield "not_answerable", {}
    for rule in component.checks.named:
        if rule in REFUSED_RULES:
            yield "rule_refused", {"rule": rule}
    if isinstance(component, Choice):
        yield from _of_choice(component)


def _of_choice(choice: Choice) -> Iterable[Problem]:
    if choice.options_key is not None:
        return [] if choice.options_key in LISTS else [("list_refused", {"name": choice.options_key})]
    if len(choice.options) < 2:  # one option is no choice
        return [("no_choices", {})]
    if len(choice.options) > MOST_CHOICES:
        return [("too_many_choices", {"most": MOST_CHOICES})]
    return []
