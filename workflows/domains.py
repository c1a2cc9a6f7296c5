"""Every business domain, and what they bring registered: the list that `bootstrap` and the lint stand on."""

from __future__ import annotations

from workflows.approvals.cases import personal_records as cases
from workflows.approvals.cases.departures import DEPARTURE as CASES_OF_PEOPLE
from workflows.approvals.file_references import REFERENCES
from workflows.approvals.inbox.digest_section import to_do_section
from workflows.business.after_sales.domain import DOMAIN as AFTER_SALES
from workflows.business.agents.domain import DOMAIN as AGENTS
from workflows.business.campaigns.domain import DOMAIN as CAMPAIGNS
from workflows.business.carts import personal_records as carts
from workflows.business.carts.departures import DEPARTURE as CARTS
from workflows.business.catalogue.domain import DOMAIN as CATALOGUE
from workflows.business.consultants.domain import DOMAIN as CONSULTANTS
from workflows.business.contracts import subjects
from workflows.business.contracts.domain import DOMAIN as CONTRACTS
from workflows.business.demands.domain import DOMAIN as DEMANDS
from workflows.business.direct_demands.domain import DOMAIN as DIRECT_DEMANDS
from workflows.business.enquiries.domain import DOMAIN as ENQUIRIES
from workflows.business.experts.domain import DOMAIN as EXPERTS
from workflows.business.filed_deals.domain import DOMAIN as FILED_DEALS
from workflows.business.gatherings.domain import DOMAIN as GATHERINGS
from workflows.business.identity_checks.domain import DOMAIN as IDENTITY_CHECKS
from workflows.business.identity_sandbox.domain import DOMAIN as IDENTITY_SANDBOX
from workflows.business.ledger.domain import DOMAIN as LEDGER
from workflows.business.orders.domain import DOMAIN as ORDERS
from workflows.business.orders.order_lifecycle import CONTRACT_SUBJECT
from workflows.business.orders.plan_change_views import hold_order, supplement_ended, supplement_subject
from workflows.business.orders.plan_effects import SUBJECT as PLAN_SUBJECT
from workflows.business.orders.queries import contract_subject
from workflows.business.panels.domain import DOMAIN as PANELS
from workflows.business.payment_sandbox.domain import DOMAIN as PAYMENT_SANDBOX
from workflows.business.payments.domain import DOMAIN as PAYMENTS
from workflows.business.rankings.domain import DOMAIN as RANKINGS
from workflows.business.ratings.domain import DOMAIN as RATINGS
from workflows.business.registration.domain import DOMAIN as REGISTRATION
from workflows.business.seals import personal_records as seals
from workflows.business.vouchers.domain import DOMAIN as VOUCHERS
from workflows.business.wallet.domain import DOMAIN as WALLET
from workflows.files import personal_records as uploads
from workflows.files import references
from workflows.notices import personal_records as messages
from workflows.notices.digests import sections
from workflows.own_account import audit_records
from workflows.own_account.lower_departures import MESSAGES, SUB_ACCOUNTS
from workflows.people import departures, personal_data
from workflows.people.absences import personal_records as absences
from workflows.people.identity import personal_records as accounts
from workflows.people.organisations import personal_records as organisations
from workflows.people.sub_accounts import personal_records as sub_accounts
from workflows.studio.domain import DOMAIN as STUDIO

DOMAINS = (
    AGENTS,
    REGISTRATION,
    CATALOGUE,
    EXPERTS,
    CONSULTANTS,
    PANELS,
    LEDGER,
    PAYMENTS,
    PAYMENT_SANDBOX,
    CONTRACTS,
    IDENTITY_CHECKS,
    IDENTITY_SANDBOX,
    WALLET,
    VOUCHERS,
    CAMPAIGNS,
    ORDERS,
    DEMANDS,
    DIRECT_DEMANDS,
    FILED_DEALS,
    GATHERINGS,
    RANKINGS,
    RATINGS,
    AFTER_SALES,
    ENQUIRIES,
    STUDIO,
)


KEPT_OF_PEOPLE = {
    "accounts": accounts.RECORDS,
    "organisations": organisations.RECORDS,
    "sub_accounts": sub_accounts.RECORDS,
    "absences": absences.RECORDS,
    "audit": audit_records.RECORDS,
    "messages": messages.RECORDS,
    "uploads": uploads.RECORDS,
    "cases": cases.RECORDS,
    "carts": carts.RECORDS,
    "seals": seals.RECORDS,
}
"""What the floors below the domains, and rooms without one, keep of a person, in the order of its copy."""


DEPARTURES = {
    "cases": CASES_OF_PEOPLE,
    "sub_accounts": SUB_ACCOUNTS,
    "carts": CARTS,
    "messages": MESSAGES,
}
"""What the floors below the domains, and rooms without a domain, have to do with people who go."""


def register_domains() -> None:
    """Hand what each domain brings to the floors below; doing so twice changes nothing."""
    for room, records in KEPT_OF_PEOPLE.items():
        personal_data.register(room, records)
    for room, departure in DEPARTURES.items():
        departures.register(room, departure)
    references.register("approvals", (REFERENCES,))
    sections.register("to_do", to_do_section)
    subjects.register(CONTRACT_SUBJECT, contract_subject)
    subjects.register(PLAN_SUBJECT, supplement_subject, hold=hold_order, ended=supplement_ended)
    for domain in DOMAINS:
        domain.register()
