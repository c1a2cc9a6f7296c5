"""Who is looking, for the policies: read once a request."""

from __future__ import annotations

from collections.abc import Callable, Collection

from flask import abort, g
from flask_login import current_user

from workflows.ground.errors import Forbidden, NotFound
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.organisations.values import Kind, OrganisationView
from workflows.people.policies.team import may_settle_in, may_work_in
from workflows.people.viewer import Viewer
from workflows.people.viewer_loader import viewer_of


def current_viewer(work: Work) -> Viewer:
    """Return the signed-in person with groups and organisations."""
    known: dict[str, Viewer] = g.setdefault("viewers", {})
    if work.actor not in known:
        known[work.actor] = viewer_of(work)
    return known[work.actor]


def own_organisations(work: Work) -> list[OrganisationView]:
    """Return the organisations of the signed-in person, read once a request."""
    known: dict[str, list[OrganisationView]] = g.setdefault("own_organisations", {})
    if work.actor not in known:
        known[work.actor] = organisations_of(work, work.actor)
    return known[work.actor]


def may_ask_directly(work: Work) -> bool:
    """Tell whether pages offer a direct demand: to visitors, who sign in first, and to enterprises."""
    if not current_user.is_authenticated:
        return True
    return any(one.kind == "enterprise" for one in own_organisations(work))


def insist_on_sign_in() -> None:
    """Send a visitor to the sign-in page and back; for a page, or the `before_request` of a place."""
    if not current_user.is_authenticated:
        abort(401)


def own_with(work: Work, menu: str) -> OrganisationView:
    """Return the organisation in which the signed-in person may work in `menu`.

    Raises: NotFound: they belong to none; Forbidden: it is not certified, or the menu was not given to them.
    """
    return _own_that(work, may_work_in, menu)


def own_to_settle(work: Work, menu: str) -> OrganisationView:
    """Return the organisation whose part of `menu` a person may settle, also when it is certified no more.

    Raises: NotFound; Forbidden: as `own_with`, for one that never was certified.
    """
    return _own_that(work, may_settle_in, menu)


def _own_that(
    work: Work, may: Callable[[Viewer, OrganisationView, str], bool], menu: str
) -> OrganisationView:
    own = own_organisations(work)
    if not own:
        raise NotFound("organisations.not_found")
    viewer = current_viewer(work)
    by_standing = sorted(own, key=lambda one: not one.certified)
    for organisation in by_standing:
        if may(viewer, organisation, menu):
            return organisation
    raise Forbidden(
        "organisations.not_certified" if not any(one.certified for one in own) else "room.forbidden"
    )


def own_of_kind(work: Work, kind: Kind, menu: str, refusal: str) -> OrganisationView:
    """Return the organisation of a kind in whose `menu` a person works. Raises: as `own_of_kinds`."""
    return own_of_kinds(work, {kind}, menu, refusal)


def own_of_kinds(work: Work, kinds: Collection[Kind], menu: str, refusal: str) -> OrganisationView:
    """Return the organisation of these kinds in whose `menu` the signed-in person works, certified or not.

    Raises: NotFound: they belong to none; Forbidden, with the code `refusal`: none of these kinds, or the
        menu was not given to them.
    """
    own = own_organisations(work)
    if not own:
        raise NotFound("organisations.not_found")
    viewer = current_viewer(work)
    for organisation in own:
        if organisation.kind in kinds and viewer.may(organisation.id, menu):
            return organisation
    raise Forbidden(refusal)
