"""Sending notices to the client over HTTP, again and again until it answers `success`."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.business.identity_sandbox.models import SandboxIdentityCheck, SandboxIdentityNotice
from workflows.business.identity_sandbox.operations import NOTIFY, OWN_KEY, said_of
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.work import Work
from workflows.outside.sandbox_notices import NoticeSender


class CheckNotices(NoticeSender[SandboxIdentityNotice]):
    """The handler of `sandbox.identity_notify`."""

    rows = SandboxIdentityNotice
    own_key = OWN_KEY

    def content(self, work: Work, notice: SandboxIdentityNotice) -> tuple[Mapping[str, str], str]:
        """Return what is said of the check, and where the client wants it."""
        row = work.session.get_one(SandboxIdentityCheck, notice.number)
        return said_of(work, row), row.notify_url


notify = background_job(
    NOTIFY,
    ("沙箱：发送实名核验结果通知", "Sandbox: tell the result of an identity check"),
    queue=queues.SERVICES,
)(CheckNotices)

JOBS = (notify,)
