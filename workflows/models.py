"""Every domain table in one place, so that migrations and their test see the whole metadata."""

from __future__ import annotations

from workflows.approvals import models as approvals_models
from workflows.approvals import phrase_models, step_models
from workflows.approvals.search import models as search_models
from workflows.business.after_sales import models as after_sales_models
from workflows.business.campaigns import models as campaigns_models
from workflows.business.carts import models as carts_models
from workflows.business.catalogue import models as catalogue_models
from workflows.business.catalogue import publication_models
from workflows.business.certificates import models as certificates_models
from workflows.business.consultants import models as consultants_models
from workflows.business.contracts import models as contracts_models
from workflows.business.demands import invitation_models as demand_invitations_models
from workflows.business.demands import models as demands_models
from workflows.business.demands import tender_models as demand_tenders_models
from workflows.business.direct_demands import models as direct_demands_models
from workflows.business.enquiries import models as enquiries_models
from workflows.business.experts import models as experts_models
from workflows.business.filed_deals import models as filed_deals_models
from workflows.business.gatherings import models as gatherings_models
from workflows.business.identity_checks import models as identity_checks_models
from workflows.business.identity_sandbox import models as identity_sandbox_models
from workflows.business.ledger import models as ledger_models
from workflows.business.orders import models as orders_models
from workflows.business.panels import models as panels_models
from workflows.business.payment_sandbox import models as payment_sandbox_models
from workflows.business.payments import models as payments_models
from workflows.business.pdf_signatures import models as pdf_signatures_models
from workflows.business.rankings import models as rankings_models
from workflows.business.ratings import models as ratings_models
from workflows.business.registration import models as registration_models
from workflows.business.seals import models as seals_models
from workflows.business.surveys import models as surveys_models
from workflows.business.volumes import models as volumes_models
from workflows.business.vouchers import models as vouchers_models
from workflows.business.wallet import models as wallet_models
from workflows.files import models as files_models
from workflows.ground.audit import models as audit_models
from workflows.ground.breakers import models as breakers_models
from workflows.ground.db import Base
from workflows.ground.settings_store import models as settings_models
from workflows.ground.signing_keys import models as signing_keys_models
from workflows.notices import models as notices_models
from workflows.outbox import models as outbox_models
from workflows.outside import models as outside_models
from workflows.own_account import models as own_account_models
from workflows.people.absences import models as absences_models
from workflows.people.identity import models as identity_models
from workflows.people.invitations import models as invitations_models
from workflows.people.organisations import models as organisations_models
from workflows.people.sub_accounts import models as sub_accounts_models
from workflows.studio import models as studio_models

__all__ = [
    "Base",
    "absences_models",
    "after_sales_models",
    "approvals_models",
    "audit_models",
    "breakers_models",
    "campaigns_models",
    "carts_models",
    "catalogue_models",
    "certificates_models",
    "consultants_models",
    "contracts_models",
    "demand_invitations_models",
    "demand_tenders_models",
    "demands_models",
    "direct_demands_models",
    "enquiries_models",
    "experts_models",
    "filed_deals_models",
    "files_models",
    "gatherings_models",
    "identity_checks_models",
    "identity_models",
    "identity_sandbox_models",
    "invitations_models",
    "ledger_models",
    "notices_models",
    "orders_models",
    "organisations_models",
    "outbox_models",
    "outside_models",
    "own_account_models",
    "panels_models",
    "payment_sandbox_models",
    "payments_models",
    "pdf_signatures_models",
    "phrase_models",
    "publication_models",
    "rankings_models",
    "ratings_models",
    "registration_models",
    "seals_models",
    "search_models",
    "settings_models",
    "signing_keys_models",
    "step_models",
    "studio_models",
    "sub_accounts_models",
    "surveys_models",
    "volumes_models",
    "vouchers_models",
    "wallet_models",
]
