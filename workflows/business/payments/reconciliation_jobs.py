"""The daily reconciliation 对账: a gateway's file is fetched, compared, and differences become cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine import Ask, Failed, JobContext, Later, Outcome
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, conclude
from workflows.business.payments import differences
from workflows.business.payments.gateway import GatewayAway, GatewayRefused, PaymentGateway, StatementRow
from workflows.business.payments.gateways import SANDBOX, gateway_named, is_open
from workflows.business.payments.reconciliation import reconcile
from workflows.ground import queues
from workflows.ground.clock import SHANGHAI
from workflows.ground.jobs import background_job, job
from workflows.ground.services import Services
from workflows.outside.letters import TIME_LIMIT_SECONDS

RECONCILE = "payment.reconcile"
AGAIN = timedelta(hours=1)
UNTIL = timedelta(days=3)
"""After the day: a file that is not there by then becomes an incident."""
CLEARING = JobVariable("context", ("财务登记的结论", "What finance has concluded"))


@background_job(
    "payment.reconcile_daily",
    ("每日与支付通道对账", "Compare with the gateway, every day"),
    cron="0 2 * * *",  # ten in the morning, in Shanghai: gateways have yesterday's file by nine
)
def reconcile_yesterday(job: JobContext, services: Services) -> None:
    """`payment.reconcile_daily`: yesterday's file, by a job in the queue of services outside."""
    if is_open(services.settings):
        yesterday = job.work.now.astimezone(SHANGHAI).date() - timedelta(days=1)
        job.work.jobs.defer(RECONCILE, {"gateway": SANDBOX, "day": yesterday.isoformat()})


@dataclass(frozen=True, slots=True)
class _Question:
    gateway: PaymentGateway
    day: date


@dataclass(frozen=True, slots=True)
class _Answer:
    rows: tuple[StatementRow, ...] = ()
    before: tuple[StatementRow, ...] = ()
    away: str = ""


class Files:
    """The handler of `payment.reconcile`: holds no transaction while the file is fetched."""

    lease_seconds = 2 * TIME_LIMIT_SECONDS + 60.0

    def __init__(self, services: Services) -> None:
        """Keep what a question needs of the installation."""
        self._settings = services.settings

    def read(self, job: JobContext) -> Ask | Outcome:
        """Return of which day to fetch the file."""
        gateway = gateway_named(job.work, self._settings, job.variables["gateway"])
        return Ask(_Question(gateway, _day(job)))

    def call(self, request: _Question) -> _Answer:
        """Return the files of the day and of the day before, or why there are none."""
        try:
            before = request.gateway.statement(request.day - timedelta(days=1))
            return _Answer(request.gateway.statement(request.day), before)
        except (GatewayAway, GatewayRefused) as away:
            return _Answer(away=str(away) or "refused")

    def take(self, job: JobContext, answer: _Answer) -> Outcome:
        """Compare; a gateway without the file is asked again every hour, in the end it is an incident."""
        day = _day(job)
        if not answer.away:
            reconcile(job.work, job.variables["gateway"], day, answer.rows, answer.before)
            return None
        if job.work.now.astimezone(SHANGHAI).date() - day > UNTIL:
            return Failed(answer.away, final=True)
        return Later(job.work.now + AGAIN)


def _day(job: JobContext) -> date:
    return date.fromisoformat(job.variables["day"])


compare = background_job(
    RECONCILE, ("取对账单并核对", "Fetch a day's file and compare it"), queue=queues.SERVICES
)(Files)


@job("difference.clear", ("登记对账差异的结论", "Note what a difference was"), reads={"clearing": CLEARING})
def clear(job: JobContext) -> None:
    """`difference.clear`: the conclusion stands beside the difference, and the case has come to its end."""
    case, said = case_of(job), dict[str, Any](job.variables["clearing"])
    differences.clear(job.work, case.number, str(said["conclusion"]))
    conclude(job, case, "approved", "approved")


JOBS = (reconcile_yesterday, compare, clear)
