"""Telling administrators that room gets low, by the workers' clock and at most once a day."""

from __future__ import annotations

from datetime import timedelta

import structlog

from engine import JobContext
from workflows.ground.disk import room
from workflows.ground.jobs import background_job
from workflows.ground.services import Services
from workflows.ground.settings_store.operations import claim_turn
from workflows.ground.sizes import size_in_words
from workflows.notices.operations import send_messages
from workflows.people.identity.queries import members_of

JOB_TYPE = "disk.watch"
TOLD_KEY = "told:disk_low"
TOLD_EVERY = timedelta(days=1)

log = structlog.get_logger("workflows.disk")


@background_job(
    JOB_TYPE, ("存储空间不足时提醒管理员", "Tell administrators that room gets low"), cron="*/5 * * * *"
)
def watch_disk(job: JobContext, services: Services) -> None:
    """`disk.watch`: tell administrators if room is low and they were not told today."""
    left = room(services.settings)
    if not left.is_low:
        return
    log.warning("disk_low", place=str(left.place), free_bytes=left.free_bytes)
    if claim_turn(job.work, TOLD_KEY, TOLD_EVERY):
        sizes = {"free": size_in_words(left.free_bytes), "reserve": size_in_words(left.reserve_bytes)}
        send_messages(job.work, sorted(members_of(job.work, "admin")), "disk_low", sizes)


JOBS = (watch_disk,)
