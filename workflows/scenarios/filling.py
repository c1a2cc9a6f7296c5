"""Filling in forms as people do: what they type, what the form computes, what it refuses and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms import BoundForm, FormSchema, to_json
from forms.codec import decimals, to_raw
from forms.nodes import FieldNode, fields_of
from forms.schema import Checkbox, Component, Computed, DynamicList, Field, Group, members
from workflows.approvals.cases import details, forms
from workflows.approvals.cases.handing_in import FormRefused, handed_in, writable
from workflows.approvals.cases.start_rules import latest_start_form
from workflows.approvals.cases.step_forms import step_form
from workflows.business.catalogue.forms import product_form
from workflows.business.catalogue.queries import product
from workflows.files.queries import attachable
from workflows.ground.work import Work
from workflows.people.viewer import Viewer
from workflows.scenarios.reading import ScenarioFailed

Said = Mapping[str, Any]


def typed(schema: FormSchema, data: Said) -> Any:
    """Return what a browser sends for a form that holds `data`: lists of texts by the name of the input."""
    return dict(_typed(schema.components, data, ""))


def _typed(components: tuple[Component, ...], data: Any, before: str) -> Iterator[tuple[str, list[str]]]:
    source = data if isinstance(data, Mapping) else {}
    for member in members(components):
        name, value = f"{before}{member.key}", source.get(member.key or "")
        if isinstance(member, Group):
            yield from _typed(member.components, value, f"{name}-")
        elif isinstance(member, DynamicList):
            for number, row in enumerate(value if isinstance(value, list) else ()):
                yield f"{name}-{number}", [""]  # a row without inputs is a row
                yield from _typed(member.components, row, f"{name}-{number}-")
        elif isinstance(member, Field) and not isinstance(member, Computed):
            yield from _leaf(member, name, to_raw(member, decimals(value)))


def _leaf(member: Field, name: str, raw: Any) -> Iterator[tuple[str, list[str]]]:
    if not isinstance(member, Checkbox):
        yield name, raw if isinstance(raw, list) else [str(raw)]
    elif raw:
        yield name, ["true"]


def applied(
    work: Work,
    viewer: Viewer,
    process_id: str,
    data: Said,
    *,
    said: Said,
    about: tuple[str | None, str | None],
) -> dict[str, Any]:
    """Return the application of `data` as its form hands it in; of it the scenario has `said` some.

    `about` are the organisation and the product. Raises: FormRefused; ScenarioFailed: the form has no such
    field, or computes something else.
    """
    organisation_id, product_id = about
    schema = forms.latest_form(work, process_id, latest_start_form(work, process_id)).schema
    if product_id is not None:
        own = product(work, viewer, product_id)
        form = product_form(work, viewer, own, locale="en", formdata=typed(schema, data))
    else:
        form = forms.start_form(
            work,
            viewer,
            process_id,
            locale="en",
            organisation_id=organisation_id,
            formdata=typed(schema, data),
            files=attachable(work, viewer),
        )
    check_known(schema, said)
    if not form.validate():
        raise FormRefused(form)
    check_said(form, said)
    return forms.form_json(form)


def decided(
    work: Work, viewer: Viewer, task_id: str, action: str, *, application: Said, said: Said
) -> tuple[dict[str, Any] | None, bool]:
    """Return what a decision hands in, and whether that is the application; `said` is filled in at the step.

    Raises: as the page of the task; FormRefused; ScenarioFailed: as `applied`, or nothing is to be filled in.
    """
    detail = details.task_detail(work, viewer, task_id)
    form, step = None, None
    if detail.form_id is not None:
        data = {**application, **(said if detail.step_form_id is None else {})}
        form = forms.task_form(
            work,
            viewer,
            detail,
            locale="en",
            formdata=typed(forms.schema_of(work, detail.form_definition_id, detail.form_id), data),
            files=attachable(work, viewer),
        )
    if detail.step_form_id is not None:
        schema = forms.schema_of(work, detail.definition_id, detail.step_form_id)
        step = step_form(work, viewer, detail, locale="en", formdata=typed(schema, said))
    filled = step if detail.step_form_id is not None else form
    if filled is not None:
        check_known(filled.schema, said)
    handed = handed_in(work, detail, action, form, step)
    if said and detail.may_decide:
        if filled is None:
            keys = ", ".join(said)
            raise ScenarioFailed(
                f"expected no data, but {keys} is said of a step without a form",
                f"该环节没有表单，却写了 {keys}",
            )
        check_said(filled, said)
    return handed, handed is not None and detail.step_form_id is None and writable(form)


def check_known(schema: FormSchema, said: Said) -> None:
    """Refuse what the form has no field for. Raises: ScenarioFailed."""
    known = {member.key for member in members(schema.components) if member.key}
    for key in said:
        if key not in known:
            names = ", ".join(sorted(known))
            raise ScenarioFailed(
                f"field {key}: expected a field of the form {schema.id}, which has {names}",
                f"表单 {schema.id} 没有字段 {key}，现有：{names}",
            )


def check_said(form: BoundForm, said: Said) -> None:
    """Hold what a scenario says against the form.

    A field has to be open to whoever fills the form in; a computed one has to come to what is said.
    Raises: ScenarioFailed.
    """
    data = forms.form_json(form)
    known = {member.key: member for member in members(form.schema.components) if member.key}
    inputs = [node for node in fields_of(form.nodes) if isinstance(node, FieldNode)]
    for key, value in said.items():
        wanted, computed = to_json(decimals(value)), data.get(key)
        if wanted == computed:
            continue
        if isinstance(known[key], Computed):
            raise ScenarioFailed(
                f"field {key}: expected {wanted!r}, but the form computes {computed!r}",
                f"字段 {key} 应为 {wanted!r}，表单算得 {computed!r}",
            )
        if isinstance(known[key], Field) and not any(n.path == key and not n.readonly for n in inputs):
            raise ScenarioFailed(
                f"field {key}: expected an input, but it is hidden or only to be read here",
                f"字段 {key} 在此处隐藏或只读，不能填写",
            )
