"""What payments do by the clock: ask the gateway about orders whose notice has not come."""

from __future__ import annotations

from dataclasses import dataclass

from engine import JobContext
from workflows.business.payments import operations
from workflows.business.payments.gateway import GatewayAway, GatewayPayment, PaymentGateway
from workflows.business.payments.gateways import breaker_of, gateway_named, is_open
from workflows.business.payments.models import PaymentOrder
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.work import Work
from workflows.outside.pursuits import AT_ONCE, Pursuit

QUERY = "payment.query"


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


class PaymentQueries(Pursuit[_Question, GatewayPayment]):
    """The handler of `payment.query`."""

    away = GatewayAway

    def breaker(self, work: Work, number: str) -> str | None:
        """Return the breaker of the order's gateway; None: the order is settled by now."""
        order = work.session.get(PaymentOrder, number)
        if order is None or order.state not in ("pending", "failed", "closed") or not is_open(self._settings):
            return None
        return breaker_of(order.gateway)

    def question(self, work: Work, number: str) -> _Question:
        """Return the gateway and the order."""
        order = work.session.get_one(PaymentOrder, number)
        return _Question(gateway_named(work, self._settings, order.gateway), number)

    def answer(self, question: _Question) -> GatewayPayment | None:
        """Return what the gateway says. Raises: GatewayAway."""
        return question.gateway.query(question.number)

    def follow(self, work: Work, number: str, said: GatewayPayment) -> None:
        """Let the order follow what its gateway said."""
        operations.follow(work, work.session.get_one(PaymentOrder, number).gateway, said)


ask_one = background_job(
    QUERY, ("向支付通道查询一笔支付", "Ask the gateway about one payment"), queue=queues.SERVICES
)(PaymentQueries)

JOBS = (ask_due, ask_one)
