"""Sending the digests of a working day: a page of people a run, the next run at once while people follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import Handler, JobContext, Periodic
from workflows.notices.digests import sending

if TYPE_CHECKING:
    from workflows.bootstrap import Platform

JOB_TYPE = "notice.digest"
PERIODIC = Periodic(JOB_TYPE, "*/5 * * * *")


def sender(platform: Platform) -> Handler:
    """Return the handler of `notice.digest`."""

    def send(job: JobContext) -> None:
        work = job.work
        last = sending.send_page(work, platform.settings.base_url, str(job.variables.get("after", "")))
        if last is None:
            sending.forget(work)
        else:
            work.jobs.defer(JOB_TYPE, {"after": last})

    return send
