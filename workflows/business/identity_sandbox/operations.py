"""What happens at the sandbox: a check is opened, somebody proves who they are or not, notices follow."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from workflows.business.identity_sandbox.behaviours import BEHAVIOURS
from workflows.business.identity_sandbox.models import SandboxIdentityCheck, SandboxIdentityNotice
from workflows.business.identity_sandbox.requests import CLIENT, insist_on_client
from workflows.ground.errors import Invalid, InvalidState, NotFound
from workflows.ground.signing_keys.operations import key_pair
from workflows.ground.signing_keys.signatures import signed
from workflows.ground.work import Work

NOTIFY = "sandbox.identity_notify"
OWN_KEY = "identity sandbox"
SHOWN_NOTICES = 20
SOMEBODY_ELSE = "王冒名"
_LONGEST = {
    "number": 64,
    "person": 100,
    "organisation": 200,
    "credit_code": 40,
    "method": 20,
    "purpose": 20,
    "notify_url": 500,
    "return_url": 500,
}


def open_check(work: Work, secret_key: str, fields: Mapping[str, str]) -> SandboxIdentityCheck:
    """Return the check to which a client sends somebody; asked twice it is the same one.

    Raises: Invalid: not signed by a known client, or something is missing.
    """
    insist_on_client(work, secret_key, fields)
    if any(not 0 < len(fields.get(name, "")) <= most for name, most in _LONGEST.items()):
        raise Invalid("identity_sandbox.unreadable")
    values = {name: fields[name] for name in _LONGEST} | {
        "service_txn": f"SI{work.now:%Y%m%d}{secrets.token_hex(8).upper()}",
        "state": "pending", "reason": "", "checked_name": "",
        "created_at": work.now, "changed_at": work.now, "expires_at": _moment(fields.get("expires_at", "")),
    }  # fmt: skip
    work.session.execute(insert(SandboxIdentityCheck).values(**values).on_conflict_do_nothing())
    return check(work, fields["number"])


def _moment(text: str) -> datetime:
    try:
        said = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("identity_sandbox.unreadable") from error
    if said.tzinfo is None:
        raise Invalid("identity_sandbox.unreadable")
    return said


def check(work: Work, number: str) -> SandboxIdentityCheck:
    """Return a check. Raises: NotFound."""
    row = work.session.get(SandboxIdentityCheck, number, populate_existing=True)
    if row is None:
        raise NotFound("identity_sandbox.not_found")
    return row


def notices(work: Work, number: str) -> list[SandboxIdentityNotice]:
    """Return the notices about a check, in the order in which they go out."""
    rows = select(SandboxIdentityNotice).where(SandboxIdentityNotice.number == number)
    in_order = rows.order_by(SandboxIdentityNotice.due_at, SandboxIdentityNotice.id)
    return list(work.session.scalars(in_order.limit(SHOWN_NOTICES)))


def decide(work: Work, number: str, behaviour: str) -> SandboxIdentityCheck:
    """Let a check come to what the behaviour says, and send its notices.

    Raises: NotFound; Invalid: no such behaviour of its way; InvalidState: it is over.
    """
    chosen = BEHAVIOURS.get(behaviour)
    row = work.session.get(SandboxIdentityCheck, number, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("identity_sandbox.not_found")
    if chosen is None or chosen.method not in ("", row.method):
        raise Invalid("identity_sandbox.unreadable")
    if row.state != "pending":
        raise InvalidState("identity_sandbox.over")
    if row.expires_at <= work.now:
        raise InvalidState("identity_sandbox.expired")
    row.state, row.reason, row.changed_at = chosen.outcome, chosen.reason, work.now
    row.checked_name = SOMEBODY_ELSE if chosen.another_person else row.person
    for state, wait in chosen.notices:
        notice = SandboxIdentityNotice(
            number=number, state=state, forged=chosen.forged, due_at=work.now + wait, tried=0, answer=""
        )
        work.session.add(notice)
        work.session.flush()
        work.jobs.defer(NOTIFY, {"notice": notice.id}, run_at=notice.due_at)
    return row


def said_of(work: Work, row: SandboxIdentityCheck) -> dict[str, str]:
    """Return what the sandbox says of a check, not signed yet."""
    is_expired = row.state == "pending" and row.expires_at <= work.now
    return {
        "client": CLIENT,
        "number": row.number,
        "service_txn": row.service_txn,
        "person": row.checked_name or row.person,
        "credit_code": row.credit_code,
        "method": row.method,
        "purpose": row.purpose,
        "state": "expired" if is_expired else row.state,
        "reason": row.reason,
        "occurred_at": (row.expires_at if is_expired else row.changed_at).isoformat(),
    }


def answer(work: Work, secret_key: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the signed answer to a client that asks about a check. Raises: Invalid: not signed."""
    insist_on_client(work, secret_key, fields)
    try:
        said = {"result": "ok", **said_of(work, check(work, fields.get("number", "")))}
    except NotFound as refused:
        said = {"result": "unknown", "reason": str(refused)[:200]}
    return signed(key_pair(work, secret_key, OWN_KEY).private_pem, said)
