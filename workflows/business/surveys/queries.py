"""Reading surveys: what who answers sees, and what operators keep."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select

from workflows.business.surveys.keeping import find
from workflows.business.surveys.models import Survey
from workflows.business.surveys.phases import in_phase, phase_of
from workflows.business.surveys.values import KeptSurvey, SurveyPhase, SurveyState, SurveyView
from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer, require


def survey(work: Work, survey_id: str, locale: Locale) -> SurveyView:
    """Return a survey that was published, open or not. Raises: NotFound: there is none, or it is a draft."""
    row = find(work, survey_id)
    if row.state == "draft":
        raise NotFound("surveys.not_found")
    return _view(work, row, locale)


def preview(work: Work, viewer: Viewer, survey_id: str, locale: Locale) -> SurveyView:
    """Return a survey as who answers it will see it, a draft too. Raises: Forbidden; NotFound."""
    require(may_keep_announcements(viewer))
    return _view(work, find(work, survey_id), locale)


def kept(
    work: Work,
    viewer: Viewer,
    *,
    phase: SurveyPhase | None = None,
    after: str | None = None,
    limit: int = 20,
) -> tuple[KeptSurvey, ...]:
    """Return the surveys of a phase, or all, the newest first. Raises: Forbidden."""
    require(may_keep_announcements(viewer))
    rows = select(Survey)
    if phase is not None:
        rows = rows.where(in_phase(phase, work.now))
    if after is not None:
        rows = rows.where(Survey.id < after.replace("\x00", ""))
    newest = work.session.scalars(rows.order_by(Survey.id.desc()).limit(limit))
    return tuple(_kept(work, row) for row in newest)


def kept_one(work: Work, viewer: Viewer, survey_id: str) -> KeptSurvey:
    """Return one survey for who keeps it. Raises: Forbidden; NotFound."""
    require(may_keep_announcements(viewer))
    return _kept(work, find(work, survey_id))


def _view(work: Work, row: Survey, locale: Locale) -> SurveyView:
    english = locale == "en"
    return SurveyView(
        id=row.id, title=(english and row.title_en) or row.title_zh,
        body=(english and row.body_en) or row.body_zh, phase=phase_of(row, work.now), opens_at=row.opens_at,
        closes_at=row.closes_at, one_per_company=row.one_per_company, questions=row.questions,
    )  # fmt: skip


def _kept(work: Work, row: Survey) -> KeptSurvey:
    return KeptSurvey(
        id=row.id, title_zh=row.title_zh, body_zh=row.body_zh, title_en=row.title_en, body_en=row.body_en,
        opens_at=row.opens_at, closes_at=row.closes_at, one_per_company=row.one_per_company,
        questions=row.questions, revision=row.revision, state=cast("SurveyState", row.state),
        phase=phase_of(row, work.now), answers=row.answers, forgotten_at=row.forgotten_at,
    )  # fmt: skip
