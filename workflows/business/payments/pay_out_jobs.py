"""What pay-outs do in the background: ask the gateway, and tell the process that waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from engine import Ask, JobContext, Later, Outcome
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
from workflows.business.payments.gateways import NOTICES, gateway_named, is_open
from workflows.business.payments.models import PayOut
from workflows.business.payments.sandbox_gateway import TIME_LIMIT_SECONDS
from workflows.ground import queues
from workflows.ground.breakers import operations as breakers
from workflows.ground.jobs import background_job
from workflows.ground.services import Services

SETTLED = "pay_out_settled"
"""The message to the process that waits for a pay-out; its key is the number."""
KEPT_FOR = timedelta(days=30)
"""So long the message waits for a process that is not there yet."""
AT_ONCE = 50
"""Pay-outs that one run asks about; the next run, a minute later, takes the others."""
_LEASE = timedelta(seconds=TIME_LIMIT_SECONDS + 60.0)


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


@dataclass(frozen=True, slots=True)
class _Answer:
    said: GatewayPayOut | None = None
    away: str = ""
    refused: str = field(default="")


class Pursuit:
    """The handler of `pay_out.pursue`: holds no transaction while it waits for the gateway."""

    lease_seconds = _LEASE.total_seconds()

    def __init__(self, services: Services) -> None:
        """Keep what a question needs of the installation."""
        self._settings = services.settings

    def read(self, job: JobContext) -> Ask | Outcome:
        """Return what to ask, or nothing if the pay-out is settled by now."""
        row = job.work.session.get_one(PayOut, job.variables["number"])
        if row.state not in ("created", "pending") or not is_open(self._settings):
            return None
        if (moment := breakers.try_again_at(job.work, _breaker(row.gateway), lease=_LEASE)) is not None:
            return Later(moment)
        card = unlock_card(self._settings.secret_key, row.card)
        if card is None:
            pay_outs.put_in_question(job.work, row.number, "payments.card_unreadable")
            return None
        notify_url = f"{self._settings.base_url}{NOTICES}/{row.gateway}"
        request = PayOutRequest(
            row.number, to_yuan(row.amount_fen), row.holder, row.bank, card, row.remark, notify_url
        )
        gateway = gateway_named(job.work, self._settings, row.gateway)
        return Ask(_Question(gateway, request, row.state == "created"))

    def call(self, question: _Question) -> _Answer:
        """Return what the gateway says, or why it says nothing."""
        gateway, request = question.gateway, question.request
        try:
            said = gateway.pay_out(request) if question.is_new else gateway.query_pay_out(request.number)
        except GatewayAway as away:
            return _Answer(away=str(away))
        except GatewayRefused as refused:
            return _Answer(refused=str(refused) or "refused")
        return _Answer(said)

    def take(self, job: JobContext, answer: _Answer) -> Outcome:
        """Let the pay-out follow; a gateway that is away is asked again when the pay-out is due next."""
        row = job.work.session.get_one(PayOut, job.variables["number"])
        if answer.away:
            breakers.failed(job.work, _breaker(row.gateway), answer.away)
            return None
        breakers.succeeded(job.work, _breaker(row.gateway))
        if answer.refused:
            pay_outs.put_in_question(job.work, row.number, answer.refused)
        elif answer.said is not None:
            pay_outs.follow(job.work, row.gateway, answer.said)
        return None


def _breaker(gateway_name: str) -> str:
    return f"payment gateway {gateway_name}"


pursue = background_job(
    pay_outs.PURSUE,
    ("向支付通道发起或查询一笔付款", "Ask the gateway for one pay-out"),
    queue=queues.SERVICES,
)(Pursuit)


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
