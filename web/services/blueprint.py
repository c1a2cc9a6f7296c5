"""The blueprint of the services, and which processes have pages of their own."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_login import current_user

from web.navigation import endpoint_exists
from workflows.approvals.cases.services import Service

blueprint = Blueprint("services", __name__, template_folder="templates")

OWN_PAGES = {
    "enterprise_registration": "account.organisation_form",
    "provider_registration": "account.organisation_form",
    "product_listing": "products.home",
    "consultant_onboarding": "team.home",
    "expert_enrolment": "experts.me",
    "bank_card_verification": "wallet.cards",
    "withdrawal": "wallet.withdraw",
    "contract_signing": "contracts.home",
    "service_order": "cart.home",
    "milestone_acceptance": "orders.home",
    "order_ending": "orders.home",
    "rating_review": "ratings.home",
    "after_sales": "after_sales.home",
    "deployment_approval": "studio.home",
    "invitation": "demands.mine",
    "direct_demand": "providers.home",
    "tender": "demands.mine",
    "message_box": "enquiries.write",
}
"""Where those are begun that a domain has a page for: what they are about is made there first."""
_FOR_VISITORS = {
    "enterprise_registration": "account.sign_up",
    "provider_registration": "account.sign_up",
    "expert_enrolment": "experts.become",
}


def begin_url(one: Service) -> str:
    """Return where a service is begun: its own page or the start page; visitors sign in on the way."""
    pages = OWN_PAGES if current_user.is_authenticated else OWN_PAGES | _FOR_VISITORS
    endpoint = pages.get(one.process_id)
    if endpoint is not None and endpoint_exists(endpoint):
        return url_for(endpoint)
    return url_for("services.start", process_id=one.process_id)
