"""Short ways to make forms for tests; FEEL is the engine's, handed in as every caller does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from engine.feel import FeelError, FeelSyntaxError, compile_expression, to_python
from forms import BoundForm, ExpressionFailed, FormSchema, Rights, build_form, parse_schema
from forms.nodes import FieldNode, ListNode, fields_of

NOW = dt.datetime(2026, 3, 1, 17, 0, tzinfo=dt.UTC)  # 2 March, 01:00 in China


def feel(expression: str, names: Mapping[str, Any]) -> Any:
    try:
        return to_python(compile_expression(expression).evaluate(names, now=NOW))
    except FeelError:
        raise ExpressionFailed(expression) from None


def check(expression: str) -> str | None:
    try:
        compile_expression(expression)
    except FeelSyntaxError as wrong:
        return wrong.message("en")
    return None


def schema(*components: Mapping[str, Any]) -> FormSchema:
    return parse_schema(
        {"id": "test", "type": "default", "components": list(components)}, evaluate_check=check
    )


def bind(form: FormSchema | Mapping[str, Any], formdata: Any = None, **given: Any) -> BoundForm:
    made = form if isinstance(form, FormSchema) else schema(form)
    return build_form(made, evaluate=feel, formdata=formdata, now=NOW, **given)


def codes(bound: BoundForm) -> dict[str, list[str]]:
    """Validate and return the codes of the refusals by path."""
    bound.validate()
    return {path: [getattr(one, "code", str(one)) for one in said] for path, said in bound.errors.items()}


def node(bound: BoundForm, path: str) -> FieldNode | ListNode:
    return next(one for one in fields_of(bound.nodes) if one.path == path)


def field(bound: BoundForm, path: str) -> FieldNode:
    one = node(bound, path)
    assert isinstance(one, FieldNode)
    return one


def paths(bound: BoundForm) -> list[str]:
    return [one.path for one in fields_of(bound.nodes)]


def text(key: str, **given: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key, "label": key} | given


def number(key: str, **given: Any) -> dict[str, Any]:
    return {"type": "number", "key": key, "label": key} | given


def rows(path: str, *components: Mapping[str, Any], **given: Any) -> dict[str, Any]:
    return {"type": "dynamiclist", "path": path, "label": path, "components": list(components)} | given


def group(path: str | None, *components: Mapping[str, Any], **given: Any) -> dict[str, Any]:
    return (
        {"type": "group", "label": path or "", "components": list(components)}
        | ({"path": path} if path else {})
        | given
    )


def hidden_if(condition: str) -> dict[str, Any]:
    return {"conditional": {"hide": f"={condition}"}}


WRITE = Rights()
