from __future__ import annotations

from sqlalchemy import func, select

from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.handlers import housekeeping
from workflows.people.identity import captcha
from workflows.people.identity.models import CaptchaChallenge


def waiting(platform: Platform) -> int:
    with platform.begin() as work:
        return sum(job.job_type == housekeeping.JOB_TYPE for job in work.jobs.list())


def test_each_run_cleans_and_asks_for_the_next(platform: Platform, clock: FixedClock) -> None:
    with platform.begin() as work:
        housekeeping.schedule(work)
        captcha.issue(work)
    for _ in range(2):
        clock.pass_time(hours=1, seconds=1)
        assert platform.engine.run_due_jobs() == 1
        assert waiting(platform) == 1
    with platform.begin() as work:
        assert work.session.scalar(select(func.count()).select_from(CaptchaChallenge)) == 0


def test_restarts_do_not_multiply_the_runs(platform: Platform, clock: FixedClock) -> None:
    for _ in range(3):
        with platform.begin() as work:
            housekeeping.schedule(work)
    clock.pass_time(hours=1, seconds=1)
    platform.engine.run_due_jobs()
    assert waiting(platform) == 1
