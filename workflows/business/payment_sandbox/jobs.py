"""Sending notices to the merchant over HTTP, again and again until it answers `success`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from engine import Ask, JobContext, Later, Outcome
from workflows.business.payment_sandbox import pay_outs
from workflows.business.payment_sandbox.answers import OWN_KEY
from workflows.business.payment_sandbox.models import SandboxNotice, SandboxPayment, SandboxPayOut
from workflows.business.payment_sandbox.operations import NOTIFY, said_of
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.services import Services
from workflows.ground.signing_keys.operations import key_pair
from workflows.ground.signing_keys.signatures import signed
from workflows.outside.addresses import Unreachable
from workflows.outside.posting import NO_ANSWER, post

FORGER_KEY = "a stranger"
SUCCESS = "success"
REPEATED_AFTER = tuple(timedelta(minutes=minutes) for minutes in (4, 10, 10, 60, 120, 360, 900))
"""As Alipay does: eight times in 25 hours."""
TIME_LIMIT_SECONDS = 10.0
_ANSWER_BYTES = 200


@dataclass(frozen=True, slots=True)
class _Letter:
    address: str
    body: bytes


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
        fields = signed(key.private_pem, {**said, "state": notice.state})
        return Ask(_Letter(address, urlencode(fields).encode()))

    def call(self, request: _Letter) -> str:
        """Return what the merchant answers, or why nothing."""
        host = urlsplit(request.address).hostname or ""
        try:
            said = post(
                request.address,
                request.body,
                {"Content-Type": "application/x-www-form-urlencoded"},
                time_limit_seconds=TIME_LIMIT_SECONDS,
                private_hosts=frozenset({host}),  # the merchant has signed the address
            )
        except (Unreachable, *NO_ANSWER) as error:
            return f"{type(error).__name__}: {error}"[:_ANSWER_BYTES]
        return (said.body or b"")[:_ANSWER_BYTES].decode("utf-8", "replace").strip()

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
