"""Sending notices to the client over HTTP, again and again until it answers `success`."""

from __future__ import annotations

from engine import Ask, JobContext, Later, Outcome
from workflows.business.identity_sandbox.models import SandboxIdentityCheck, SandboxIdentityNotice
from workflows.business.identity_sandbox.operations import NOTIFY, OWN_KEY, said_of
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


class CheckNotices:
    """The handler of `sandbox.identity_notify`: holds no transaction while the client answers."""

    lease_seconds = TIME_LIMIT_SECONDS + 60.0

    def __init__(self, services: Services) -> None:
        """Keep what signing needs of the installation."""
        self._secret_key = services.settings.secret_key

    def read(self, job: JobContext) -> Ask | Outcome:
        """Return what to send where, signed now."""
        notice = job.work.session.get_one(SandboxIdentityNotice, job.variables["notice"])
        row = job.work.session.get_one(SandboxIdentityCheck, notice.number)
        key = key_pair(job.work, self._secret_key, FORGER_KEY if notice.forged else OWN_KEY)
        said = {**said_of(job.work, row), "state": notice.state}
        return Ask(letter_to(row.notify_url, said, private_pem=key.private_pem))

    def call(self, request: SignedLetter) -> str:
        """Return what the client answers, or why nothing."""
        return deliver(request)

    def take(self, job: JobContext, answer: str) -> Outcome:
        """Note the answer; whatever is not `success` is sent again, but for what a stranger sent."""
        notice = job.work.session.get_one(
            SandboxIdentityNotice, job.variables["notice"], with_for_update=True
        )
        notice.answer, notice.tried = answer, notice.tried + 1
        job.work.session.flush()
        if answer == SUCCESS or notice.forged or notice.tried > len(REPEATED_AFTER):
            return None
        return Later(job.work.now + REPEATED_AFTER[notice.tried - 1])


notify = background_job(
    NOTIFY,
    ("沙箱：发送实名核验结果通知", "Sandbox: tell the result of an identity check"),
    queue=queues.SERVICES,
)(CheckNotices)

JOBS = (notify,)
