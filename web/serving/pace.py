"""How slow a stranger may be."""

from __future__ import annotations

from dataclasses import dataclass

HEAD_SECONDS = 10.0
"""A request's line and headers are a few hundred bytes: whoever needs longer has no intention to end."""
IDLE_SECONDS = 15.0
"""How long a connection is kept for the next request."""
GRACE_SECONDS = 10.0
BYTES_A_SECOND = 1_024
"""After the grace a body, or an answer, has to move at least so fast on average, as bad mobile links do."""
STALL_SECONDS = 30.0
"""And may stand still no longer than that."""


@dataclass(slots=True)
class Pace:
    """How something moves that began at `began_at` (monotonic seconds)."""

    began_at: float
    moved_at: float
    moved_bytes: int = 0

    def move(self, count: int, now: float) -> None:
        """Note that `count` bytes have moved."""
        self.moved_bytes += count
        if count:
            self.moved_at = now

    def is_too_slow(self, now: float) -> bool:
        """Tell whether the other side has had its time."""
        owed = (now - self.began_at - GRACE_SECONDS) * BYTES_A_SECOND
        return self.moved_bytes < owed or now - self.moved_at > STALL_SECONDS
