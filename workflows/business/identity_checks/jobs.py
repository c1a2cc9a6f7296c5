"""What identity checks do by the clock: ask the service about checks whose notice has not come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from engine import Ask, JobContext, Later, Outcome
from workflows.business.identity_checks import operations
from workflows.business.identity_checks.models import IdentityCheck
from workflows.business.identity_checks.sandbox_service import TIME_LIMIT_SECONDS
from workflows.business.identity_checks.service import IdentityResult, IdentityService, ServiceAway
from workflows.business.identity_checks.services import is_open, service_named
from workflows.ground import queues
from workflows.ground.breakers import operations as breakers
from workflows.ground.jobs import background_job
from workflows.ground.services import Services

QUERY = "identity_check.query"
AT_ONCE = 50
"""Checks that one run asks about; the next run, a minute later, takes the others."""
_LEASE_SECONDS = TIME_LIMIT_SECONDS + 60.0
_LEASE = timedelta(seconds=_LEASE_SECONDS)


@background_job(
    "identity_check.ask_due",
    ("查询未收到结果的实名核验", "Ask about identity checks whose result has not come"),
    cron="* * * * *",
)
def ask_due(job: JobContext) -> None:
    """`identity_check.ask_due`: each check that is due gets a job of its own, in the services' queue."""
    for number in operations.due_checks(job.work, AT_ONCE):
        job.work.jobs.defer(QUERY, {"number": number})


@dataclass(frozen=True, slots=True)
class _Question:
    service: IdentityService
    number: str


@dataclass(frozen=True, slots=True)
class _Answer:
    said: IdentityResult | None = None
    away: str = ""


class CheckQueries:
    """The handler of `identity_check.query`: holds no transaction while it waits for the service."""

    lease_seconds = _LEASE_SECONDS

    def __init__(self, services: Services) -> None:
        """Keep what a question needs of the installation."""
        self._settings = services.settings

    def read(self, job: JobContext) -> Ask | Outcome:
        """Return what to ask, or nothing if the check is decided by now."""
        check = job.work.session.get(IdentityCheck, job.variables["number"])
        if check is None or check.state not in ("waiting", "expired") or not is_open(self._settings):
            return None
        if (moment := breakers.try_again_at(job.work, _breaker(check.service), lease=_LEASE)) is not None:
            return Later(moment)
        return Ask(_Question(service_named(job.work, self._settings, check.service), check.number))

    def call(self, request: _Question) -> _Answer:
        """Return what the service says, or why it says nothing."""
        try:
            return _Answer(request.service.query(request.number))
        except ServiceAway as away:
            return _Answer(away=str(away))

    def take(self, job: JobContext, answer: _Answer) -> Outcome:
        """Let the check follow; a service that is away is asked again when the check is due next."""
        check = job.work.session.get_one(IdentityCheck, job.variables["number"])
        if answer.away:
            breakers.failed(job.work, _breaker(check.service), answer.away)
            return None
        breakers.succeeded(job.work, _breaker(check.service))
        if answer.said is not None:
            operations.follow(job.work, check.service, answer.said)
        return None


def _breaker(service_name: str) -> str:
    return f"identity service {service_name}"


ask_one = background_job(
    QUERY, ("向实名核验服务查询一次核验", "Ask the identity service about one check"), queue=queues.SERVICES
)(CheckQueries)

JOBS = (ask_due, ask_one)
