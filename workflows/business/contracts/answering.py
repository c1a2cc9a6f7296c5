"""The enterprise agrees to a draft, returns it with remarks at clauses, or refuses; either withdraws."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from workflows.business.contracts import content, documents
from workflows.business.contracts.models import Contract, ContractVersion
from workflows.business.contracts.opening import (
    abandon,
    audited,
    locked,
    move,
    notify_process,
    tell,
)
from workflows.business.contracts.policy import acting, found, party_of
from workflows.business.contracts.signing_messages import ANSWERED, WITHDRAWN
from workflows.business.contracts.values import RUNNING, ClauseRemark
from workflows.ground.audit.log import record
from workflows.ground.errors import FieldProblem, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

LONGEST_REMARK = 500
LONGEST_REASON = 200


def agree(work: Work, viewer: Viewer, contract_id: str, number: int) -> str:
    """Agree on the version that was offered: its text is frozen. Returns its SHA-256.

    Raises: NotFound; Forbidden; InvalidState: not now, or there is a newer version; TooMany: others are being
        typeset.
    """
    row, version = _offered(work, viewer, contract_id, number)
    version.answer, version.answered_by, version.answered_at = "agreed", viewer.user_id, work.now
    row.draft, row.sha256 = None, documents.freeze(work, row, content.from_json(version.terms))
    move(work, row, "provider_signs" if row.way == "online" else "paper_due")
    record(work, "contract.agreed", audited(row), {}, {"version": version.number, "sha256": row.sha256})
    tell(work, row, "provider", "contract_agreed")
    said = {"contract_answer": "agreed", "contract_way": row.way, "contract_sha256": row.sha256}
    notify_process(work, row, ANSWERED, said)
    return row.sha256


def give_back(
    work: Work,
    viewer: Viewer,
    contract_id: str,
    number: int,
    *,
    remarks: Iterable[ClauseRemark],
    opinion: str = "",
) -> None:
    """Return a version to the provider with remarks at its clauses; the draft goes on from it.

    Raises: NotFound; Forbidden; InvalidState: not now, or there is a newer version; Invalid: nothing is said.
    """
    row, version = _offered(work, viewer, contract_id, number)
    known = {one.id: place for place, one in enumerate(content.from_json(version.terms).clauses)}
    said = [one for one in remarks if one.text.strip() and one.clause_id in known]
    problems = [
        FieldProblem(f"remark-{known[one.clause_id]}", "contracts.remark_long", {"most": LONGEST_REMARK})
        for one in said
        if len(one.text) > LONGEST_REMARK
    ]
    if len(opinion) > LONGEST_REMARK:
        problems.append(FieldProblem("opinion", "contracts.remark_long", {"most": LONGEST_REMARK}))
    if not said and not opinion.strip():
        problems.append(FieldProblem("opinion", "contracts.remarks_needed", {}))
    if problems:
        raise Invalid("contracts.invalid", problems)
    version.answer, version.answered_by, version.answered_at = "returned", viewer.user_id, work.now
    version.remarks = [{"clause_id": one.clause_id, "text": one.text.strip()} for one in said]
    version.opinion = opinion.strip()
    move(work, row, "drafting")
    record(work, "contract.returned", audited(row), {}, {"version": version.number, "remarks": len(said)})
    tell(work, row, "provider", "contract_returned")
    notify_process(work, row, ANSWERED, {"contract_answer": "returned"})


def refuse(work: Work, viewer: Viewer, contract_id: str, number: int, reason: str) -> None:
    """Refuse to conclude the contract at all.

    Raises: NotFound; Forbidden; InvalidState: not now, or there is a newer version; Invalid: no reason.
    """
    row, version = _offered(work, viewer, contract_id, number)
    said = said_reason(reason)
    version.answer, version.answered_by, version.answered_at = "refused", viewer.user_id, work.now
    version.opinion = said
    abandon(work, row, said, "contract.refused")
    notify_process(work, row, ANSWERED, {"contract_answer": "refused"})


def withdraw(work: Work, viewer: Viewer, contract_id: str, reason: str) -> None:
    """Let either party end a contract that is not signed yet, with a reason.

    Raises: NotFound; Forbidden; Invalid: no reason; InvalidState: it is signed, or has ended.
    """
    row = found(locked(work, contract_id), viewer)
    acting(work, viewer, row, party_of(viewer, row) or "provider", states=RUNNING)
    abandon(work, row, said_reason(reason), "contract.withdrawn")
    notify_process(work, row, WITHDRAWN)


def said_reason(reason: str) -> str:
    """Return a reason in one line. Raises: Invalid: there is none, or it is too long."""
    said = " ".join(reason.split())
    if not 0 < len(said) <= LONGEST_REASON:
        known = {"most": LONGEST_REASON}
        raise Invalid("contracts.invalid", [FieldProblem("reason", "contracts.reason_needed", known)])
    return said


def _offered(work: Work, viewer: Viewer, contract_id: str, number: int) -> tuple[Contract, ContractVersion]:
    row = locked(work, contract_id)
    acting(work, viewer, row, "enterprise", states=("offered",))
    latest = select(ContractVersion).where(ContractVersion.contract_id == row.id)
    version = work.session.scalars(latest.order_by(ContractVersion.number.desc()).limit(1)).one()
    if version.number != number:
        raise InvalidState("contracts.version_changed")
    return row, version
