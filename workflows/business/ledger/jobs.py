"""What the ledger does by the clock."""

from __future__ import annotations

from engine import Failed, JobContext
from workflows.business.ledger.checking import LedgerCheck, check_books
from workflows.business.ledger.holds import release_expired
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.identity.queries import members_of

SHOWN = 5
"""Differences that an incident names; the others stand in the table of checks."""
CHECK = "books.check"


@background_job(
    "holds.release_expired",
    ("到期解冻", "Release what holds still have when their time is over"),
    cron="*/5 * * * *",
)
def release_holds(job: JobContext) -> None:
    """`holds.release_expired`: what is left of a hold goes back once its end has come."""
    release_expired(job.work)


@background_job(
    CHECK,
    ("每日核对账本", "Add the books up again, every day"),
    queue=queues.LONG,
    cron="30 19 * * *",  # half past three in the night, in Shanghai
)
def check(job: JobContext) -> Failed | None:
    """`books.check`: a difference becomes an incident, and administrators are told.

    A value and not raised, so that the check itself stays noted. Trying the incident again checks again.
    """
    checked = check_books(job.work, full=bool(job.variables.get("full")))
    if not checked.differences:
        return None
    _tell(job.work, checked)
    return Failed(summary(checked), final=True)


def summary(checked: LedgerCheck) -> str:
    """Return what a check found, in both languages: how many differences, and the first of them."""
    count = len(checked.differences)
    lines = [f"账实不符 {count} 处 · {count} differences", *map(str, checked.differences[:SHOWN])]
    return "\n".join(lines)


def _tell(work: Work, checked: LedgerCheck) -> None:
    said = {"count": len(checked.differences), "first": str(checked.differences[0])}
    send_messages(work, sorted(members_of(work, "admin")), "ledger_difference", said)


JOBS = (release_holds, check)
