"""The place of an organisation's own products; its routes are in the modules beside."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint
from flask_login import current_user

from web.cases.labels import word
from web.products.labels import CHANGES, STATES
from web.viewers import current_viewer, insist_on_sign_in
from workflows.business.catalogue.product_policy import may_see_products
from workflows.ground.errors import Forbidden, NotFound
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.organisations.values import OrganisationView

blueprint = Blueprint("products", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)


@blueprint.context_processor
def offer_words() -> dict[str, Any]:
    """Let the templates of this place say states in words."""
    return {
        "product_word": partial(word, STATES),
        "change_word": partial(word, CHANGES),
    }


def own_organisation(work: Work) -> OrganisationView:
    """Return the organisation whose products the signed-in person keeps.

    Raises: NotFound: they belong to none; Forbidden: the menu was not given to them.
    """
    own = organisations_of(work, current_user.id)
    if not own:
        raise NotFound("organisations.not_found")
    viewer = current_viewer(work)
    for organisation in own:
        if may_see_products(viewer, organisation.id):
            return organisation
    raise Forbidden("catalogue.not_given")
