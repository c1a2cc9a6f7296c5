"""What a whole run makes once, though the fixture for it stands in several folders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Once:
    """Makes a thing when it is asked for first: folders that import a session's fixture run it again."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __call__(self, name: str, make: Callable[[], T]) -> T:
        """Return what was made under this name."""
        if name not in self._made:
            self._made[name] = make()
        return cast("T", self._made[name])
