"""Process variables that a form's texts and conditions read, as form-js lets them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from engine import feel
from forms import parse_schema
from forms.schema import DynamicList, Field, FormSchema
from forms.texts import Text
from workflows.approvals.values import CaseView
from workflows.ground.work import Work
from workflows.package_data.uploads import FILE as UPLOADS
from workflows.package_data.uploads import own_profiles

OF_FORMS = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_", "value", "?", "today"})
"""Names that forms give their expressions themselves."""


def with_variables(
    work: Work,
    case: CaseView,
    definition_id: str,
    form_id: str,
    context: Mapping[str, Any],
    *,
    task_id: str | None = None,
) -> dict[str, Any]:
    """Return `context` and those variables of the case that a form reads beside it and its own fields.

    Of a task also those of the scopes around it, such as the item of its run. Only what the form's author has
    written into it is added, so a form shows no more than it says. A few statements where the form reads any.
    """
    content = work.repository.form(definition_id, form_id)
    uploads = work.repository.data(definition_id, UPLOADS)
    names = _names_read(content, uploads, tuple(work.engine.functions or ())) - context.keys()
    if not names or case.instance_id is None:
        return dict(context)
    held = work.runtime.variables(case.instance_id)
    if task_id is not None:
        held |= work.tasks.variables(task_id).all
    return {name: value for name, value in held.items() if name in names} | dict(context)


def values_mapped_in(work: Work, schema: FormSchema, task_id: str, variable: str | None) -> dict[str, Any]:
    """Return what a step's own form begins with: variables of the task itself that bear the name of a field.

    Those are mapped in by the diagram, or the item of the step's run; `variable`, which takes the form, may
    be mapped in as a whole. What others filled in elsewhere in the case is not among them.
    """
    own = work.tasks.variables(task_id).own
    names = {one.path.partition(".")[0] for one in schema.fields()}
    whole = own.get(variable or "")
    return {name: value for name, value in own.items() if name in names} | (
        {name: value for name, value in whole.items() if name in names} if isinstance(whole, Mapping) else {}
    )


def read_form(
    content: bytes, functions: Collection[str], *, uploads: bytes = b"", lenient: bool = False
) -> tuple[FormSchema, dict[str, feel.Expression]]:
    """Return a form and its expressions by their text, compiled; if lenient, without those that are no FEEL.

    `uploads` are the profiles of its package as they stand there.

    Raises: FormInvalid: with one problem for each thing that is wrong, expressions that are no FEEL included.
    """
    expressions: dict[str, feel.Expression] = {}

    def compile_one(expression: str) -> Text | None:
        try:
            expressions[expression] = feel.compile_expression(expression, names=functions)
        except feel.FeelSyntaxError as error:
            return None if lenient else Text(error.located_message("zh-CN"), error.located_message("en"))
        return None

    own = own_profiles(uploads, "")
    return parse_schema(content, evaluate_check=compile_one, own_profiles=own), expressions


def outer_names(schema: FormSchema, expressions: Iterable[feel.Expression]) -> frozenset[str]:
    """Return the names that a form's expressions read and neither every form nor its own fields give."""
    own = {one.path.partition(".")[0] for one in schema.walk() if isinstance(one, (Field, DynamicList))}
    return frozenset().union(*(one.names for one in expressions)) - own - OF_FORMS


@lru_cache(maxsize=128)
def _names_read(content: bytes, uploads: bytes, functions: tuple[str, ...]) -> frozenset[str]:
    # The lint refuses what is no FEEL; a form that is older than the lint takes it as null.
    schema, expressions = read_form(content, functions, uploads=uploads, lenient=True)
    return outer_names(schema, expressions.values())
