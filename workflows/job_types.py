"""Every job type: what processes may ask of the platform, and the platform's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine import Handler, Periodic, Queue
from engine.definitions import JobContract
from workflows import disk_watch, housekeeping
from workflows.approvals import held_tasks
from workflows.approvals.tasks import absence_jobs
from workflows.approvals.tasks import jobs as tasks
from workflows.approvals.team import jobs as team
from workflows.domains import DOMAINS
from workflows.files import jobs as files
from workflows.ground.jobs import JobType
from workflows.ground.services import Services
from workflows.notices import jobs as notices
from workflows.notices.digests import jobs as digests
from workflows.outbox import jobs as outbox
from workflows.outside import jobs as outside
from workflows.own_account import jobs as own_account
from workflows.studio import jobs as studio


@cache
def job_types() -> Mapping[str, JobType]:
    """Return every job type by name. Raises: ValueError: two have one name."""
    by_name: dict[str, JobType] = {}
    for own in (
        tasks,
        held_tasks,
        absence_jobs,
        team,
        digests,
        notices,
        files,
        outbox,
        outside,
        own_account,
        studio,
        housekeeping,
        disk_watch,
    ):
        _add(by_name, own.JOBS)
    for domain in DOMAINS:
        _add(by_name, domain.jobs)
    return by_name


def _add(by_name: dict[str, JobType], more: tuple[JobType, ...]) -> None:
    for one in more:
        if one.name in by_name:
            raise ValueError(f"Expected one handler for {one.name}, but there are two.")
        by_name[one.name] = one


def contracts() -> Mapping[str, JobContract]:
    """Return what each job type that diagrams may name takes and gives."""
    return {name: one.contract for name, one in job_types().items() if one.contract is not None}


def handlers(services: Services) -> Mapping[str, Handler]:
    """Return the handler of every job type."""
    return {name: one.handler(services) for name, one in job_types().items()}


def queues() -> Mapping[str, Queue]:
    """Return the queue in which the jobs of each type wait."""
    return {name: one.queue for name, one in job_types().items()}


def periodic() -> tuple[Periodic, ...]:
    """Return what workers begin by the clock."""
    return tuple(Periodic(name, one.cron) for name, one in job_types().items() if one.cron is not None)
