"""Jobs that begin by the clock, once for all workers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Periodic:
    """Have a job of `job_type` begin whenever `cron` says (UTC, five fields).

    However many workers run, each time is used once. A run is left out as long as the one before it waits
    or is worked on.
    """

    job_type: str
    cron: str
