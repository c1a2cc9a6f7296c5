"""Who may work in the menus of an organisation, and who may manage whose sub-account."""

from __future__ import annotations

from collections.abc import Collection

from workflows.people.organisations.menus import MENUS
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer


def may_work_in(viewer: Viewer, organisation: OrganisationView, menu: str) -> bool:
    """The menus of an organisation exist once it is certified, for who was given them."""
    return (
        organisation.certified
        and organisation.kind in MENUS[menu].kinds
        and viewer.may(organisation.id, menu)
    )


def may_settle_in(viewer: Viewer, organisation: OrganisationView, menu: str) -> bool:
    """What an organisation has is settled by who was given the menu, certified or not any more."""
    return (
        organisation.certified_at is not None
        and organisation.kind in MENUS[menu].kinds
        and viewer.may(organisation.id, menu)
    )


def may_give(viewer: Viewer, organisation_id: str, menus: Collection[str]) -> bool:
    """Nobody gives what they do not hold, or a member could give all of it to a second account of theirs.

    An agent moves no money, so they let nobody else do that either.
    """
    if "wallet" in menus and viewer.is_agent_of(organisation_id):
        return False
    return all(viewer.may(organisation_id, menu) for menu in menus)
