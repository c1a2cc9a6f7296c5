"""The latest recharges by transfer of an organisation, with what really came of each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import and_, select

from workflows.approvals.models import Case, Submission
from workflows.business.ledger.queries import find_account, moved_by_key
from workflows.business.wallet.policy import own_organisation
from workflows.business.wallet.values import OfflineRechargeView
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

PROCESS = "offline_recharge"
SHOWN = 10


def key_of(case_number: str) -> str:
    """Return the key of the transfer that credits a recharge, once."""
    return f"{PROCESS}:{case_number}"


def offline_recharges(work: Work, viewer: Viewer, organisation_id: str) -> Sequence[OfflineRechargeView]:
    """Return the latest ones, the newest first. Raises: NotFound; Forbidden."""
    own = own_organisation(work, viewer, organisation_id)
    latest = and_(Submission.case_id == Case.id, Submission.round == Case.round)
    rows = work.session.execute(
        select(Case.number, Case.state, Case.submitted_at, Submission.data["amount"].astext)
        .join(Submission, latest)
        .where(Case.organisation_id == own.id, Case.process_id == PROCESS)
        .order_by(Case.submitted_at.desc(), Case.id.desc())
        .limit(SHOWN)
    ).all()
    account = find_account(work, own.id, "wallet")
    keys = [key_of(number) for number, *_ in rows]
    came = moved_by_key(work, account.id, keys) if account is not None else {}
    return tuple(
        OfflineRechargeView(number, came.get(key_of(number), Decimal(reported)), state, at)
        for number, state, at, reported in rows
    )
