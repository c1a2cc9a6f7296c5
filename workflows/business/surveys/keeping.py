"""Building a survey, publishing and ending it; operators do that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from workflows.business.surveys.models import Survey
from workflows.business.surveys.questions import asks_for_company, read_questions, starting_questions
from workflows.business.surveys.values import COMPANY, LIMITS, SurveyDraft
from workflows.ground.audit.log import Subject, record
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.held_rows import held_row
from workflows.ground.work import Work
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer, require

TEXTS = ("title_zh", "body_zh", "title_en", "body_en")
NEEDED = frozenset({"title_zh", "body_zh"})
MOMENTS = ("opens_at", "closes_at")
_COPY = ("（副本）", " (copy)")


def locked(work: Work, survey_id: str) -> Survey:
    """Return the survey as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, Survey, survey_id.replace("\x00", ""), "surveys.not_found")


def find(work: Work, survey_id: str) -> Survey:
    """Return the survey, whoever keeps it meanwhile. Raises: NotFound."""
    row = work.session.get(Survey, survey_id.replace("\x00", ""))
    if row is None:
        raise NotFound("surveys.not_found")
    return row


def save(work: Work, viewer: Viewer, draft: SurveyDraft, survey_id: str | None = None) -> str:
    """Make a survey, with the starting questions, or change one; return its id.

    Of one that is published the texts and the times change, never what its answers depend on.

    Raises: Forbidden; NotFound; Invalid: at the fields; InvalidState: it has ended.
    """
    require(may_keep_announcements(viewer))
    row = locked(work, survey_id) if survey_id else None
    if row is not None and row.state == "ended":
        raise InvalidState("surveys.ended")
    published = row is not None and row.state == "published"
    problems = [*_text_problems(draft), *_time_problems(draft, needed=published)]
    if problems:
        raise Invalid("surveys.invalid", problems)
    before = _contents(row) if row is not None else {}
    if row is None:
        row = _new(work, viewer, starting_questions())
    for field in (*TEXTS, *MOMENTS):
        value = getattr(draft, field)
        setattr(row, field, value.strip() if isinstance(value, str) else value)
    if not published:
        row.one_per_company = draft.one_per_company
    work.session.add(row)
    work.session.flush()
    after = _contents(row)
    if before != after:
        _record(work, row, "changed" if before else "written", before, after)
    return row.id


def save_questions(work: Work, viewer: Viewer, survey_id: str, document: str, *, revision: int | None) -> int:
    """Keep the questions of a draft; return the new revision.

    `revision`: which one the document was made of, None: whichever there is.

    Raises: Forbidden; NotFound; InvalidState: it is published; Conflict: somebody was faster; Invalid: at the
    ids of the components that no survey may have.
    """
    require(may_keep_announcements(viewer))
    row = locked(work, survey_id)
    if row.state != "draft":
        raise InvalidState("surveys.frozen")
    if revision is not None and revision != row.revision:
        raise Conflict("surveys.changed_meanwhile")
    read_questions(document)
    if document != row.questions:
        row.questions = document
        row.revision += 1
        work.session.flush()
    return row.revision


def publish(work: Work, viewer: Viewer, survey_id: str) -> None:
    """Let everybody with the link answer, from its opening time or now on. A second time changes nothing.

    Raises: Forbidden; NotFound; InvalidState: it has ended; Invalid: it closes before anybody could answer,
    or does not ask for the company of which it takes one answer.
    """
    require(may_keep_announcements(viewer))
    row = locked(work, survey_id)
    if row.state == "ended":
        raise InvalidState("surveys.ended")
    if row.state == "published":
        return
    problems = list(_publishing_problems(row, work.now))
    if problems:
        raise Invalid("surveys.invalid", problems)
    row.opens_at = row.opens_at or work.now
    _stand(work, row, "published")


def end(work: Work, viewer: Viewer, survey_id: str) -> None:
    """Take no more answers, for ever. Raises: Forbidden; NotFound; InvalidState: it was never published."""
    require(may_keep_announcements(viewer))
    row = locked(work, survey_id)
    if row.state == "draft":
        raise InvalidState("surveys.closed")
    if row.state != "ended":
        if row.closes_at is not None and (row.opens_at is None or row.opens_at < work.now < row.closes_at):
            row.closes_at = work.now  # from here on its answers are kept for some time
        _stand(work, row, "ended")


def delete(work: Work, viewer: Viewer, survey_id: str) -> None:
    """Delete a draft. Raises: Forbidden; NotFound; InvalidState: it is published, so people have its link."""
    require(may_keep_announcements(viewer))
    row = locked(work, survey_id)
    if row.state != "draft":
        raise InvalidState("surveys.only_drafts")
    _record(work, row, "deleted", _contents(row), {})
    work.session.delete(row)
    work.session.flush()


def copy(work: Work, viewer: Viewer, survey_id: str) -> str:
    """Make a draft with the same texts and questions; return its id. Raises: Forbidden; NotFound."""
    require(may_keep_announcements(viewer))
    of = locked(work, survey_id)
    row = _new(work, viewer, of.questions)
    row.title_zh, row.title_en = _copied(of.title_zh, _COPY[0]), _copied(of.title_en, _COPY[1])
    row.body_zh, row.body_en, row.one_per_company = of.body_zh, of.body_en, of.one_per_company
    work.session.add(row)
    work.session.flush()
    _record(work, row, "written", {}, _contents(row))
    return row.id


def _copied(title: str, mark: str) -> str:
    return f"{title[: LIMITS['title_zh'] - len(mark)]}{mark}" if title else ""


def _new(work: Work, viewer: Viewer, questions: str) -> Survey:
    return Survey(
        id=new_id(), questions=questions, revision=1, state="draft", answers=0, author_id=viewer.user_id,
        created_at=work.now, opens_at=None, closes_at=None, one_per_company=False,
    )  # fmt: skip


def _stand(work: Work, row: Survey, state: str) -> None:
    before, row.state = row.state, state
    work.session.flush()
    _record(work, row, state, {"state": before}, {"state": state})


def _record(
    work: Work, row: Survey, action: str, before: dict[str, object], after: dict[str, object]
) -> None:
    record(work, f"survey.{action}", Subject("survey", row.id, row.title_zh), before, after)


def _contents(row: Survey) -> dict[str, object]:
    kept = {field: getattr(row, field) for field in (*TEXTS, *MOMENTS, "one_per_company")}
    return {name: one.isoformat() if isinstance(one, datetime) else one for name, one in kept.items()}


def _text_problems(draft: SurveyDraft) -> Iterator[FieldProblem]:
    for field in TEXTS:
        text = getattr(draft, field).strip()
        if field in NEEDED and not text:
            yield FieldProblem(field, "surveys.required", {})
        if len(text) > LIMITS[field]:
            yield FieldProblem(field, "surveys.too_long", {"most": LIMITS[field]})


def _time_problems(draft: SurveyDraft, *, needed: bool) -> Iterator[FieldProblem]:
    if needed and draft.closes_at is None:
        yield FieldProblem("closes_at", "surveys.required", {})
    if draft.opens_at and draft.closes_at and draft.closes_at <= draft.opens_at:
        yield FieldProblem("closes_at", "surveys.closes_before", {})


def _publishing_problems(row: Survey, now: datetime) -> Iterator[FieldProblem]:
    if row.closes_at is None:
        yield FieldProblem("closes_at", "surveys.required", {})
    elif row.closes_at <= now:
        yield FieldProblem("closes_at", "surveys.closes_in_the_past", {})
    if row.one_per_company and not asks_for_company(read_questions(row.questions)):
        yield FieldProblem("one_per_company", "surveys.no_company_question", {"key": COMPANY})
