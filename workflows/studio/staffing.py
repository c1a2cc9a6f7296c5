"""Who could do a step today: people by role, and windows with nobody in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.identity.queries import members_by_group
from workflows.people.identity.roles import ROLES
from workflows.people.organisations.queries import regions
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import WINDOW, Viewer, require

MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Staff:
    """How many people can sign in and hold a group, and the names of the first of them."""

    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Staffing:
    """Staff by role; how many windows there are, and the regions whose window has nobody."""

    roles: Mapping[str, Staff]
    windows: int
    unstaffed: tuple[str, ...]


def staffing(work: Work, viewer: Viewer, locale: Locale) -> Staffing:
    """Return who could do steps today; two statements. Raises: Forbidden."""
    require(may_draw_processes(viewer))
    members = members_by_group(work, [*ROLES, WINDOW])
    windows = [one for one in regions(work) if one.active and one.has_window]
    return Staffing(
        {role: _staff(members.get(role, ())) for role in ROLES},
        len(windows),
        tuple(one.name(locale) for one in windows if f"{WINDOW}{one.code}" not in members),
    )


def _staff(members: tuple[tuple[str, str], ...]) -> Staff:
    return Staff(len(members), tuple(name for _, name in members[:MOST_NAMES]))
