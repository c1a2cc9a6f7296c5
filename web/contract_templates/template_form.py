"""The form of a template's draft: what was typed as what the template says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

from werkzeug.datastructures import MultiDict

from forms import Text
from workflows.business.contracts.content import MOST_CLAUSES, MOST_VARIABLES
from workflows.business.contracts.values import Clause, TemplateContent, Variable, VariableKind

BLANKS = 2
"""Empty clauses and variables below those that are there; what stays empty is none."""


def with_blanks(content: TemplateContent) -> TemplateContent:
    """Return a template with room for more, for its form."""
    clauses = [Clause("", "", "")] * min(BLANKS, MOST_CLAUSES - len(content.clauses))
    variables = [Variable("", Text("", ""), "text")] * min(BLANKS, MOST_VARIABLES - len(content.variables))
    return TemplateContent(content.title, (*content.clauses, *clauses), (*content.variables, *variables))


def typed_content(typed: MultiDict[str, str], known: TemplateContent) -> TemplateContent:
    """Return what was typed over a draft; clauses keep their ids, so that versions can be compared."""
    return TemplateContent(
        typed.get("title", "").strip(), tuple(_clauses(typed, known)), tuple(_variables(typed))
    )


def _clauses(typed: MultiDict[str, str], known: TemplateContent) -> Iterator[Clause]:
    ids = {one.id for one in known.clauses}
    for place in range(min(len(known.clauses) + BLANKS, MOST_CLAUSES)):
        heading = typed.get(f"heading-{place}", "").strip()
        text = typed.get(f"text-{place}", "").replace("\r\n", "\n").strip()
        if not heading and not text:
            continue
        optional = f"optional-{place}" in typed
        if place < len(known.clauses):
            clause_id = known.clauses[place].id
        else:
            clause_id = next(name for number in range(1, 999) if (name := f"clause_{number}") not in ids)
            ids.add(clause_id)
        yield Clause(clause_id, heading, text, optional, not optional)


def _variables(typed: MultiDict[str, str]) -> Iterator[Variable]:
    for place in range(MOST_VARIABLES):
        name = typed.get(f"variable-{place}", "").strip()
        label, english = (typed.get(f"{of}-{place}", "").strip() for of in ("label", "label_en"))
        kind = typed.get(f"kind-{place}", "text")
        if name or label or english:
            known = kind if kind in get_args(VariableKind) else "text"
            yield Variable(
                name, Text(label, english), cast("VariableKind", known), f"needed-{place}" in typed
            )
