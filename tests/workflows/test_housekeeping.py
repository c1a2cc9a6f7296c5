from __future__ import annotations

from sqlalchemy import func, select

from tests.workflows.conftest import FixedClock
from workflows import housekeeping
from workflows.bootstrap import Platform
from workflows.job_types import handlers, periodic
from workflows.people.identity import captcha
from workflows.people.identity.models import CaptchaChallenge


def test_each_run_cleans(platform: Platform, clock: FixedClock) -> None:
    with platform.begin() as work:
        captcha.issue(work)
    clock.pass_time(hours=1, seconds=1)
    with platform.begin() as work:
        work.jobs.begin_periodic(housekeeping.JOB_TYPE)
    assert platform.engine.run_due_jobs() == 1
    with platform.begin() as work:
        assert work.session.scalar(select(func.count()).select_from(CaptchaChallenge)) == 0


def test_what_begins_by_the_clock_can_be_done(platform: Platform) -> None:
    assert {one.job_type for one in periodic()} <= set(handlers(platform.services))
