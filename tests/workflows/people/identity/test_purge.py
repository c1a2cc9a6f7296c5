from __future__ import annotations

from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.people.identity import captcha, codes, interrupted, lockout
from workflows.people.identity.purge import purge
from workflows.people.identity.values import CodeRefused

from .conftest import Person


def test_only_what_has_had_its_time_is_deleted(platform: Platform, person: Person, clock: FixedClock) -> None:
    account = person.register()
    with platform.begin() as work:
        captcha.issue(work)
        codes.make_link(work, "reset", account.id, valid_minutes=30)
        interrupted.keep(work, account.id, "/somewhere", [("opinion", "text")])
        lockout.count(work, lockout.typed_key("somebody"), 5)
        assert purge(work) == 0
    clock.pass_time(minutes=45)
    with platform.begin() as work:
        # The captcha, the link and the failures; the code stays, because it counts against the limit.
        assert purge(work) == 3
    clock.pass_time(hours=24)
    with platform.begin() as work:
        assert purge(work) == 2
        assert not isinstance(codes.make(work, "sign_in", account.mobile or ""), CodeRefused)
