"""What the ledger does by the clock."""

from __future__ import annotations

from engine import JobContext
from workflows.business.ledger.holds import release_expired
from workflows.ground.jobs import background_job


@background_job(
    "holds.release_expired",
    ("到期解冻", "Release what holds still have when their time is over"),
    cron="*/5 * * * *",
)
def release_holds(job: JobContext) -> None:
    """`holds.release_expired`: what is left of a hold goes back once its end has come."""
    release_expired(job.work)


JOBS = (release_holds,)
