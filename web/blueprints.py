"""The one table of places: which blueprint answers under which prefix."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from flask import Blueprint, Flask


class MountedBlueprint(NamedTuple):
    """A module with a blueprint called `blueprint`, and the prefix of its addresses."""

    module: str
    prefix: str | None = None
    demonstration: bool = False
    """Whether the place exists only where the platform is demonstrated."""


PLACES = (
    MountedBlueprint("web.health.routes"),
    MountedBlueprint("web.portal.routes"),
    MountedBlueprint("web.installable.routes"),
    MountedBlueprint("web.services.routes", "/services"),
    MountedBlueprint("web.catalogue.routes", "/catalogue"),
    MountedBlueprint("web.providers.routes"),
    MountedBlueprint("web.demands.routes", "/demands"),
    MountedBlueprint("web.enquiries.routes", "/message-box"),
    MountedBlueprint("web.direct_demands.routes", "/direct-demands"),
    MountedBlueprint("web.gatherings.routes", "/activities"),
    MountedBlueprint("web.surveys.routes", "/surveys"),
    MountedBlueprint("web.rankings.routes", "/rankings"),
    MountedBlueprint("web.filed_deals.routes", "/filed-deals"),
    MountedBlueprint("web.campaigns.routes", "/campaigns"),
    MountedBlueprint("web.account.routes", "/account"),
    MountedBlueprint("web.files.routes"),
    MountedBlueprint("web.push.routes"),
    MountedBlueprint("web.workbench.routes", "/workbench"),
    MountedBlueprint("web.products.routes", "/my-products"),
    MountedBlueprint("web.team.routes", "/team"),
    MountedBlueprint("web.cart.routes", "/cart"),
    MountedBlueprint("web.orders.routes", "/orders"),
    MountedBlueprint("web.ratings.routes", "/ratings"),
    MountedBlueprint("web.after_sales.routes", "/after-sales"),
    MountedBlueprint("web.wallet.routes", "/wallet"),
    MountedBlueprint("web.vouchers.routes", "/vouchers"),
    MountedBlueprint("web.payments.routes", "/payments"),
    MountedBlueprint("web.payment_sandbox.routes", "/sandbox", demonstration=True),
    MountedBlueprint("web.seals.routes", "/seal"),
    MountedBlueprint("web.contracts.routes", "/contracts"),
    MountedBlueprint("web.contract_templates.routes", "/contract-templates"),
    MountedBlueprint("web.verification.routes", "/verify"),
    MountedBlueprint("web.identity_checks.routes", "/identity"),
    MountedBlueprint("web.identity_sandbox.routes", "/sandbox/identity", demonstration=True),
    MountedBlueprint("web.experts.routes"),
    MountedBlueprint("web.invitations.routes", "/invitations"),
    MountedBlueprint("web.people.routes", "/manage/people"),
    MountedBlueprint("web.cases.routes", "/cases"),
    MountedBlueprint("web.inbox.routes", "/inbox"),
    MountedBlueprint("web.reference.routes", "/reference"),
    MountedBlueprint("web.outside.routes", "/outside"),
    MountedBlueprint("web.studio.routes", "/studio"),
    MountedBlueprint("web.admin.routes", "/admin"),
    MountedBlueprint("web.notices.routes", "/manage/notices"),
    MountedBlueprint("web.mailbox.routes", "/mailbox", demonstration=True),
)


def register_all(app: Flask) -> None:
    """Register every place of the table on `app`."""
    for place in PLACES:
        if place.demonstration and not app.config["DEMONSTRATION"]:
            continue
        blueprint: Blueprint = import_module(place.module).blueprint
        app.register_blueprint(blueprint, url_prefix=place.prefix)
