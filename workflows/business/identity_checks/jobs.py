"""What identity checks do by the clock: ask the service about checks whose notice has not come."""

from __future__ import annotations

from dataclasses import dataclass

from engine import JobContext
from workflows.business.identity_checks import operations
from workflows.business.identity_checks.models import IdentityCheck
from workflows.business.identity_checks.service import IdentityResult, IdentityService, ServiceAway
from workflows.business.identity_checks.services import is_open, service_named
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.work import Work
from workflows.outside.pursuits import AT_ONCE, Pursuit

QUERY = "identity_check.query"


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


class CheckQueries(Pursuit[_Question, IdentityResult]):
    """The handler of `identity_check.query`."""

    away = ServiceAway

    def breaker(self, work: Work, number: str) -> str | None:
        """Return the breaker of the check's service; None: the check is decided by now."""
        check = work.session.get(IdentityCheck, number)
        if check is None or check.state not in ("waiting", "expired") or not is_open(self._settings):
            return None
        return f"identity service {check.service}"

    def question(self, work: Work, number: str) -> _Question:
        """Return the service and the check."""
        check = work.session.get_one(IdentityCheck, number)
        return _Question(service_named(work, self._settings, check.service), number)

    def answer(self, question: _Question) -> IdentityResult | None:
        """Return what the service says. Raises: ServiceAway."""
        return question.service.query(question.number)

    def follow(self, work: Work, number: str, said: IdentityResult) -> None:
        """Let the check follow what its service said."""
        operations.follow(work, work.session.get_one(IdentityCheck, number).service, said)


ask_one = background_job(
    QUERY, ("向实名核验服务查询一次核验", "Ask the identity service about one check"), queue=queues.SERVICES
)(CheckQueries)

JOBS = (ask_due, ask_one)
