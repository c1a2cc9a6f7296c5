"""Cases that are acted on elsewhere: an order or an invitation has a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from web.cases.labels import CASE_STATES, UNDER_WAY, Word, word
from workflows.approvals.values import CaseView
from workflows.business.after_sales.terms import PROCESS as AFTER_SALES
from workflows.business.demands.demand_lifecycle import PROCESS as DEMAND
from workflows.business.demands.invitation_lifecycle import PROCESS as INVITATION
from workflows.business.demands.tender_lifecycle import PROCESS as TENDER
from workflows.business.direct_demands.direct_lifecycle import PROCESS as DIRECT_DEMAND
from workflows.business.filed_deals.deal_lifecycle import PROCESS as FILED_DEAL
from workflows.business.orders.terms import PROCESS as ORDER
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.organisations.menus import MENUS
from workflows.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The page of what a case is about: `argument` of the address is the case's number or the subject's id.

    `reviewed`: somebody decides on it; else it is under way between two sides.
    """

    label: Any
    endpoint: str
    argument: str | None = "number"
    reviewed: bool = False

    def url(self, case: CaseView) -> str:
        """Return the address for a case."""
        if self.argument is None:
            return url_for(self.endpoint)
        values: dict[str, Any] = {
            self.argument: case.number if self.argument == "number" else case.subject_id
        }
        return url_for(self.endpoint, **values)


PAGES = {
    ORDER: OwnPage(_l("To the order"), "orders.order"),
    DEMAND: OwnPage(_l("To the demand"), "demands.demand", reviewed=True),
    INVITATION: OwnPage(_l("To the invitation"), "demands.invitation", "invitation_id"),
    TENDER: OwnPage(_l("To my demands"), "demands.mine", None),
    DIRECT_DEMAND: OwnPage(_l("To the direct demand"), "direct_demands.direct_demand"),
    AFTER_SALES: OwnPage(_l("To the after-sales case"), "after_sales.case"),
    FILED_DEAL: OwnPage(_l("To the deal"), "filed_deals.filed_deal", reviewed=True),
}


def own_page(case: CaseView) -> OwnPage | None:
    """Return the page on which both sides act on what a case is about, None where that is the case's own."""
    return PAGES.get(case.process_id)


def own_page_for(viewer: Viewer, case: CaseView) -> OwnPage | None:
    """Return the page for whom it opens: whoever works for the applicant's organisation, or oversees."""
    works = viewer.acts_for(case.organisation_id) or any(
        viewer.may(case.organisation_id, one) for one in MENUS
    )
    return own_page(case) if works or viewer.holds(*OVERSIGHT) else None


def case_state_word(case: CaseView) -> Word:
    """Return the state of a case in words: what nobody decides on is not under review."""
    page = own_page(case)
    is_between_two = page is not None and not page.reviewed and case.state == "in_review"
    return UNDER_WAY if is_between_two else word(CASE_STATES, case.state)
