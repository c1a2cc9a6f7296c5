"""Sending the digests of a working day: a page of people a run, the next run at once while people follow.

Like `housekeeping` a chain: each run asks for the next one, a start begins a new chain and ends the one
before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.jobs import Handler, JobContext
from workflows.ground.settings_store import chains
from workflows.ground.work import Work
from workflows.notices.digests import sending

if TYPE_CHECKING:
    from workflows.bootstrap import Platform

JOB_TYPE = "notice.digest"
EVERY = timedelta(minutes=5)


def schedule(work: Work) -> None:
    """Have the next run in a few minutes, whatever was asked for before."""
    work.jobs.defer(JOB_TYPE, {"chain": chains.begin(work, JOB_TYPE)}, run_at=work.now + EVERY)


def sender(platform: Platform) -> Handler:
    """Return the handler of `notice.digest`."""

    def send(job: JobContext) -> Mapping[str, Any] | None:
        work, chain = job.work, str(job.variables["chain"])
        if not chains.is_current(work, JOB_TYPE, chain):
            return None
        last = sending.send_page(work, platform.settings.base_url, str(job.variables.get("after", "")))
        if last is None:
            sending.forget(work)
            work.jobs.defer(JOB_TYPE, {"chain": chain}, run_at=work.now + EVERY)
        else:
            work.jobs.defer(JOB_TYPE, {"chain": chain, "after": last})
        return None

    return send
