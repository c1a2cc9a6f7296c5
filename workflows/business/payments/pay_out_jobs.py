"""What pay-outs do in the background: ask the gateway, and tell the process that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from engine import JobContext
from workflows.business.ledger.money import to_yuan
from workflows.business.payments import pay_outs
from workflows.business.payments.card_numbers import unlock_card
from workflows.business.payments.gateway import (
    GatewayAway,
    GatewayPayOut,
    GatewayRefused,
    PaymentGateway,
    PayOutRequest,
)
from workflows.business.payments.gateways import NOTICES, breaker_of, gateway_named, is_open
from workflows.business.payments.models import PayOut
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.work import Work
from workflows.outside.pursuits import AT_ONCE, Pursuit

SETTLED = "pay_out_settled"
"""The message to the process that waits for a pay-out; its key is the number."""
KEPT_FOR = timedelta(days=30)
"""So long the message waits for a process that is not there yet."""


@background_job(
    "pay_out.ask_due",
    ("查询未收到结果的付款", "Ask about pay-outs whose result has not come"),
    cron="* * * * *",
)
def ask_due(job: JobContext) -> None:
    """`pay_out.ask_due`: each pay-out that is due gets a job of its own, in the queue of services outside."""
    for number in pay_outs.due_pay_outs(job.work, AT_ONCE):
        job.work.jobs.defer(pay_outs.PURSUE, {"number": number})


@dataclass(frozen=True, slots=True)
class _Question:
    gateway: PaymentGateway
    request: PayOutRequest
    is_new: bool


class PayOutPursuit(Pursuit[_Question, GatewayPayOut | GatewayRefused]):
    """The handler of `pay_out.pursue`: the first time it pays, later it asks what became of it."""

    away = GatewayAway

    def breaker(self, work: Work, number: str) -> str | None:
        """Return the breaker of the pay-out's gateway; None: the pay-out is settled by now."""
        row = work.session.get_one(PayOut, number)
        if row.state not in ("created", "pending") or not is_open(self._settings):
            return None
        return breaker_of(row.gateway)

    def question(self, work: Work, number: str) -> _Question | None:
        """Return what to ask; None: nobody can read the card any more, which finance is told."""
        row = work.session.get_one(PayOut, number)
        card = unlock_card(self._settings.secret_key, row.card)
        if card is None:
            pay_outs.put_in_question(work, number, "payments.card_unreadable")
            return None
        notify_url = f"{self._settings.base_url}{NOTICES}/{row.gateway}"
        request = PayOutRequest(
            number, to_yuan(row.amount_fen), row.holder, row.bank, card, row.remark, notify_url
        )
        return _Question(gateway_named(work, self._settings, row.gateway), request, row.state == "created")

    def answer(self, question: _Question) -> GatewayPayOut | GatewayRefused | None:
        """Return what the gateway says, a refusal too. Raises: GatewayAway."""
        gateway, request = question.gateway, question.request
        try:
            return gateway.pay_out(request) if question.is_new else gateway.query_pay_out(request.number)
        except GatewayRefused as refused:
            return refused

    def follow(self, work: Work, number: str, said: GatewayPayOut | GatewayRefused) -> None:
        """Let the pay-out follow what its gateway said."""
        if isinstance(said, GatewayRefused):
            pay_outs.put_in_question(work, number, str(said) or "refused")
        else:
            pay_outs.follow(work, work.session.get_one(PayOut, number).gateway, said)


pursue = background_job(
    pay_outs.PURSUE,
    ("向支付通道发起或查询一笔付款", "Ask the gateway for one pay-out"),
    queue=queues.SERVICES,
)(PayOutPursuit)


@background_job(pay_outs.TELL, ("告知流程付款结果", "Tell the process how its pay-out ended"))
def tell(job: JobContext) -> None:
    """`pay_out.tell`: the process goes on; apart from the notice, which is answered at once."""
    row = job.work.session.get_one(PayOut, job.variables["number"])
    job.work.runtime.correlate(
        SETTLED,
        correlation_key=row.number,
        variables={"paid": row.state == "paid", "pay_out_reason": row.reason},
        time_to_live=KEPT_FOR.total_seconds(),
    )


JOBS = (ask_due, pursue, tell)
