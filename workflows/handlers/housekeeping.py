"""Deleting what has had its time and adding up counts, once an hour. Each run asks for the next one.

`schedule` begins a new chain of runs and ends the one before, so that restarts neither lose nor multiply it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from engine.jobs import Handler, JobContext
from workflows.business.catalogue import publication
from workflows.files import operations as files
from workflows.ground.settings_store import chains
from workflows.ground.work import Work
from workflows.people.identity.purge import purge

if TYPE_CHECKING:
    from workflows.bootstrap import Platform

JOB_TYPE = "housekeeping.clean"
EVERY = timedelta(hours=1)
log = structlog.get_logger("workflows.housekeeping")


def schedule(work: Work) -> None:
    """Have the next run in an hour, whatever was asked for before."""
    work.jobs.defer(JOB_TYPE, {"chain": chains.begin(work, JOB_TYPE)}, run_at=work.now + EVERY)


def cleaner(platform: Platform) -> Handler:
    """Return the handler of `housekeeping.clean`."""

    def clean(job: JobContext) -> Mapping[str, Any] | None:
        work, chain = job.work, str(job.variables["chain"])
        if chains.is_current(work, JOB_TYPE, chain):
            deleted = {"rows": purge(work), "files": files.purge(work, platform.files)}
            publication.merge_counts(work)
            log.info("housekeeping", **deleted)
            work.jobs.defer(JOB_TYPE, {"chain": chain}, run_at=work.now + EVERY)
        return None

    return clean
