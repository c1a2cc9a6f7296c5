"""Who may begin a process, by the rules of its package."""

from __future__ import annotations

from workflows.approvals.cases.start_rules import StartRules
from workflows.people.viewer import Viewer


def may_start(
    viewer: Viewer, rules: StartRules, organisation_id: str | None, kind: str | None = None
) -> bool:
    """Whether the viewer may begin a process for an organisation; None: as staff, or for themselves.

    `kind` is that of the organisation: who belongs to an enterprise and to a provider begins for each what
    is meant for its kind.
    """
    if organisation_id is None:
        return rules.for_anyone or viewer.holds(*rules.staff, *rules.roles)
    if not (rules.for_anyone or (kind in rules.roles and viewer.holds(*rules.roles))):
        return False
    if not rules.agents and viewer.is_agent_of(organisation_id):
        return False
    if rules.members and viewer.belongs_to(organisation_id):
        return True
    if rules.menu is None:
        return viewer.acts_for(organisation_id)
    return viewer.may(organisation_id, rules.menu)
