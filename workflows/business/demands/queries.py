"""Reading demands: the project hall, what an enterprise has published, one demand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from workflows.approvals.models import Case
from workflows.business.catalogue.publication import city_of
from workflows.business.catalogue.region_names import with_region
from workflows.business.demands.models import Demand
from workflows.business.demands.policy import (
    MENU,
    is_own,
    may_move_deposit,
    may_read_contact,
    may_see,
)
from workflows.business.demands.stages import demand_stage
from workflows.business.demands.tender_models import Tender
from workflows.business.demands.values import (
    Contact,
    DemandCard,
    DemandPage,
    DemandState,
    HallSearch,
    Payment,
    Selection,
)
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.orders.models import ServiceOrder
from workflows.ground.clock import SHANGHAI, midnight
from workflows.ground.errors import NotFound
from workflows.ground.fulltext import matches
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.viewer import Viewer, require

PAGE_DEMANDS = 20


def hall(
    work: Work,
    search: HallSearch,
    locale: Locale,
    *,
    after: str | None = None,
    limit: int = PAGE_DEMANDS,
) -> tuple[DemandCard, ...]:
    """Return up to `limit` published demands, the newest first; `after` is the id of the last one before."""
    running = and_(Tender.demand_id == Demand.id, Tender.state == "collecting")
    rows = _cards(locale).add_columns(Tender.opens_at).outerjoin(Tender, running)
    rows = rows.where(Demand.state == "published", *_narrowed(work, search))
    return _page(work, rows, after, limit)


def own_demands(
    work: Work,
    viewer: Viewer,
    organisation_id: str,
    locale: Locale,
    *,
    stage: str = "",
    text: str = "",
    after: str | None = None,
    limit: int = PAGE_DEMANDS,
) -> tuple[DemandCard, ...]:
    """Return up to `limit` demands of an enterprise, the newest first. Raises: Forbidden: not given it."""
    require(viewer.may(organisation_id, MENU), "demands.not_yours")
    standing = demand_stage()
    rows = _with_order(_cards(locale)).add_columns(standing.label("stage"))
    rows = rows.where(Demand.organisation_id == organisation_id)
    if stage:
        rows = rows.where(standing == stage)
    if text:
        rows = rows.where(matches(Demand.words, text))
    return _page(work, rows, after, limit)


def counts(work: Work, viewer: Viewer, organisation_id: str) -> Mapping[str, int]:
    """Return how many demands of an enterprise are in which stage. Raises: Forbidden: not given it."""
    require(viewer.may(organisation_id, MENU), "demands.not_yours")
    standing = demand_stage().label("stage")
    rows = _with_order(select(standing, func.count().label("number")).select_from(Demand))
    own = rows.where(Demand.organisation_id == organisation_id).group_by(standing)
    return {row.stage: row.number for row in work.session.execute(own)}


def _with_order(rows: Select[Any]) -> Select[Any]:
    """Join what the stage of a demand is made of."""
    return rows.outerjoin(Tender, Tender.demand_id == Demand.id).outerjoin(
        ServiceOrder, ServiceOrder.id == Demand.order_id
    )


def demand(work: Work, viewer: Viewer | None, number: str, locale: Locale) -> DemandPage:
    """Return a demand as `viewer` (None: a visitor) may see it. Raises: NotFound."""
    row = work.session.execute(_cards(locale).where(Case.number == number.replace("\x00", ""))).first()
    if row is None or not may_see(viewer, row.Demand):
        raise NotFound("demands.not_found")
    of: Demand = row.Demand
    own = is_own(viewer, of)
    contact = None
    if may_read_contact(work, viewer, of):
        contact = Contact(of.contact, of.mobile, of.invoice_name)
    movable = viewer is not None and may_move_deposit(viewer, of)
    return DemandPage(
        card=_card(row), description=of.description, payment=cast("Payment", of.payment),
        contact=contact, own=own, required=to_yuan(of.required_fen),
        may_hold=movable and of.state == "awaiting_deposit",
        may_withdraw=movable and of.state == "published",
        ended_at=of.ended_at, reason=of.reason if own else "",
        fee=to_yuan(of.fee_fen),
        order_number=_order_number(work, of) if own else "",
    )  # fmt: skip


def _order_number(work: Work, row: Demand) -> str:
    if row.order_id is None:
        return ""
    return work.session.get_one(ServiceOrder, row.order_id).number or ""


def _cards(locale: Locale) -> Select[Any]:
    columns: tuple[Any, ...] = (Demand, Case.number, Organisation.name.label("organisation_name"))
    rows = select(*columns)
    joined = rows.join(Case, Case.id == Demand.case_id).join(
        Organisation, Organisation.id == Demand.organisation_id
    )
    return with_region(joined, locale)


def _page(work: Work, rows: Select[Any], after: str | None, limit: int) -> tuple[DemandCard, ...]:
    if after:
        rows = rows.where(Demand.id < after.replace("\x00", ""))
    newest = rows.order_by(Demand.id.desc()).limit(limit)
    return tuple(_card(row) for row in work.session.execute(newest))


def _narrowed(work: Work, search: HallSearch) -> Iterable[ColumnElement[bool]]:
    today = work.now.astimezone(SHANGHAI).date()
    yield Demand.deliver_by >= today  # one that is over stands no more, whether or not it was ended already
    if search.text:
        yield matches(Demand.words, search.text)
    if search.organisation_id:
        yield Demand.organisation_id == search.organisation_id
    if search.category:
        yield Demand.category == search.category
    if city := city_of(search.region):
        length = 4 if city.isdigit() else len(city)  # a city and its counties share four digits
        yield func.left(Organisation.region_code, length) == city[:length]
    if search.budget_from is not None:
        yield Demand.budget_fen >= to_fen(search.budget_from)
    if search.budget_to is not None:
        yield Demand.budget_fen <= to_fen(search.budget_to)
    if search.days_left is not None:
        soon = timedelta(days=search.days_left)
        bids_end = Tender.opens_at <= work.now + soon
        yield or_(bids_end, and_(Tender.opens_at.is_(None), Demand.deliver_by <= today + soon))


def _card(row: Row[Any]) -> DemandCard:
    of: Demand = row.Demand
    return DemandCard(
        id=of.id, number=row.number, title=of.title, category=of.category, region=row.region,
        organisation_name=row.organisation_name, budget=to_yuan(of.budget_fen), deliver_by=of.deliver_by,
        ends_at=midnight(of.deliver_by + timedelta(days=1)), state=cast("DemandState", of.state),
        selection=cast("Selection", of.selection), deposit=to_yuan(of.deposit_fen),
        created_at=of.created_at, published_at=of.published_at,
        stage=row.stage if "stage" in row._fields else "",
        opens_at=row.opens_at if "opens_at" in row._fields else None,
    )  # fmt: skip
