"""Telling administrators that room gets low, by the workers' clock and at most once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from engine import JobContext
from workflows.ground.disk import room
from workflows.ground.jobs import background_job
from workflows.ground.services import Services
from workflows.ground.settings_store.models import StoredSetting
from workflows.ground.sizes import size_in_words
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.identity.queries import members_of

JOB_TYPE = "disk.watch"
TOLD_KEY = "told:disk_low"
"""When it was told last; beside the settings, like other things of which there is one."""
TOLD_EVERY = timedelta(days=1)

log = structlog.get_logger("workflows.disk")


@background_job(
    JOB_TYPE, ("存储空间不足时提醒管理员", "Tell administrators that room gets low"), cron="*/5 * * * *"
)
def watch_disk(job: JobContext, services: Services) -> None:
    """`disk.watch`: tell administrators if room is low and they were not told today."""
    found = room(services.settings)
    if not found.is_low:
        return
    log.warning("disk_low", place=str(found.place), free_bytes=found.free_bytes)
    if _may_tell(job.work):
        sizes = {"free": size_in_words(found.free_bytes), "reserve": size_in_words(found.reserve_bytes)}
        send_messages(job.work, sorted(members_of(job.work, "admin")), "disk_low", sizes)


def _may_tell(work: Work) -> bool:
    row = work.session.get(StoredSetting, TOLD_KEY, with_for_update=True)
    if row is None:
        row = StoredSetting(key=TOLD_KEY)
        work.session.add(row)
    elif work.now < datetime.fromisoformat(row.value) + TOLD_EVERY:
        return False
    row.value, row.changed_at = work.now.isoformat(), work.now
    work.session.flush()
    return True


JOBS = (watch_disk,)
