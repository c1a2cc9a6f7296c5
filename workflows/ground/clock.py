"""The time: aware UTC inside, shown in Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def midnight(day: date) -> datetime:
    """Return the moment at which `day` begins in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)
