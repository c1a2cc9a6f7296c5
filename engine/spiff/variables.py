"""Variables in nested scopes, shared by reference; knows which have changed since the last save."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.storable_text import check_key

ROOT = "0"
"""Token id of the process itself: the scope of its variables."""


class View(Mapping[str, Any]):
    """What an expression sees: the nearest scope that has a name wins. Nothing is copied."""

    __slots__ = ("_layers",)

    def __init__(self, layers: list[Mapping[str, Any]]) -> None:
        """Look into `layers` from the first, the innermost, on."""
        self._layers = layers

    def __getitem__(self, name: str) -> Any:
        for layer in self._layers:
            if name in layer:
                return layer[name]
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of `name`, or `default`."""
        for layer in self._layers:
            if name in layer:
                return layer[name]
        return default

    def __contains__(self, name: object) -> bool:
        return any(name in layer for layer in self._layers)

    def __iter__(self) -> Iterator[str]:
        return iter({name: None for layer in reversed(self._layers) for name in layer})

    def __len__(self) -> int:
        return len({name for layer in self._layers for name in layer})


class Scopes:
    """The variables of one instance by scope; `changed` is what a save must write."""

    def __init__(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        self._values: dict[str, dict[str, Any]] = {scope: dict(own) for scope, own in values.items()}
        self._values.setdefault(ROOT, {})
        self.changed: dict[str, dict[str, Any]] = {}
        self.fresh: dict[str, dict[str, Any]] = {}

    def own(self, scope: str) -> Mapping[str, Any]:
        """Return the variables that `scope` itself holds."""
        return self._values.get(scope, {})

    def set(self, scope: str, name: str, value: Any) -> None:
        """Set a variable in exactly this scope; a value that is the same already is not a change.

        Raises InvalidArgument: its name is none that can be stored.
        """
        own = self._values.setdefault(scope, {})
        if name not in own:
            check_key(name)
        elif same(own[name], value):
            return
        own[name] = value
        self.changed.setdefault(scope, {})[name] = value
        self.fresh.setdefault(scope, {})[name] = value

    def drop(self, scope: str) -> None:
        """Forget a scope that has ended."""
        self._values.pop(scope, None)
        self.changed.pop(scope, None)
        self.fresh.pop(scope, None)

    def take_fresh(self) -> dict[str, dict[str, Any]]:
        """Return what has changed since the last call, for the events and the conditions that wait."""
        fresh, self.fresh = self.fresh, {}
        return fresh

    def take_changed(self) -> dict[str, dict[str, Any]]:
        """Return what has changed since the last save."""
        changed, self.changed = self.changed, {}
        return changed


def same(left: Any, right: Any) -> bool:
    """Tell whether two values are the same in type, content and digits (True is not 1, 1.0 is not 1.00)."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right) and str(left) == str(right)
