"""Which chain of a job that asks for its own next run is the current one. Kept beside the settings."""

from __future__ import annotations

from workflows.ground.db import new_id
from workflows.ground.settings_store.models import StoredSetting
from workflows.ground.work import Work


def begin(work: Work, job_type: str) -> str:
    """Begin a new chain of `job_type` and return its name; runs of earlier chains do nothing any more."""
    key = _key(job_type)
    row = work.session.get(StoredSetting, key, with_for_update=True) or StoredSetting(key=key)
    row.value, row.changed_at = new_id(), work.now
    work.session.add(row)
    work.session.flush()
    return str(row.value)


def is_current(work: Work, job_type: str, chain: str) -> bool:
    """Tell whether `chain` is the one that `begin` made last."""
    row = work.session.get(StoredSetting, _key(job_type))
    return row is not None and row.value == chain


def _key(job_type: str) -> str:
    return f"chain:{job_type}"
