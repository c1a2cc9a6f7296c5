"""All writes of identity checks: beginning one, and what follows from what a service says of it.

What a service says counts only signed. The browser that comes back proves nothing.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from workflows.business.identity_checks.models import IdentityCheck, IdentityNotice
from workflows.business.identity_checks.queries import COUNTS_FOR
from workflows.business.identity_checks.service import IdentityResult, IdentityService, ResultRefused
from workflows.business.identity_checks.values import Method, Outcome, PersonRole, Purpose
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import InvalidState, NotFound
from workflows.ground.work import Work
from workflows.outside.pursuits import next_ask_at
from workflows.people.organisations.values import OrganisationView

VALID = timedelta(minutes=30)
MOST_A_DAY = 10
"""Checks of one organisation: the service is paid for each."""
DAY = timedelta(days=1)
ASK_UNTIL = timedelta(hours=25)
"""After the check's end: so long services repeat their notices, too."""
_ENDINGS = ("refused", "cancelled", "expired")

log = structlog.get_logger(__name__)


def begin_check(
    work: Work,
    service_name: str,
    own: OrganisationView,
    *,
    person: str,
    person_role: PersonRole,
    method: Method = "face",
    purpose: Purpose = "seal",
    reference: str = "",
) -> str:
    """Make a check of a person for an organisation; return its number. The caller has asked who may.

    It counts for its purpose alone, and of that for what `reference` names.

    Raises: InvalidState: too many today.
    """
    lately = select(func.count()).where(
        IdentityCheck.organisation_id == own.id, IdentityCheck.started_at > work.now - DAY
    )
    if (work.session.scalar(lately) or 0) >= MOST_A_DAY:
        raise InvalidState("identity_checks.too_many", most=MOST_A_DAY)
    number = f"SM{work.now.astimezone(SHANGHAI):%Y%m%d}{secrets.token_hex(6).upper()}"
    check = IdentityCheck(
        number=number, organisation_id=own.id, organisation_name=own.name,
        credit_code=own.credit_code or own.id, service=service_name, person_role=person_role,
        method=method, purpose=purpose, reference=reference,
        person=person, state="waiting", reason="", started_by=work.actor, started_at=work.now,
        expires_at=work.now + VALID, asked=0, next_ask_at=next_ask_at(work.now, asked=0),
    )  # fmt: skip
    work.session.add(check)
    work.session.flush()
    return number


def receive_notice(work: Work, service: IdentityService, raw: bytes) -> Outcome | None:
    """Take a notice; return what followed, None if the service has not signed it: then nothing is kept.

    It is stored as it came before anything follows. Once for each check and state: a repetition is known.
    """
    try:
        said = service.parse_notice(raw)
    except ResultRefused as refused:
        log.warning("identity_check.notice_refused", service=service.name, reason=str(refused))
        return None
    stored = work.session.scalar(
        insert(IdentityNotice)
        .values(
            id=new_id(), service=service.name, service_txn=said.service_txn, state=said.state,
            number=said.number, raw=raw.decode("ascii"), received_at=work.now, outcome="",
        )
        .on_conflict_do_nothing()
        .returning(IdentityNotice.id)
    )  # fmt: skip
    if stored is None:
        return "repeated"
    outcome = follow(work, service.name, said)
    work.session.get_one(IdentityNotice, stored).outcome = outcome
    work.session.flush()
    return outcome


def follow(work: Work, service_name: str, said: IdentityResult) -> Outcome:
    """Let a check follow what its service says, signed: it is decided once, and states only go forward.

    A person, an organisation, a way or a purpose other than those that were asked for is a refusal, whatever
    is said.
    """
    check = work.session.get(IdentityCheck, said.number, with_for_update=True, populate_existing=True)
    if check is None or check.service != service_name:
        log.warning("identity_check.unknown_check", service=service_name, number=said.number)
        return "unknown"
    if check.state not in ("waiting", "expired"):
        return "late"
    asked = (check.person, check.credit_code, check.method, check.purpose)
    if (said.person, said.credit_code, said.method, said.purpose) != asked:
        _decide(work, check, "refused", "identity_checks.another_person", said)
        return "contradicted"
    if said.state == "passed":
        if said.occurred_at > check.expires_at:
            return "late"
        _decide(work, check, "passed", "", said)
        return "passed"
    if said.state in _ENDINGS and check.state == "waiting":
        _decide(work, check, said.state, said.reason, said)
        return "ended"
    return "noted"


def _decide(work: Work, check: IdentityCheck, state: str, reason: str, said: IdentityResult) -> None:
    check.state, check.reason, check.service_txn = state, reason, said.service_txn
    check.decided_at = work.now
    if state != "expired":
        check.next_ask_at = None
    work.session.flush()


def due_checks(work: Work, limit: int) -> list[str]:
    """Return checks about which the platform asks now, and note when it asks again.

    What nobody has answered long after its end has expired, and is asked about no more.
    """
    rows = work.session.scalars(
        select(IdentityCheck)
        .where(IdentityCheck.next_ask_at <= work.now)
        .order_by(IdentityCheck.next_ask_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for check in rows:
        check.asked += 1
        is_over = work.now >= check.expires_at + ASK_UNTIL
        check.next_ask_at = None if is_over else next_ask_at(work.now, check.asked)
        if is_over and check.state == "waiting":
            check.state, check.decided_at = "expired", work.now
    work.session.flush()
    return [check.number for check in rows]


def use_check(work: Work, organisation_id: str, number: str, *, purpose: Purpose, reference: str = "") -> str:
    """Count a check that was passed, once and for its purpose; return whose identity it proves.

    Raises: NotFound: also one for another purpose; InvalidState: not passed, too long ago, or it counted
        already.
    """
    check = work.session.get(IdentityCheck, number, with_for_update=True, populate_existing=True)
    if check is None or check.organisation_id != organisation_id:
        raise NotFound("identity_checks.not_found")
    if (check.purpose, check.reference) != (purpose, reference):
        raise NotFound("identity_checks.not_found")
    if check.state != "passed" or check.used_at is not None or check.decided_at is None:
        raise InvalidState("identity_checks.not_usable")
    if check.decided_at + COUNTS_FOR <= work.now:
        raise InvalidState("identity_checks.too_old")
    check.used_at = work.now
    work.session.flush()
    return check.person
