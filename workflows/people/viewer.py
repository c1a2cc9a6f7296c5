"""Who is looking: the person, the groups they hold, the organisations they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.ground.errors import Forbidden

WINDOW = "window:"
CLUSTER = "cluster:"
NEVER_LENT = frozenset({"admin"})
"""Groups that nobody borrows: who administrates does it themselves."""


@dataclass(frozen=True, slots=True)
class Lender:
    """Somebody who is away, with what a deputy 代理 borrows: only to take tasks, for nothing else.

    With `process_ids` they are away for these kinds of cases alone: what they held goes to the deputy, their
    groups are not lent.
    """

    user_id: str
    groups: frozenset[str]
    memberships: Mapping[str, str] = field(default_factory=dict)
    process_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person. `memberships` is {organisation id: role in it}; `groups` are role ids.

    `menus` is {organisation id: menus that a member was given there}; who binds it needs none. `leads` are
    those of the groups that the person leads, `lenders` those for whom the person acts while they are away.
    """

    user_id: str
    groups: frozenset[str] = frozenset()
    memberships: Mapping[str, str] = field(default_factory=dict)
    menus: Mapping[str, frozenset[str]] = field(default_factory=dict)
    leads: frozenset[str] = frozenset()
    lenders: tuple[Lender, ...] = ()

    @property
    def reach(self) -> frozenset[str]:
        """The groups whose tasks the person may be offered: the own ones and those that are lent."""
        return self.groups.union(*(lender.groups for lender in self.lending))

    @property
    def lending(self) -> tuple[Lender, ...]:
        """Those of `lenders` who lend their groups: they are away for all kinds of cases."""
        return tuple(lender for lender in self.lenders if not lender.process_ids)

    def stands_in_for(self, user_id: str, process_id: str) -> Lender | None:
        """Return the person in whose place the viewer acts in cases of a kind now, None if they do not."""
        return next(
            (
                one
                for one in self.lenders
                if one.user_id == user_id and (not one.process_ids or process_id in one.process_ids)
            ),
            None,
        )

    @property
    def regions(self) -> frozenset[str]:
        """Codes of the regions whose window the person works in."""
        return frozenset(group.removeprefix(WINDOW) for group in self.groups if group.startswith(WINDOW))

    @property
    def clusters(self) -> frozenset[str]:
        """Ids of the clusters whose window the person works in."""
        return frozenset(group.removeprefix(CLUSTER) for group in self.groups if group.startswith(CLUSTER))

    def holds(self, *groups: str) -> bool:
        """Return whether the person has one of these roles."""
        return not self.groups.isdisjoint(groups)

    def belongs_to(self, organisation_id: str | None) -> bool:
        """Return whether the person is a member of the organisation."""
        return organisation_id is not None and organisation_id in self.memberships

    def acts_for(self, organisation_id: str | None) -> bool:
        """Return whether the person may bind the organisation: its legal person or its agent."""
        return organisation_id is not None and self.memberships.get(organisation_id) in {"owner", "agent"}

    def owns(self, organisation_id: str | None) -> bool:
        """Return whether the person is the organisation's legal person, for whom nobody else decides this."""
        return organisation_id is not None and self.memberships.get(organisation_id) == "owner"

    def is_agent_of(self, organisation_id: str | None) -> bool:
        """Return whether the person acts for the organisation's legal person as its agent."""
        return organisation_id is not None and self.memberships.get(organisation_id) == "agent"

    def may(self, organisation_id: str | None, menu: str) -> bool:
        """Return whether the person may work in this menu of the organisation (`organisations.menus`).

        Who binds it may work in all of them, a member in those that they were given.
        """
        if organisation_id is None:
            return False
        return self.acts_for(organisation_id) or menu in self.menus.get(organisation_id, frozenset())


def require(allowed: bool, code: str = "room.forbidden") -> None:
    """Raise `Forbidden` unless `allowed`."""
    if not allowed:
        raise Forbidden(code)
