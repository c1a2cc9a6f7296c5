"""Sending notices to the merchant over HTTP, again and again until it answers `success`."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.business.payment_sandbox import pay_outs
from workflows.business.payment_sandbox.answers import OWN_KEY
from workflows.business.payment_sandbox.models import SandboxNotice, SandboxPayment, SandboxPayOut
from workflows.business.payment_sandbox.operations import NOTIFY, said_of
from workflows.ground import queues
from workflows.ground.jobs import background_job
from workflows.ground.work import Work
from workflows.outside.sandbox_notices import NoticeSender


class PaymentNotices(NoticeSender[SandboxNotice]):
    """The handler of `sandbox.notify`."""

    rows = SandboxNotice
    own_key = OWN_KEY

    def content(self, work: Work, notice: SandboxNotice) -> tuple[Mapping[str, str], str]:
        """Return what is said of the payment or pay-out, and where the merchant wants it."""
        if notice.about == "pay_out":
            pay_out = work.session.get_one(SandboxPayOut, notice.order_no)
            return pay_outs.said_of(work, pay_out), pay_out.notify_url
        row = work.session.get_one(SandboxPayment, notice.order_no)
        return said_of(row), row.notify_url


notify = background_job(
    NOTIFY, ("沙箱：向商户发送支付通知", "Sandbox: tell the merchant of a payment"), queue=queues.SERVICES
)(PaymentNotices)

JOBS = (notify,)
