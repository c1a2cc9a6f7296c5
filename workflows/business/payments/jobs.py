"""What payments do by the clock: ask the gateway about orders whose notice has not come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from engine import Ask, JobContext, Later, Outcome
from workflows.business.payments import operations
from workflows.business.payments.gateway import GatewayAway, GatewayPayment, PaymentGateway
from workflows.business.payments.gateways import gateway_named, is_open
from workflows.business.payments.models import PaymentOrder
from workflows.business.payments.sandbox_gateway import TIME_LIMIT_SECONDS
from workflows.ground import queues
from workflows.ground.breakers import operations as breakers
from workflows.ground.jobs import background_job
from workflows.ground.services import Services

QUERY = "payment.query"
AT_ONCE = 50
"""Orders that one run asks about; the next run, a minute later, takes the others."""
_LEASE_SECONDS = TIME_LIMIT_SECONDS + 60.0


@background_job(
    "payment.ask_due",
    ("查询未收到通知的支付", "Ask about payments whose notice has not come"),
    cron="* * * * *",
)
def ask_due(job: JobContext) -> None:
    """`payment.ask_due`: each order that is due gets a job of its own, in the queue of services outside."""
    for number in operations.due_orders(job.work, AT_ONCE):
        job.work.jobs.defer(QUERY, {"number": number})


@dataclass(frozen=True, slots=True)
class _Question:
    gateway: PaymentGateway
    number: str


@dataclass(frozen=True, slots=True)
class _Answer:
    said: GatewayPayment | None = None
    away: str = ""


class PaymentQueries:
    """The handler of `payment.query`: holds no transaction while it waits for the gateway."""

    lease_seconds = _LEASE_SECONDS

    def __init__(self, services: Services) -> None:
        """Keep what a question needs of the installation."""
        self._settings = services.settings

    def read(self, job: JobContext) -> Ask | Outcome:
        """Return what to ask, or nothing if the order is settled by now."""
        order = job.work.session.get(PaymentOrder, job.variables["number"])
        if order is None or order.state not in ("pending", "failed", "closed") or not is_open(self._settings):
            return None
        if (moment := breakers.try_again_at(job.work, _breaker(order.gateway), lease=_LEASE)) is not None:
            return Later(moment)
        return Ask(_Question(gateway_named(job.work, self._settings, order.gateway), order.number))

    def call(self, request: _Question) -> _Answer:
        """Return what the gateway says, or why it says nothing."""
        try:
            return _Answer(request.gateway.query(request.number))
        except GatewayAway as away:
            return _Answer(away=str(away))

    def take(self, job: JobContext, answer: _Answer) -> Outcome:
        """Let the order follow; a gateway that is away is asked again when the order is due next."""
        order = job.work.session.get_one(PaymentOrder, job.variables["number"])
        if answer.away:
            breakers.failed(job.work, _breaker(order.gateway), answer.away)
            return None
        breakers.succeeded(job.work, _breaker(order.gateway))
        if answer.said is not None:
            operations.follow(job.work, order.gateway, answer.said)
        return None


_LEASE = timedelta(seconds=_LEASE_SECONDS)


def _breaker(gateway_name: str) -> str:
    return f"payment gateway {gateway_name}"


ask_one = background_job(
    QUERY, ("向支付通道查询一笔支付", "Ask the gateway about one payment"), queue=queues.SERVICES
)(PaymentQueries)

JOBS = (ask_due, ask_one)
