"""Process variables that a form's texts and conditions read, as form-js lets them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine import feel
from forms import parse_schema
from forms.schema import DynamicList, Field
from workflows.approvals.values import CaseView
from workflows.ground.work import Work

OF_FORMS = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_", "value", "?", "today"})
"""Names that forms give their expressions themselves."""


def with_variables(
    work: Work, case: CaseView, definition_id: str, form_id: str, context: Mapping[str, Any]
) -> dict[str, Any]:
    """Return `context` and those variables of the case that a form reads beside it and its own fields.

    Only what the form's author has written into it is added, so a form shows no more than it says. One
    statement where the form reads any.
    """
    content = work.repository.form(definition_id, form_id)
    names = _names_read(content, tuple(work.engine.functions or ())) - context.keys()
    if not names or case.instance_id is None:
        return dict(context)
    held = work.runtime.variables(case.instance_id)
    return {name: value for name, value in held.items() if name in names} | dict(context)


@lru_cache(maxsize=128)
def _names_read(content: bytes, functions: tuple[str, ...]) -> frozenset[str]:
    names: set[str] = set()

    def collect(expression: str) -> None:
        try:
            names.update(feel.compile_expression(expression, names=functions).names)
        except feel.FeelSyntaxError:
            return  # the lint has refused it; an older form takes it as null

    schema = parse_schema(content, evaluate_check=collect)
    own = {one.path.partition(".")[0] for one in schema.walk() if isinstance(one, (Field, DynamicList))}
    return frozenset(names - own - OF_FORMS)
