"""Forms that a step has of its own: filled in beside the application, kept with the decision.

The page hands over what was typed and gets a bound form; the checked values go into the process variable that
the diagram names, and into a row that readers see as `policies/sealing.py` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from engine.definitions import notation
from engine.spiff.notation import Attribute
from forms import BoundForm, FormSchema, Rights, build_form
from forms.codec import MultiDict
from forms.nodes import FieldNode, fields_of
from forms.schema import FilePicker
from workflows.approvals.actions.vocabulary import ACTIONS, DECISIONS
from workflows.approvals.cases import options
from workflows.approvals.cases.diagrams import elements
from workflows.approvals.cases.form_variables import values_mapped_in, with_variables
from workflows.approvals.cases.forms import evaluator, schema_of
from workflows.approvals.cases.visibility import facts_of, is_visible
from workflows.approvals.models import Case, CaseEvent, WorkItem
from workflows.approvals.policies.sealing import may_see_step_form
from workflows.approvals.step_models import StepAnswer, StepFile
from workflows.approvals.timeline.timeline import submissions
from workflows.approvals.values import Decision, TaskDetail
from workflows.files import operations as files
from workflows.files.queries import attachable
from workflows.ground.errors import Invalid
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.package_data import options as package_options
from workflows.people.organisations import queries as organisations
from workflows.people.viewer import Viewer

NEEDS_NO_FORM = ("return", "reject", "withdraw", "recuse")
"""Decisions for which a step's own form may stay empty, unless the diagram says `needs="approve reject"`."""
FORM = replace(
    notation.FORM,
    attributes={
        **notation.FORM.attributes,
        "needs": Attribute(
            ("作出哪些决定时必须填写该步骤的表单", "decisions that have to bring the step's own form"),
            words=tuple(name for name in ACTIONS if name in DECISIONS),
            many=True,
            without=(
                f"除 `{' '.join(NEEDS_NO_FORM)}` 以外的决定",
                f"all but `{' '.join(NEEDS_NO_FORM)}`",
            ),
        ),
    },
)
"""`<tongban:form …/>` as this platform reads it."""


def needs_form(work: Work, definition_id: str, element_id: str, action: str) -> bool:
    """Tell whether a decision of a step has to bring the step's own form."""
    element = elements(work, definition_id).get(element_id)
    said = element.tongban.get("form", {}) if element is not None else {}
    if "shows" not in said:
        return False
    return action in said["needs"].split() if "needs" in said else action not in NEEDS_NO_FORM


def step_form(
    work: Work,
    viewer: Viewer,
    detail: TaskDetail,
    *,
    locale: Locale,
    formdata: MultiDict | None = None,
    drafted: Mapping[str, Any] | None = None,
) -> BoundForm | None:
    """Return the step's own form: to fill in, or as it was filled in for who may read that; else None."""
    if detail.step_form_id is None:
        return None
    schema = schema_of(work, detail.definition_id, detail.step_form_id)
    values: Mapping[str, Any] | None
    if detail.may_decide:
        values = values_mapped_in(work, schema, detail.item.task_id, detail.step_variable)
    else:
        values = _answer_for(work, viewer, detail.item.task_id)
    if values is None:
        return None
    rounds = submissions(work, viewer, detail.item.case.id)
    return build_form(
        schema,
        evaluate=evaluator(work),
        values=values,
        context=_context(work, detail, schema, values, rounds[-1].data if rounds else {}, locale=locale),
        locale=locale,
        rights=Rights.of({}, "write" if detail.may_decide else "read"),
        formdata=formdata if detail.may_decide else None,
        draft=drafted if detail.may_decide else None,
        files=attachable(work, viewer) if detail.may_decide and takes_files(schema) else None,
        now=work.now,
    )


def takes_files(schema: FormSchema) -> bool:
    """Tell whether a form has a field for files."""
    return any(isinstance(one, FilePicker) for one in schema.fields())


def _context(
    work: Work,
    detail: TaskDetail,
    schema: FormSchema,
    values: Mapping[str, Any],
    application: Mapping[str, Any],
    *,
    locale: Locale,
) -> dict[str, Any]:
    """Return what a step's form reads beside its fields: lists, the application, variables of the case."""
    case = detail.item.case
    listed = (
        options.offered_at_step(work, case.id, schema, locale=locale)
        if detail.may_decide
        else options.named_at_step(work, values, schema)
    )
    given = {
        **package_options.context_of(work, detail.definition_id, locale),
        **organisations.form_context(work, locale),
        "application": application,
        **listed,
    }
    return with_variables(work, case, detail.definition_id, schema.id, given, task_id=detail.item.task_id)


def keep(work: Work, told: CaseEvent, item: WorkItem, decision: Decision) -> None:
    """Keep what was filled in with the decision. Raises: Invalid: this decision needs the form."""
    definition_id = work.tasks.get(item.task_id).definition_id
    if decision.data is None:
        if needs_form(work, definition_id, item.element_id, decision.action):
            raise Invalid("approvals.form_required")
        return
    answer = StepAnswer(
        event_id=told.id,
        task_id=item.task_id,
        case_id=item.case_id,
        element_id=item.element_id,
        definition_id=definition_id,
        form_id=item.form_id or "",
        data=dict(decision.data),
    )
    _add(work, answer)


def keep_again(work: Work, told: CaseEvent, item: WorkItem, earlier_task_id: str) -> None:
    """Keep what was filled in at an earlier task, if anything was, with a decision that stays as it was."""
    answer = work.session.scalar(select(StepAnswer).where(StepAnswer.task_id == earlier_task_id))
    if answer is not None:
        same = {name: getattr(answer, name) for name in ("case_id", "element_id", "definition_id", "form_id")}
        _add(work, StepAnswer(event_id=told.id, task_id=item.task_id, data=answer.data, **same))


def _add(work: Work, answer: StepAnswer) -> None:
    """Add an answer with its files, which from now on are seen by whoever reads the answer."""
    work.session.add(answer)
    kept = files.keep(work, answer.data)
    if kept:
        work.session.flush()  # the files name the answer
        work.session.add_all(StepFile(file_id=one, event_id=answer.event_id) for one in kept)


def may_see_step_file(work: Work, viewer: Viewer, file_id: str) -> bool:
    """Tell whether the viewer reads an answer of a step that has this file."""
    rows = (
        select(CaseEvent, Case)
        .join(Case, Case.id == CaseEvent.case_id)
        .join(StepFile, StepFile.event_id == CaseEvent.id)
        .where(StepFile.file_id == file_id)
    )
    return any(
        is_visible(work, viewer, owner)
        and may_see_step_form(viewer, facts_of(owner), told.secrecy, told.actor)
        for told, owner in work.session.execute(rows).all()
    )


def typed_at(work: Work, task_id: str) -> dict[str, Any] | None:
    """Return what was filled in at a decided task, as a draft keeps it; None: nothing was."""
    answer = work.session.scalar(select(StepAnswer).where(StepAnswer.task_id == task_id))
    if answer is None:
        return None
    schema = schema_of(work, answer.definition_id, answer.form_id)
    form = build_form(schema, evaluate=evaluator(work), values=answer.data, now=work.now)
    return form.draft


def answers_of(
    work: Work, viewer: Viewer, case_id: str, *, locale: Locale
) -> dict[str, tuple[FieldNode, ...]]:
    """Return what was filled in at the steps of a case: fields by the line of the timeline.

    Only what the viewer may read; a few statements, however many steps there were.
    """
    owner = work.session.get_one(Case, case_id)
    rows = select(StepAnswer, CaseEvent).join(CaseEvent, CaseEvent.id == StepAnswer.event_id)
    answers = work.session.execute(rows.where(StepAnswer.case_id == case_id).order_by(StepAnswer.event_id))
    readable = [
        answer
        for answer, told in answers.all()
        if may_see_step_form(viewer, facts_of(owner), told.secrecy, told.actor)
    ]
    used = {(answer.definition_id, answer.form_id) for answer in readable}
    schemas = {form: schema_of(work, *form) for form in used}
    return {
        one.event_id: _in_words(work, one, schemas[one.definition_id, one.form_id], locale)
        for one in readable
    }


def _in_words(work: Work, answer: StepAnswer, schema: FormSchema, locale: Locale) -> tuple[FieldNode, ...]:
    form = build_form(
        schema,
        evaluate=evaluator(work),
        values=answer.data,
        context={
            **package_options.context_of(work, answer.definition_id, locale),
            **options.named_at_step(work, answer.data, schema),
        },
        locale=locale,
        rights=Rights.of({}, "read"),
        now=work.now,
    )
    fields = (node for node in fields_of(form.nodes) if isinstance(node, FieldNode))
    return tuple(node for node in fields if node.display or node.files)


def _answer_for(work: Work, viewer: Viewer, task_id: str) -> Mapping[str, Any] | None:
    rows = (
        select(StepAnswer, CaseEvent, Case)
        .join(CaseEvent, CaseEvent.id == StepAnswer.event_id)
        .join(Case, Case.id == StepAnswer.case_id)
        .where(StepAnswer.task_id == task_id)
    )
    row = work.session.execute(rows).first()
    if row is None:
        return None
    answer, told, owner = row
    readable = may_see_step_form(viewer, facts_of(owner), told.secrecy, told.actor)
    return answer.data if readable else None
