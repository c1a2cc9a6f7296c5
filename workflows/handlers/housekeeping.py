"""Deleting what has had its time and adding up counts, once an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from engine import Handler, JobContext, Periodic
from workflows.business.catalogue import publication
from workflows.files import operations as files
from workflows.outbox.delivery import blank_expired
from workflows.people.identity.purge import purge

if TYPE_CHECKING:
    from workflows.bootstrap import Platform

JOB_TYPE = "housekeeping.clean"
PERIODIC = Periodic(JOB_TYPE, "7 * * * *")
log = structlog.get_logger("workflows.housekeeping")


def cleaner(platform: Platform) -> Handler:
    """Return the handler of `housekeeping.clean`."""

    def clean(job: JobContext) -> None:
        work = job.work
        deleted = {
            "rows": purge(work),
            "files": files.purge(work, platform.files),
            "letters": blank_expired(platform.settings, work),
        }
        publication.merge_counts(work)
        log.info("housekeeping", **deleted)

    return clean
