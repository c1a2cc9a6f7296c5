"""Supplements 补充协议: agreed on where what they change is carried out, then signed like any contract.

Text and agreement are there at once, so the process `contract_signing` is told of both and waits for the
first signature. What follows from its end is told to the subject (`subjects.register`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from workflows.approvals.cases.submitting import submit
from workflows.business.contracts import content, documents
from workflows.business.contracts.drafting import add_version
from workflows.business.contracts.jobs import PROCESS
from workflows.business.contracts.models import Contract
from workflows.business.contracts.opening import abandon, audited, create, locked, move, notify_process
from workflows.business.contracts.signing_messages import ANSWERED, OFFERED, WITHDRAWN
from workflows.business.contracts.values import RUNNING, Terms
from workflows.ground.audit.log import record
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SupplementOrder:
    """Between whom and about what a supplement is, and who has proposed it when."""

    kind: str
    subject_id: str
    provider_id: str
    enterprise_id: str
    amount_fen: int
    proposed_by: str
    proposed_at: datetime


def agree(work: Work, viewer: Viewer, organisation_id: str, order: SupplementOrder, terms: Terms) -> str:
    """Freeze a supplement to which the viewer agrees for an organisation; both sign it next. Returns its id.

    The caller has asked whether they may agree, and holds what it is about.

    Raises: Forbidden: not given the menu; InvalidState: one about the same subject is there; Invalid: at what
        cannot be offered; TooMany: others are being typeset.
    """
    content.check_terms(terms, amount_fen=order.amount_fen, variables=())
    row = create(
        work,
        kind=order.kind,
        subject_id=order.subject_id,
        provider_id=order.provider_id,
        enterprise_id=order.enterprise_id,
        amount_fen=order.amount_fen,
    )
    row.title, row.way = terms.title, terms.way
    version = add_version(work, row, 1, terms, (order.proposed_by, order.proposed_at))
    version.answer, version.answered_by, version.answered_at = "agreed", viewer.user_id, work.now
    row.sha256 = documents.freeze(work, row, terms)
    move(work, row, "provider_signs" if row.way == "online" else "paper_due")
    record(work, "contract.agreed", audited(row), {}, {"version": 1, "sha256": row.sha256})
    submit(work, viewer, PROCESS, {}, organisation_id=organisation_id, subject_id=row.id)
    notify_process(work, row, OFFERED)
    said = {"contract_answer": "agreed", "contract_way": row.way, "contract_sha256": row.sha256}
    notify_process(work, row, ANSWERED, said)
    return row.id


def withdraw(work: Work, kind: str, subject_id: str, reason: str) -> None:
    """End the supplement about a subject that is not signed yet: what it was to change is over.

    `reason`: the code of a sentence. The caller holds the subject.
    """
    running = select(Contract.id).where(
        Contract.subject_kind == kind, Contract.subject_id == subject_id, Contract.state.in_(RUNNING)
    )
    for contract_id in work.session.scalars(running).all():
        row = locked(work, contract_id)
        abandon(work, row, reason, "contract.withdrawn")
        notify_process(work, row, WITHDRAWN)
