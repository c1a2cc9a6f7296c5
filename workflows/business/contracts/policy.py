"""Who may do what with a contract: members of the party whose turn it is; operators look."""

from __future__ import annotations

from collections.abc import Iterable

from workflows.business.contracts.models import Contract
from workflows.business.contracts.values import SIGNING, ContractState, Party
from workflows.ground.errors import InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.identity.roles import OPERATIONS
from workflows.people.organisations.queries import organisation
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer, require

MENU = "orders"
"""Who was given it drafts, answers and looks at contracts."""
SEALING = "seals"
"""Who was given it signs with the organisation's seal."""


def menu_of(state: ContractState) -> str:
    """Return which menu whoever acts at this step was given, unless they bind the organisation."""
    return SEALING if state in SIGNING else MENU


def party_of(viewer: Viewer, row: Contract) -> Party | None:
    """Return which party the viewer belongs to and may read contracts of; None for neither."""
    for party, organisation_id in (("provider", row.provider_id), ("enterprise", row.enterprise_id)):
        if viewer.may(organisation_id, MENU) or viewer.may(organisation_id, SEALING):
            return "provider" if party == "provider" else "enterprise"
    return None


def may_supervise(viewer: Viewer) -> bool:
    """Operators and administrators read every contract, to mediate; they change nothing."""
    return viewer.holds(*OPERATIONS)


def may_keep_templates(viewer: Viewer) -> bool:
    """Operators keep the templates."""
    return viewer.holds("operator")


def found(row: Contract | None, viewer: Viewer) -> Contract:
    """Return the row for who may see it. Raises: NotFound: for everybody else, as if there were none."""
    if row is None or (party_of(viewer, row) is None and not may_supervise(viewer)):
        raise NotFound("contracts.not_found")
    return row


def acting(
    work: Work, viewer: Viewer, row: Contract, party: Party, *, menu: str = MENU, states: Iterable[str]
) -> OrganisationView:
    """Return the party's organisation for a member of it who may act now.

    Raises: NotFound: strangers; Forbidden: the other party, not given the menu, not certified any more;
        InvalidState: it is not their turn.
    """
    found(row, viewer)
    organisation_id = row.provider_id if party == "provider" else row.enterprise_id
    require(viewer.belongs_to(organisation_id), "contracts.other_party")
    own = organisation(work, viewer, organisation_id)
    require(may_work_in(viewer, own, menu), f"contracts.not_given_{menu}")
    if row.state not in states:
        raise InvalidState("contracts.not_now")
    return own
