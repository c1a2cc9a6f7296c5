"""Beginning a registration with what was answered: only what an organisation's form asks too, and once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from workflows.approvals.cases.drafts import save_draft
from workflows.approvals.cases.start_rules import latest_start_form
from workflows.business.registration.profile_changes import PROCESSES
from workflows.business.surveys.models import SurveyAnswer
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of

LIFE = timedelta(hours=1)
"""How long after answering a registration may begin with it."""
FILLED: Mapping[str, str] = {
    "name": "name",
    "credit_code": "credit_code",
    "region": "region",
    "ownership": "registration_type",
    "contact_name": "contact_name",
    "contact_phone": "contact_phone",
    "contact_email": "contact_email",
}
"""Field of the organisation's form by question of a survey."""


def can_begin_with(work: Work, survey_id: str, token: str) -> bool:
    """Tell whether the answer of a page says something about an organisation that nobody has taken up yet."""
    row = _recent(work, survey_id, token)
    return row is not None and bool(_values(row))


def begin_with(work: Work, survey_id: str, token: str, user_id: str) -> bool:
    """Let the form of a new account's organisation begin with an answer; tell whether it does.

    It becomes the draft, which is checked like any other when it is handed in. A second time nothing is
    taken up.
    """
    row = _recent(work, survey_id, token, hold=True)
    if row is None:
        return False
    row.handed_over_at = work.now
    work.session.flush()
    values, own = _values(row), organisations_of(work, user_id)
    if not values or not own:
        return False
    form_key = latest_start_form(work, PROCESSES[own[0].kind])
    save_draft(work, user_id, form_key, values, subject=own[0].id)
    return True


def _recent(work: Work, survey_id: str, token: str, *, hold: bool = False) -> SurveyAnswer | None:
    rows = select(SurveyAnswer).where(
        SurveyAnswer.survey_id == survey_id.replace("\x00", ""),
        SurveyAnswer.token == token.replace("\x00", ""),
        SurveyAnswer.answered_at > work.now - LIFE,
        SurveyAnswer.handed_over_at.is_(None),
    )
    return work.session.scalar(rows.with_for_update() if hold else rows)


def _values(row: SurveyAnswer) -> dict[str, str]:
    said = {field: row.data.get(question) for question, field in FILLED.items()}
    return {field: value for field, value in said.items() if isinstance(value, str) and value}
