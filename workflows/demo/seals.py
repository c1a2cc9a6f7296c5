"""The seals of the first enterprises and providers: what contracts and orders are signed with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import select

from workflows.business.identity_checks.models import IdentityCheck
from workflows.business.identity_checks.operations import follow
from workflows.business.identity_checks.service import IdentityResult
from workflows.business.seals.operations import CheckChoice, make_seal, start_check
from workflows.demo.story import Act
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

OWNERS = ("enterprise1", "enterprise2", "provider1", "provider2")


def acts(secret_key: str) -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order: the legal person begins a check, is checked, and makes the seal."""
    for owner in OWNERS:
        yield owner, _begin
        yield "system", _prove
        yield owner, partial(_make, secret_key=secret_key)


def _begin(work: Work) -> None:
    (own, *_) = organisations_of(work, work.actor)
    start_check(work, viewer_of(work), own.id, CheckChoice("legal_person", "face"))


def _prove(work: Work) -> None:
    """Let the service say that the check under way was passed."""
    check = work.session.scalars(select(IdentityCheck).where(IdentityCheck.state == "waiting")).one()
    said = IdentityResult(
        check.number,
        f"SI{check.number}",
        check.person,
        check.credit_code,
        check.method,
        check.purpose,
        "passed",
        "",
        work.now,
    )
    follow(work, check.service, said)


def _make(work: Work, *, secret_key: str) -> None:
    (own, *_) = organisations_of(work, work.actor)
    passed = select(IdentityCheck.number).where(IdentityCheck.organisation_id == own.id)
    make_seal(work, viewer_of(work), secret_key, own.id, check_number=work.session.scalars(passed).one())
