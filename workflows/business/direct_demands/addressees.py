"""Whom a direct demand may be addressed to, and who may send one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, null, select

from workflows.business.catalogue.publication_models import PublishedProduct
from workflows.business.consultants.models import Consultant
from workflows.business.direct_demands.values import Addressee, AddresseeKind
from workflows.ground.errors import Forbidden, NotFound
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import organisations_of
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer

MENU = "orders"


def addressee(work: Work, kind: AddresseeKind, reference: str) -> Addressee:
    """Return who is addressed: a certified provider, its active consultant, a featured product on sale.

    `reference` is the id of an organisation or a consultant, or the number of a product. Raises: NotFound.
    """
    wanted = reference.replace("\x00", "")
    row = work.session.execute(_certified(kind, wanted)).first()
    if row is None:
        raise NotFound("direct_demands.no_addressee")
    return Addressee(kind, row.reference, row.name, row.provider_id, row.provider_name, row.user_id)


def _certified(kind: AddresseeKind, reference: str) -> Select[Any]:
    of = Organisation
    provider: tuple[Any, ...] = (of.id.label("provider_id"), of.name.label("provider_name"))
    person: Any = (Consultant.user_id if kind == "consultant" else null()).label("user_id")
    if kind == "consultant":
        rows = select(Consultant.id.label("reference"), Consultant.name, person, *provider)
        rows = rows.join(of, of.id == Consultant.organisation_id)
        rows = rows.where(Consultant.id == reference, Consultant.state == "active")
    elif kind == "product":
        rows = select(PublishedProduct.number.label("reference"), PublishedProduct.name, person, *provider)
        rows = rows.join(of, of.id == PublishedProduct.organisation_id)
        rows = rows.where(PublishedProduct.number == reference, PublishedProduct.featured)
    else:
        rows = select(of.id.label("reference"), of.name, person, *provider).where(of.id == reference)
    return rows.where(of.kind == "provider", of.certification == "certified")


def sender(work: Work, viewer: Viewer) -> OrganisationView | Forbidden:
    """Return the certified enterprise for which the viewer sends direct demands, or what is missing."""
    own = organisations_of(work, viewer.user_id)
    if not own:
        return Forbidden("direct_demands.no_organisation")
    enterprises = [one for one in own if one.kind == "enterprise"]
    if not enterprises:
        return Forbidden("direct_demands.enterprises_only")
    if not any(one.certified for one in enterprises):
        return Forbidden("direct_demands.not_certified")
    given = (one for one in enterprises if may_work_in(viewer, one, MENU))
    return next(given, Forbidden("direct_demands.not_given"))
