"""The one table of places: which blueprint answers under which prefix."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from flask import Blueprint, Flask


class Place(NamedTuple):
    """A module with a blueprint called `blueprint`, and the prefix of its addresses."""

    module: str
    prefix: str | None = None
    demonstration: bool = False
    """Whether the place exists only where the platform is demonstrated."""


PLACES = (
    Place("web.health.routes"),
    Place("web.portal.routes"),
    Place("web.services.routes", "/services"),
    Place("web.catalogue.routes", "/catalogue"),
    Place("web.providers.routes"),
    Place("web.account.routes", "/account"),
    Place("web.files.routes"),
    Place("web.push.routes"),
    Place("web.workbench.routes", "/workbench"),
    Place("web.products.routes", "/my-products"),
    Place("web.team.routes", "/team"),
    Place("web.experts.routes"),
    Place("web.invitations.routes", "/invitations"),
    Place("web.people.routes", "/manage/people"),
    Place("web.cases.routes", "/cases"),
    Place("web.inbox.routes", "/inbox"),
    Place("web.reference.routes", "/reference"),
    Place("web.outside.routes", "/outside"),
    Place("web.admin.routes", "/admin"),
    Place("web.notices.routes", "/manage/notices"),
    Place("web.mailbox.routes", "/mailbox", demonstration=True),
)


def register_all(app: Flask) -> None:
    """Register every place of the table on `app`."""
    for place in PLACES:
        if place.demonstration and not app.config["DEMONSTRATION"]:
            continue
        blueprint: Blueprint = import_module(place.module).blueprint
        app.register_blueprint(blueprint, url_prefix=place.prefix)
