"""Sending notices to the merchant over HTTP, again and again until it answers `success`."""

from __future__ import annotations

from engine import Ask, JobContext, Later, Outcome
from workflows.business.payment_sandbox import pay_outs
from workflows.business.payment_sandbox.answers import OWN_KEY
from workflows.business.payment_sandbox.models import SandboxNotice, SandboxPayment, SandboxPayOut
from workflows.business.payment_sandbox.operations import NOTIFY, said_of
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.services import Services
from workflows.ground.signing_keys.operations import key_pair
from workflows.outside.letters import (
    REPEATED_AFTER,
    SUCCESS,
    TIME_LIMIT_SECONDS,
    SignedLetter,
    deliver,
    letter_to,
)

FORGER_KEY = "a stranger"


class Notices:
    """The handler of `sandbox.notify`: holds no transaction while the merchant answers."""

    lease_seconds = TIME_LIMIT_SECONDS + 60.0

    def __init__(self, services: Services) -> None:
        """Keep what signing needs of the installation."""
        self._secret_key = services.settings.secret_key

    def read(self, job: JobContext) -> Ask | Outcome:
        """Return what to send where, signed now."""
        notice = job.work.session.get_one(SandboxNotice, job.variables["notice"])
        said, address = _content(job, notice)
        key = key_pair(job.work, self._secret_key, FORGER_KEY if notice.forged else OWN_KEY)
        return Ask(letter_to(address, {**said, "state": notice.state}, private_pem=key.private_pem))

    def call(self, request: SignedLetter) -> str:
        """Return what the merchant answers, or why nothing."""
        return deliver(request)

    def take(self, job: JobContext, answer: str) -> Outcome:
        """Note the answer; whatever is not `success` is sent again, but for what a stranger sent."""
        notice = job.work.session.get_one(SandboxNotice, job.variables["notice"], with_for_update=True)
        notice.answer, notice.tried = answer, notice.tried + 1
        job.work.session.flush()
        if answer == SUCCESS or notice.forged or notice.tried > len(REPEATED_AFTER):
            return None
        return Later(job.work.now + REPEATED_AFTER[notice.tried - 1])


def _content(job: JobContext, notice: SandboxNotice) -> tuple[dict[str, str], str]:
    """Return what a notice says, and where it goes."""
    if notice.about == "pay_out":
        pay_out = job.work.session.get_one(SandboxPayOut, notice.order_no)
        return pay_outs.said_of(job.work, pay_out), pay_out.notify_url
    row = job.work.session.get_one(SandboxPayment, notice.order_no)
    return said_of(row), row.notify_url


notify = background_job(
    NOTIFY, ("沙箱：向商户发送支付通知", "Sandbox: tell the merchant of a payment"), queue=queues.SERVICES
)(Notices)

JOBS = (notify,)
