"""How many calls something makes: what a page costs where every processor is busy, whatever the machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask.testing import FlaskClient


def calls_of(act: Callable[[], object]) -> int:
    """Return how many functions `act` calls in this thread, those of the interpreter among them."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls


def calls_of_page(client: FlaskClient, page: str) -> int:
    """Return the calls of a page that was opened before: what is kept is there by then."""
    for _ in range(3):
        assert client.get(page).status_code == 200
    return calls_of(lambda: client.get(page).get_data())
