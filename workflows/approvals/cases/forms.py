"""Puts forms together: the deployed schema, FEEL, rights of the step, data, drafts, remarks.

Pages hand over what was typed and get a bound form back; nothing a page says about rights or values counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple

from engine import errors as engine_errors
from engine import feel
from forms import (
    BoundForm,
    Change,
    ExpressionFailed,
    FormSchema,
    Rights,
    build_form,
    changes,
    parse_schema,
    to_json,
)
from forms.codec import MultiDict
from workflows.approvals.cases import options
from workflows.approvals.cases.case_types import NOBODY, case_type_of
from workflows.approvals.cases.diagrams import elements, rights_of
from workflows.approvals.cases.drafts import load_draft
from workflows.approvals.cases.form_variables import with_variables
from workflows.approvals.cases.start_rules import latest_start_form
from workflows.approvals.cases.visibility import task_seen_by, tasks_of
from workflows.approvals.timeline.timeline import submissions
from workflows.approvals.values import CaseView, FieldRemark, SubmissionView, TaskDetail
from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.package_data import options as package_options
from workflows.package_data import uploads as package_uploads
from workflows.people.organisations import queries as organisations
from workflows.people.viewer import Viewer

Files = Mapping[str, Mapping[str, Any]]


def start_form(
    work: Work,
    viewer: Viewer,
    process_id: str,
    *,
    locale: Locale,
    organisation_id: str | None = None,
    draft_subject: str | None = None,
    earlier: Mapping[str, Any] | None = None,
    formdata: MultiDict | None = None,
    files: Files | None = None,
    file_errors: Mapping[str, list[str]] | None = None,
) -> BoundForm:
    """Return the form that begins a process, filled from the draft or else from what is known already.

    That is the organisation's profile with what the type of the case knows of it, and over that what was
    handed in `earlier`. `draft_subject` is what the draft is about where that is not the organisation.

    Raises: NotFound: no such process, it has no start form, or the organisation is not the viewer's.
    """
    form_id = latest_start_form(work, process_id)
    latest = latest_form(work, process_id, form_id)
    values = dict(earlier or {})
    if organisation_id is not None:
        own = organisations.organisation(work, viewer, organisation_id)
        values = {**own.profile, **case_type_of(process_id).known(work, own.id), **values}
    draft = load_draft(work, viewer.user_id, form_id, draft_subject or organisation_id or "")
    return build_form(
        latest.schema,
        evaluate=evaluator(work),
        values=values,
        context=form_context(work, latest.definition_id, locale)
        | _own_lists(work, process_id, organisation_id, locale),
        locale=locale,
        formdata=formdata,
        draft=draft.data if draft is not None else None,
        files=files,
        file_errors=file_errors,
        now=work.now,
    )


def read_again(
    work: Work, process_id: str, form: BoundForm, *, locale: Locale, before: Mapping[str, Any] | None = None
) -> BoundForm:
    """Return a checked form with what was typed, to be read before it is handed in, beside `before`."""
    return build_form(
        form.schema,
        evaluate=evaluator(work),
        values=form.data,
        context=form_context(work, work.repository.latest(process_id).id, locale)
        | case_type_of(process_id).chosen(work, form_json(form), locale),
        locale=locale,
        rights=Rights.of({}, "read"),
        previous=before,
        now=work.now,
    )


def task_form(
    work: Work,
    viewer: Viewer,
    detail: TaskDetail,
    *,
    locale: Locale,
    earlier: Mapping[str, Any] | None = None,
    formdata: MultiDict | None = None,
    files: Files | None = None,
    file_errors: Mapping[str, list[str]] | None = None,
) -> BoundForm | None:
    """Return the form of a task with the rights of its step, None if the step has none.

    Who may not decide reads what the step shows. An applicant's step takes up the draft and shows the remarks
    of the last review beside the fields; a reviewer's marks what changed since they last decided in the case.
    `earlier` is what an application before this one held: it stands where this case says nothing yet.

    Raises: NotFound: the case is not for this viewer.
    """
    if detail.form_id is None:
        return None
    case = detail.item.case
    rounds = submissions(work, viewer, case.id)
    writes = detail.may_decide and detail.default_right == "write"
    draft = load_draft(work, viewer.user_id, detail.form_id, case.id) if writes else None
    return build_form(
        schema_of(work, detail.form_definition_id, detail.form_id),
        evaluate=evaluator(work),
        values={**(earlier or {}), **(rounds[-1].data if rounds else {})},
        context=_context_at(work, detail, detail.form_id, locale, rounds),
        locale=locale,
        rights=(Rights.of if detail.may_decide else _to_read)(detail.rights, detail.default_right),
        formdata=formdata if detail.may_decide else None,
        draft=draft.data if draft is not None else None,
        files=files,
        file_errors=file_errors,
        remarks=by_field(detail.remarks),
        previous=None if writes else _data_of(_last_seen(work, viewer, case, rounds)),
        now=work.now,
    )


def _context_at(
    work: Work, detail: TaskDetail, form_id: str, locale: Locale, rounds: Sequence[SubmissionView]
) -> dict[str, Any]:
    """Return what the form of a task reads beside its fields: lists, and variables that the task sees."""
    case = detail.item.case
    given = form_context(work, detail.form_definition_id, locale, case, rounds)
    return with_variables(work, case, detail.form_definition_id, form_id, given, task_id=detail.item.task_id)


def says_the_same(work: Work, viewer: Viewer, detail: TaskDetail, form: BoundForm) -> bool:
    """Tell whether a checked form of an applicant's task holds just what was handed in last by it."""
    rounds = submissions(work, viewer, detail.item.case.id)
    if not rounds or rounds[-1].form_id != detail.form_id:
        return False
    return not changes(form.schema, rounds[-1].data, form_json(form))


@dataclass(frozen=True, slots=True)
class Delta:
    """What differs field by field from the submission that a reviewer knows; `own`: they decided on it."""

    since_round: int
    own: bool
    changes: tuple[Change, ...]


def delta(work: Work, viewer: Viewer, detail: TaskDetail, *, locale: Locale) -> Delta | None:
    """Return what changed since the viewer last decided in this case, else since the submission before.

    None where there is nothing to compare, or the step has no form. Raises: NotFound.
    """
    case = detail.item.case
    rounds = submissions(work, viewer, case.id)
    known = _last_seen(work, viewer, case, rounds)
    if detail.form_id is None or known is None or detail.default_right == "write":
        return None
    schema = schema_of(work, detail.form_definition_id, detail.form_id)
    rights = _to_read(detail.rights, detail.default_right)
    lists = form_context(work, detail.form_definition_id, locale, case, rounds)
    changed = changes(schema, known.data, rounds[-1].data, locale=locale, rights=rights, context=lists)
    return Delta(known.round, _decided_on(work, viewer, case.id) == known.round, tuple(changed))


def _last_seen(
    work: Work, viewer: Viewer, case: CaseView, rounds: Sequence[SubmissionView]
) -> SubmissionView | None:
    """Return the submission that a reviewer knows: the one they last decided on, else the one before."""
    decided = _decided_on(work, viewer, case.id)
    if decided is not None and decided < case.round:
        return next((one for one in rounds if one.round == decided and one.form_id), None)
    return rounds[-2] if len(rounds) > 1 and rounds[-2].form_id else None


def _decided_on(work: Work, viewer: Viewer, case_id: str) -> int | None:
    rounds = (
        item.round
        for item in tasks_of(work, case_id)
        if item.closed_by == viewer.user_id and item.state == "done" and item.kept_from is None
    )
    return max(rounds, default=None)


def _data_of(submission: SubmissionView | None) -> Mapping[str, Any] | None:
    return None if submission is None else submission.data


def case_form(
    work: Work, viewer: Viewer, case: CaseView, *, locale: Locale, round_: int | None = None
) -> BoundForm | None:
    """Return what was handed in at a round (the last one without), read-only, None without a form.

    Who sees the case only because of a task in it sees what that task shows.

    Raises: NotFound: no such round, or the case is not for this viewer.
    """
    rounds = {one.round: one for one in submissions(work, viewer, case.id)}
    shown = rounds.get(case.round if round_ is None else round_)
    if shown is None:
        raise NotFound("approvals.case_not_found")
    if not shown.form_id:
        return None
    before = _before([one for number, one in sorted(rounds.items()) if number <= shown.round])
    return build_form(
        schema_of(work, shown.definition_id, shown.form_id),
        evaluate=evaluator(work),
        values=shown.data,
        context=with_variables(
            work,
            case,
            shown.definition_id,
            shown.form_id,
            form_context(work, shown.definition_id, locale, case, list(rounds.values())),
        ),
        locale=locale,
        rights=_rights_of_reader(work, viewer, case),
        previous=before,
        now=work.now,
    )


def profile_form(
    work: Work, viewer: Viewer, process_id: str, organisation_id: str, *, locale: Locale
) -> BoundForm:
    """Return an organisation's profile, what was last approved, in today's form and read-only.

    Raises: NotFound: no such process, it has no start form, or the organisation is not for this viewer.
    """
    latest = latest_form(work, process_id, latest_start_form(work, process_id))
    return build_form(
        latest.schema,
        evaluate=evaluator(work),
        values=organisations.organisation(work, viewer, organisation_id).profile,
        context=form_context(work, latest.definition_id, locale),
        locale=locale,
        rights=Rights.of({}, "read"),
        now=work.now,
    )


def _before(rounds: Sequence[SubmissionView]) -> Mapping[str, Any] | None:
    """What the last of these submissions is compared with: the one before, if it was handed in by a form."""
    return rounds[-2].data if len(rounds) > 1 and rounds[-2].form_id else None


def form_json(form: BoundForm) -> dict[str, Any]:
    """Return the checked values as the JSON that `submit` and `decide` take."""
    values: dict[str, Any] = to_json(form.data)
    return values


def _to_read(rules: Mapping[str, str], default: str) -> Rights:
    """Make what a step may write readable; what it hides stays hidden."""
    lowered = {path: "hidden" if access == "hidden" else "read" for path, access in rules.items()}
    return Rights.of(lowered, "hidden" if default == "hidden" else "read")


def _rights_of_reader(work: Work, viewer: Viewer, case: CaseView) -> Rights:
    item = task_seen_by(work, viewer, case.id)
    if item is None:
        return Rights.of({}, "read")
    element = elements(work, work.tasks.get(item.task_id).definition_id).get(item.element_id)
    return _to_read(*rights_of(element, addressed=item.addressed))


def evaluator(work: Work) -> Any:
    """Return the one FEEL evaluator of the platform in the shape that forms want."""
    functions = work.engine.functions
    known = tuple(functions) if functions is not None else ()

    def evaluate(expression: str, names: Mapping[str, Any]) -> Any:
        try:
            compiled = feel.compile_expression(expression, names=known)
            return feel.to_python(compiled.evaluate(names, functions=functions, now=work.now))
        except feel.FeelError as error:
            raise ExpressionFailed(str(error)) from error

    return evaluate


def schema_of(work: Work, definition_id: str, form_id: str) -> FormSchema:
    """Return a deployed form, parsed once for each version. Raises: NotFound."""
    try:
        return _parse(work, definition_id, work.repository.form(definition_id, form_id))
    except engine_errors.NotFound as error:
        raise NotFound("room.not_found") from error


def schemas_of(work: Work, definition_id: str) -> list[FormSchema]:
    """Return every form of a definition, parsed once for each version, by file name."""
    return [_parse(work, definition_id, content) for content in work.repository.forms(definition_id)]


def by_field(remarks: tuple[FieldRemark, ...]) -> dict[str, list[str]]:
    """Return the texts of remarks by field path."""
    texts: dict[str, list[str]] = {}
    for remark in remarks:
        texts.setdefault(remark.field, []).append(remark.text)
    return texts


def form_context(
    work: Work,
    definition_id: str,
    locale: Locale,
    case: CaseView | None = None,
    rounds: Sequence[SubmissionView] = (),
) -> dict[str, Any]:
    """Return what forms of a version offer to choose from, each a list of {label, value}.

    With `case` also what the kind of the case offers, and what was chosen of it in its `rounds`.
    """
    ask = partial(_form_context, work, definition_id, locale, case, rounds)
    question = (form_context, definition_id, locale, case and case.id, tuple(one.round for one in rounds))
    return dict(work.transaction.once(question, ask))


def _form_context(
    work: Work, definition_id: str, locale: Locale, case: CaseView | None, rounds: Sequence[SubmissionView]
) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if case is not None:
        kind = case_type_of(case.process_id)
        about = "" if kind.subject == NOBODY else case.subject_id
        more = kind.context(work, about, locale) if about is not None else {}
        for one in rounds:
            _add_chosen(more, kind.chosen(work, one.data, locale))
    return {
        **package_options.context_of(work, definition_id, locale),
        **options.offered(work, locale),
        **more,
    }


def _add_chosen(lists: dict[str, Any], chosen: Mapping[str, Any]) -> None:
    """Add to lists what was chosen of them and is no longer offered."""
    for name, options_chosen in chosen.items():
        offered = lists.setdefault(name, [])
        known = {one["value"] for one in offered}
        offered += [one for one in options_chosen if one["value"] not in known]


def _own_lists(work: Work, process_id: str, organisation_id: str | None, locale: Locale) -> dict[str, Any]:
    """Return what a process offers before there is a case, to an organisation or to nobody."""
    kind = case_type_of(process_id)
    about = "" if kind.subject == NOBODY else organisation_id
    asked = kind.context if kind.subject in {NOBODY, "organisation"} else kind.offered
    return asked(work, about, locale) if about is not None else {}


class LatestForm(NamedTuple):
    """A form of the version that new cases run on."""

    definition_id: str
    schema: FormSchema


def latest_form(work: Work, process_id: str, form_id: str) -> LatestForm:
    """Return the form of a process's newest version. Raises: NotFound."""
    try:
        definition = work.repository.latest(process_id)
    except engine_errors.NotFound as error:
        raise NotFound("room.not_found") from error
    return LatestForm(definition.id, schema_of(work, definition.id, form_id))


def _parse(work: Work, definition_id: str, content: bytes) -> FormSchema:
    uploads = work.repository.data(definition_id, package_uploads.FILE)
    return _parsed(content, uploads, definition_id if uploads else "")


@lru_cache(maxsize=128)
def _parsed(content: bytes, uploads: bytes, definition_id: str) -> FormSchema:
    return parse_schema(content, own_profiles=package_uploads.own_profiles(uploads, definition_id))
