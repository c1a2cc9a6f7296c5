"""What goes over a stream: server-sent events as text."""

from __future__ import annotations

import json
from typing import Any

from workflows.approvals.inbox.live_counts import Numbers

BEAT = b":\n\n"
"""A comment, so that nobody in between takes the stream for dead."""
ENDED = b"event: ended\ndata: {}\n\n"
"""The session is over; the browser must not come back."""


def payload(person_id: str, numbers: Numbers, revision: int | None = None) -> dict[str, Any]:
    """Return what a page is told: whose numbers, by the names under which the page shows them.

    `revision` is that of the room that the page shows, None where it shows none.
    """
    return {
        "person": person_id,
        "counts": {"inbox": numbers.to_do, "done": numbers.done, "messages": numbers.unread},
        "newer": numbers.newer,
        "room": revision,
    }


def numbers_frame(person_id: str, numbers: Numbers, revision: int | None = None) -> bytes:
    """Return the event that tells a page its numbers."""
    told = json.dumps(payload(person_id, numbers, revision), separators=(",", ":"))
    return f"event: numbers\ndata: {told}\n\n".encode()


def retry_frame(milliseconds: int) -> bytes:
    """Return the line that tells a browser how long to wait before it comes back."""
    return f"retry: {milliseconds}\n\n".encode()
