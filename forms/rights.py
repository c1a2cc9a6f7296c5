"""What one step of a process may do with each field: write, read, or not even see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, cast

from forms.errors import FormsError

Access = Literal["write", "read", "hidden"]
_LEVELS: Mapping[str, int] = {"hidden": 0, "read": 1, "write": 2}


@dataclass(frozen=True, slots=True)
class Rights:
    """Access by schema path: patterns are globs over paths (`contact.*`), keys, or `#` and a component id.

    The most exact rule wins: an exact path, then a key, then the glob with most literal characters. A
    component without a rule has the access of what contains it; who may not see a group sees nothing in it.
    """

    rules: tuple[tuple[str, Access], ...] = ()
    default: Access = "write"

    @classmethod
    def of(cls, rules: Mapping[str, str] | None = None, default: str = "write") -> Rights:
        """Make rights of a plain mapping. Raises: FormsError: an access other than the three words."""
        given = dict(rules or {})
        for access in (*given.values(), default):
            if access not in _LEVELS:
                raise FormsError(f"Expected write, read or hidden, but found {access!r}")
        default = given.pop("*", default)
        return cls(tuple(sorted(cast("Mapping[str, Access]", given).items())), cast("Access", default))

    def rule_for(self, path: str, component_id: str) -> Access | None:
        """Return what the most exact rule says about this component, or None."""
        best: tuple[int, Access] | None = None
        for pattern, access in self.rules:
            weight = _weight(pattern, path, component_id)
            if weight and (best is None or weight > best[0]):
                best = (weight, access)
        return best[1] if best else None

    def access(self, path: str, component_id: str, inherited: Access | None = None) -> Access:
        """Return the access to a component; `inherited` is that of what contains it."""
        if inherited == "hidden":
            return "hidden"
        return self.rule_for(path, component_id) or inherited or self.default


def _weight(pattern: str, path: str, component_id: str) -> int:
    if pattern in (path, f"#{component_id}"):
        return 10_000
    if not path:
        return 0
    if pattern == path.rsplit(".", 1)[-1]:
        return 5_000
    if any(sign in pattern for sign in "*?[") and fnmatchcase(path, pattern):
        return 1 + sum(sign not in "*?" for sign in pattern)
    return 0


WRITE_ALL = Rights()
READ_ALL = Rights(default="read")
