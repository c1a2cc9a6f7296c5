"""Reading the identity checks of one organisation."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from sqlalchemy import select

from workflows.business.identity_checks.models import IdentityCheck
from workflows.business.identity_checks.values import CheckState, CheckView, Method, PersonRole, Purpose
from workflows.ground.errors import NotFound
from workflows.ground.work import Work

COUNTS_FOR = timedelta(hours=24)
"""So long a check that was passed may be used."""
SHOWN = 10


def check_of(work: Work, organisation_id: str, number: str) -> CheckView:
    """Return a check of an organisation. Raises: NotFound: none, or somebody else's."""
    row = work.session.get(IdentityCheck, number, populate_existing=True)
    if row is None or row.organisation_id != organisation_id:
        raise NotFound("identity_checks.not_found")
    return _view(work, row)


def latest_checks(
    work: Work, organisation_id: str, purpose: Purpose, reference: str = ""
) -> tuple[CheckView, ...]:
    """Return the latest checks of an organisation for a purpose, the newest first."""
    rows = (
        select(IdentityCheck)
        .where(
            IdentityCheck.organisation_id == organisation_id,
            IdentityCheck.purpose == purpose,
            IdentityCheck.reference == reference,
        )
        .order_by(IdentityCheck.started_at.desc(), IdentityCheck.number)
        .limit(SHOWN)
    )
    return tuple(_view(work, row) for row in work.session.scalars(rows))


def _view(work: Work, row: IdentityCheck) -> CheckView:
    """Return a row as a value; beyond its end one that waits is shown as expired."""
    state = "expired" if row.state == "waiting" and row.expires_at <= work.now else row.state
    is_usable = (
        row.state == "passed"
        and row.used_at is None
        and row.decided_at is not None
        and row.decided_at + COUNTS_FOR > work.now
    )
    return CheckView(
        row.number,
        row.organisation_id,
        row.organisation_name,
        row.credit_code,
        cast("PersonRole", row.person_role),
        row.person,
        cast("Method", row.method),
        cast("Purpose", row.purpose),
        row.reference,
        cast("CheckState", state),
        row.reason,
        row.started_at,
        row.expires_at,
        row.decided_at,
        is_usable,
    )
