"""When everybody can read a published activity: from and until when it is shown, as far as these are set."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement

from workflows.business.gatherings.models import Gathering
from workflows.ground.schedules import shown_at


def is_shown(row: Gathering, now: datetime) -> bool:
    """Return whether an activity is shown by its schedule, whatever its state."""
    begun = row.shown_from is None or row.shown_from <= now
    return begun and (row.shown_until is None or now < row.shown_until)


def shown(now: datetime) -> ColumnElement[bool]:
    """Return the same as `is_shown`, as a condition of a statement."""
    return shown_at(now, Gathering.shown_from, Gathering.shown_until)
