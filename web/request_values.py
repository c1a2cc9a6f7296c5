"""Numbers of requests: the one place where a text of an address or a form becomes a number.

`int()` reads digits of other scripts and fails on thousands of them; a column holds fewer than both. A test
forbids it elsewhere in this room.
"""

from __future__ import annotations

from flask import request

MOST = 2**31 - 1
"""What a column of whole numbers holds."""
_MOST_DIGITS = 10


def whole(text: str, *, least: int = 0, most: int = MOST) -> int | None:
    """Return the whole number that `text` says in ASCII digits; None if it is none or outside the limits."""
    said = text.strip()
    if not (said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS):
        return None
    number = int(said)
    return number if least <= number <= most else None


def revision(name: str = "revision") -> int | None:
    """Return which revision of a draft or a task the form was drawn with; None if it does not say."""
    return whole(request.form.get(name, ""))
