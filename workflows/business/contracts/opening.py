"""How a contract comes into being and to its end; and the messages that its process waits for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from workflows.business.contracts import subjects
from workflows.business.contracts.models import Contract
from workflows.business.contracts.signing_messages import key_of
from workflows.business.contracts.values import PARTIES, RUNNING, TURNS, ContractState, Party
from workflows.ground.audit.log import Subject, record
from workflows.ground.calendar import add_working_days
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import InvalidState, NotFound
from workflows.ground.reasons import in_words
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.organisations.queries import who_bind

WORKING_DAYS = 10
"""So long each party has for each of its steps; the diagram's timers say the same."""
_KEPT_FOR = timedelta(days=1)
"""So long a message waits for a process that is still on its way to where it is awaited."""


def open_contract(
    work: Work, *, kind: str, subject_id: str, provider_id: str, enterprise_id: str, amount_fen: int
) -> str:
    """Begin the contract about a subject and return its id; the one that runs already, if it is the same.

    Raises: InvalidState: there is another one, between others or over another amount.
    """
    running = select(Contract).where(
        Contract.subject_kind == kind, Contract.subject_id == subject_id, Contract.state != "abandoned"
    )
    known = work.session.scalar(running.with_for_update())
    if known is not None:
        if known.state == "drafting" and (known.provider_id, known.enterprise_id, known.amount_fen) == (
            provider_id,
            enterprise_id,
            amount_fen,
        ):
            return known.id
        raise InvalidState("contracts.one_running")
    row = create(
        work,
        kind=kind,
        subject_id=subject_id,
        provider_id=provider_id,
        enterprise_id=enterprise_id,
        amount_fen=amount_fen,
    )
    tell(work, row, "provider", "contract_to_draft")
    return row.id


def create(
    work: Work, *, kind: str, subject_id: str, provider_id: str, enterprise_id: str, amount_fen: int
) -> Contract:
    """Add a contract that is to be drafted; return it."""
    about = subjects.subject(work, kind, subject_id)
    row = Contract(
        number="", title=about.title if about is not None else "", subject_kind=kind, subject_id=subject_id,
        provider_id=provider_id, enterprise_id=enterprise_id, amount_fen=amount_fen, state="drafting",
        created_at=work.now, changed_at=work.now,
    )  # fmt: skip
    row.number = "-"
    work.session.add(row)
    work.session.flush()
    row.number = f"HT{work.now.astimezone(SHANGHAI):%Y%m%d}{row.sequence:06d}"
    move(work, row, "drafting")
    return row


def locked(work: Work, contract_id: str) -> Contract:
    """Return the row as it is now, held until the end of the transaction; its subject before it.

    Raises: NotFound.
    """
    row = work.session.get(Contract, contract_id)
    if row is None:
        raise NotFound("contracts.not_found")
    subjects.hold(work, row.subject_kind, row.subject_id)
    work.session.refresh(row, with_for_update=True)
    return row


def move(work: Work, row: Contract, state: ContractState) -> None:
    """Set where a contract stands, and by when the next step is due."""
    row.state, row.changed_at = state, work.now
    row.due_at = add_working_days(work.now, WORKING_DAYS) if state in RUNNING else None
    work.session.flush()


def notify_process(
    work: Work, row: Contract, message: str, variables: Mapping[str, Any] | None = None
) -> None:
    """Let the process of a contract go on."""
    is_withdrawal = key_of(message) == "contract_subject_id"
    work.runtime.correlate(
        message,
        correlation_key=row.subject_id if is_withdrawal else row.id,
        variables=variables,
        # A withdrawal is awaited all the time: kept, it would end the next contract about the subject.
        time_to_live=0 if is_withdrawal else _KEPT_FOR.total_seconds(),
    )


def conclude(work: Work, row: Contract) -> None:
    """Put a contract into force that both have signed, and tell both."""
    row.signed_at = work.now
    move(work, row, "signed")
    for party in PARTIES:
        tell(work, row, party, "contract_signed")
    subjects.ended(work, row.subject_kind, row.subject_id, signed=True)


def abandon(work: Work, row: Contract, reason: str, action: str) -> None:
    """End a contract that is not concluded, tell both, and note who did it."""
    before = row.state
    row.ended_reason, row.draft = reason, None
    move(work, row, "abandoned")
    record(work, action, audited(row), {"state": before}, {"state": "abandoned", "reason": reason})
    for party in PARTIES:
        tell(work, row, party, "contract_abandoned")
    subjects.ended(work, row.subject_kind, row.subject_id, signed=False)


def expire(work: Work, contract_id: str) -> None:
    """End a contract whose next step nobody has done in time; one that has ended stays as it is."""
    row = locked(work, contract_id)
    if row.state in RUNNING:
        abandon(work, row, "contracts.expired", "contract.expired")


def remind(work: Work, contract_id: str) -> None:
    """Tell whose turn it is by when the step is due; a contract that has ended meanwhile reminds nobody."""
    row = locked(work, contract_id)
    if row.state in RUNNING:
        tell(work, row, TURNS[row.state], "contract_reminder")


def abandon_about(work: Work, kind: str, subject_id: str, reason: str) -> None:
    """End the contract about a subject that is over itself, unless it is signed; its process has ended.

    `reason`: in somebody's words, or the code of a sentence.
    """
    running = select(Contract.id).where(
        Contract.subject_kind == kind, Contract.subject_id == subject_id, Contract.state.in_(RUNNING)
    )
    for contract_id in work.session.scalars(running):
        abandon(work, locked(work, contract_id), reason, "contract.withdrawn")


def audited(row: Contract) -> Subject:
    """Return a contract as the audit log names it."""
    return Subject("contract", row.id, f"{row.number} {row.title}".strip())


def tell(work: Work, row: Contract, party: Party, template: str) -> None:
    """Let everybody who binds a party know; the text names the contract."""
    reason = in_words(row.ended_reason)
    until = f"{row.due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if row.due_at is not None else ""
    params = {
        "until": until, "contract": row.number, "title": row.title or row.number,
        "reason": reason.say("zh-CN"), "reason_en": reason.say("en"),
    }  # fmt: skip
    organisation_id = row.provider_id if party == "provider" else row.enterprise_id
    send_messages(work, who_bind(work, organisation_id), template, params)
