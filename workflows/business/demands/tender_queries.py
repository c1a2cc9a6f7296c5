"""Reading tenders: on the page of the demand, in the room, the bids of a provider.

What a bid says is read only once it was opened; whose it is, only from the waiting time on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, func, select

from workflows.approvals.models import Case
from workflows.business.demands import tender_terms
from workflows.business.demands.inviting import agreed_line
from workflows.business.demands.models import Demand
from workflows.business.demands.policy import MENU, is_own, may_move_deposit
from workflows.business.demands.room_history import history
from workflows.business.demands.sealed_bids import file_content
from workflows.business.demands.second_round import may_be_chosen, takes_quotes
from workflows.business.demands.stages import bid_stage
from workflows.business.demands.tender_lifecycle import OVERSEERS, room_member
from workflows.business.demands.tender_models import Tender, TenderBid, TenderBidFile
from workflows.business.demands.tender_values import (
    LIVE_BIDS,
    OPENED,
    RUNNING,
    WAITING,
    BidState,
    BidView,
    OwnBid,
    TenderAction,
    TenderLine,
    TenderRoom,
    TenderState,
    TenderView,
)
from workflows.business.demands.values import Party, ThreadFile
from workflows.business.ledger.money import to_yuan
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.quoting import quotes
from workflows.business.orders.values import OrderQuote
from workflows.ground.db import among
from workflows.ground.errors import Conflict, NotFound
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import organisation
from workflows.people.viewer import Viewer, require

PAGE_BIDS = 20
MOST_BIDS = 500


def of_demand(work: Work, number: str) -> TenderView | None:
    """Return the tender of a demand, None if it has none; who sees the demand sees this."""
    row = work.session.execute(_tenders(Case.number == number.replace("\x00", ""))).first()
    return _view(row) if row is not None else None


def tender_of_number(work: Work, number: str) -> tuple[Demand, Tender]:
    """Return a demand and its tender as they are now, not held. Raises: NotFound."""
    rows = select(Demand, Tender).join(Tender, Tender.demand_id == Demand.id)
    numbered = rows.join(Case, Case.id == Demand.case_id).where(Case.number == number.replace("\x00", ""))
    row = work.session.execute(numbered).first()
    if row is None:
        raise NotFound("demands.tender_not_found")
    return row[0], row[1]


def room(work: Work, viewer: Viewer, number: str) -> TenderRoom:
    """Return the room of a tender as one of its sides, or who oversees, sees it now. Raises: NotFound."""
    row = work.session.execute(_tenders(Case.number == number.replace("\x00", ""))).first()
    if row is None:
        raise NotFound("demands.tender_not_found")
    tender, demand = row.Tender, row.Demand
    # Two hundred bidders ask at once when something has happened: each reads what it may see of it.
    mine = () if is_own(viewer, demand) else _bids(work, tender, _acts_for(viewer))
    own = {one.provider_id for one, _ in mine}
    side: Party | None = "enterprise" if is_own(viewer, demand) else "provider" if own else None
    if side is None and not viewer.holds(*OVERSIGHT):
        raise NotFound("demands.tender_not_found")
    named = work.now >= tender.opens_at - WAITING
    readable = mine if side == "provider" else _bids(work, tender) if named else ()
    shown = [one for one, _ in readable]
    actions: frozenset[TenderAction] = frozenset()
    if side == "provider":
        actions = _provider_actions(work, tender, shown)
    elif side == "enterprise":
        actions = _enterprise_actions(viewer, demand, tender, shown)
    fee = _fee(work, viewer, demand, tender) if side == "enterprise" else None
    readers = own if side == "provider" else None
    lines, threads = history(work, tender, row.enterprise_name, readers, named=named)
    return TenderRoom(
        of=_view(row), side=side, bids=_shown(work, tender, readable, threads if side is not None else {}),
        actions=actions,
        fee=fee, deposit=to_yuan(demand.deposit_fen) if fee is not None else None,
        history=lines,
        order_number=_order_number(work, demand) if side == "enterprise" else "", named=named,
    )  # fmt: skip


def _acts_for(viewer: Viewer) -> list[str]:
    """Return the organisations whose orders are given to the viewer."""
    return sorted(one for one in viewer.memberships if viewer.may(one, MENU))


def _provider_actions(work: Work, tender: Tender, own: list[TenderBid]) -> frozenset[TenderAction]:
    if tender.state in OPENED:
        asked = any(one.second_round for one in own) and _quotes_wanted(work, tender)
        return frozenset({"say", "quote"}) if asked else frozenset({"say"})
    if tender.state != "collecting" or work.now >= tender.opens_at:
        return frozenset()
    return frozenset({"bid", "take_back"}) if own else frozenset({"bid"})


def _quotes_wanted(work: Work, tender: Tender) -> bool:
    """Return whether the second round takes new prices, asked of those who are in it alone."""
    asked = select(TenderBid).where(TenderBid.tender_id == tender.id, TenderBid.second_round)
    live = asked.where(TenderBid.state.in_(sorted(LIVE_BIDS)))
    return takes_quotes(work, tender, work.session.scalars(live).all())


def _enterprise_actions(
    viewer: Viewer, demand: Demand, tender: Tender, bids: list[TenderBid]
) -> frozenset[TenderAction]:
    if tender.state not in RUNNING:
        return frozenset()
    movable = may_move_deposit(viewer, demand)
    if tender.state not in OPENED:
        ways: set[TenderAction] = {"end"} if tender.state == "collecting" else {"end", "reopen"}
        return frozenset(ways) if movable else frozenset()
    actions: set[TenderAction] = {"say", "give_up"} if movable else {"say"}
    if tender.state == "choosing":
        actions |= {"select"} if movable else set()
        actions |= {"second_round"} if tender.quotes_until is None and bids else set()
    return frozenset(actions)


def _fee(work: Work, viewer: Viewer, demand: Demand, tender: Tender) -> Any:
    running = tender.state in RUNNING and may_move_deposit(viewer, demand)
    return tender_terms.fee(work, demand, tender) if running else None


def _bids(work: Work, tender: Tender, only: Sequence[str] | None = None) -> list[tuple[TenderBid, str]]:
    """Return the bids, `only` of these providers, that were not taken back, with whose they are."""
    if only is not None and not only:
        return []
    rows = (
        select(TenderBid, Organisation.name)
        .join(Organisation, Organisation.id == TenderBid.provider_id)
        .where(TenderBid.tender_id == tender.id, TenderBid.state != "taken_back")
        .order_by(TenderBid.price_fen.asc().nulls_last(), TenderBid.id)
        .limit(MOST_BIDS)
    )
    if only is not None:
        rows = rows.where(among(TenderBid.provider_id, only))
    return [(row[0], row[1]) for row in work.session.execute(rows)]


def _shown(
    work: Work, tender: Tender, bids: Sequence[tuple[TenderBid, str]], threads: Mapping[str, list[TenderLine]]
) -> tuple[BidView, ...]:
    files: dict[str, list[ThreadFile]] = {}
    opened = [one.id for one, _ in bids if one.opened_at is not None]
    if opened:
        rows = select(TenderBidFile).where(
            TenderBidFile.bid_id.in_(opened), TenderBidFile.opened_at.is_not(None)
        )
        for one in work.session.scalars(rows.order_by(TenderBidFile.id)):
            files.setdefault(one.bid_id, []).append(_file(one))
    return tuple(
        BidView(
            one.id, one.provider_id, name, cast("BidState", one.state), one.handed_in_at, one.receipt,
            _yuan(one.price_fen), one.second_round, one.quoted_at, _yuan(one.first_price_fen),
            may_be_chosen(tender, one), one.plan, tuple(files.get(one.id, ())),
            tuple(threads.get(one.provider_id, ())),
        )
        for one, name in bids
    )  # fmt: skip


def _yuan(fen: int | None) -> Decimal | None:
    return to_yuan(fen) if fen is not None else None


def _file(row: TenderBidFile) -> ThreadFile:
    return ThreadFile(row.id, row.name, row.content_type, row.size_bytes or 0)


def _order_number(work: Work, demand: Demand) -> str:
    if demand.order_id is None:
        return ""
    return work.session.get_one(ServiceOrder, demand.order_id).number or ""


def own_bids(
    work: Work, viewer: Viewer, provider_id: str, *, stage: str = "", after: str | None = None,
    limit: int = PAGE_BIDS,
) -> tuple[OwnBid, ...]:  # fmt: skip
    """Return the bids of a provider, the newest first. Raises: Forbidden: not given its orders."""
    require(viewer.may(provider_id, MENU), "demands.not_yours_to_answer")
    standing = bid_stage()
    columns: tuple[Any, ...] = (
        TenderBid, Tender.opens_at, Demand.title, Case.number, Organisation.name, standing,
    )  # fmt: skip
    rows = (
        select(*columns)
        .join(Tender, Tender.id == TenderBid.tender_id)
        .join(Demand, Demand.id == Tender.demand_id)
        .join(Case, Case.id == Demand.case_id)
        .join(Organisation, Organisation.id == Demand.organisation_id)
        .outerjoin(ServiceOrder, ServiceOrder.id == Demand.order_id)
        .where(TenderBid.provider_id == provider_id)
    )
    if stage:
        rows = rows.where(standing == stage)
    if after:
        rows = rows.where(TenderBid.id < after.replace("\x00", ""))
    newest = rows.order_by(TenderBid.id.desc()).limit(limit)
    return tuple(
        OwnBid(
            of.id, number, title, enterprise, cast("BidState", of.state), own_stage, opens_at,
            of.handed_in_at, _yuan(of.price_fen),
        )
        for of, opens_at, title, number, enterprise, own_stage in work.session.execute(newest)
    )  # fmt: skip


def counts_of_bids(work: Work, viewer: Viewer, provider_id: str) -> Mapping[str, int]:
    """Return how many bids a provider has in which stage. Raises: Forbidden: not given its orders."""
    require(viewer.may(provider_id, MENU), "demands.not_yours_to_answer")
    standing = bid_stage().label("stage")
    rows = (
        select(standing, func.count().label("number"))
        .select_from(TenderBid)
        .join(Tender, Tender.id == TenderBid.tender_id)
        .join(Demand, Demand.id == Tender.demand_id)
        .outerjoin(ServiceOrder, ServiceOrder.id == Demand.order_id)
        .where(TenderBid.provider_id == provider_id)
        .group_by(standing)
    )
    return {row.stage: row.number for row in work.session.execute(rows)}


def quote(work: Work, viewer: Viewer, bid_id: str, voucher: str) -> tuple[OrderQuote, TenderView]:
    """Return the order that choosing a bid would place now, with the voucher that was chosen, and the tender.

    Raises: NotFound; Conflict: it is not open, or the tender is over.
    """
    bid = work.session.get(TenderBid, bid_id.replace("\x00", ""))
    row = work.session.execute(_tenders(Tender.id == bid.tender_id)).first() if bid is not None else None
    if bid is None or row is None or not is_own(viewer, row.Demand):
        raise NotFound("demands.bid_not_found")
    if not may_be_chosen(row.Tender, bid):
        raise Conflict("demands.not_now")
    own = organisation(work, viewer, row.Demand.organisation_id)
    (made,) = quotes(
        work,
        viewer,
        own,
        (agreed_line(work, row.Demand, bid),),
        {bid.provider_id: voucher} if voucher else {},
    )
    return made, _view(row)


def open_file(
    work: Work, viewer: Viewer, secret_key: str, bid_id: str, file_id: str
) -> tuple[ThreadFile, bytes]:
    """Return a file of an opened bid. Raises: NotFound: none, sealed, or none of the viewer's."""
    bid = work.session.get(TenderBid, bid_id.replace("\x00", ""))
    one = work.session.get(TenderBidFile, file_id.replace("\x00", ""))
    if bid is None or one is None or one.bid_id != bid.id or one.opened_at is None:
        raise NotFound("demands.file_not_found")
    demand = work.session.get_one(Demand, work.session.get_one(Tender, bid.tender_id).demand_id)
    if not (is_own(viewer, demand) or viewer.may(bid.provider_id, MENU) or viewer.holds(*OVERSIGHT)):
        raise NotFound("demands.file_not_found")
    return _file(one), file_content(secret_key, one)


def _tenders(*narrowed: ColumnElement[bool]) -> Select[Any]:
    sent = select(func.count()).where(TenderBid.tender_id == Tender.id, TenderBid.state != "taken_back")
    columns: tuple[Any, ...] = (
        Tender, Demand, Case.number, Organisation.name.label("enterprise_name"),
        sent.correlate(Tender).scalar_subquery().label("bids"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Demand, Demand.id == Tender.demand_id)
        .join(Case, Case.id == Demand.case_id)
        .join(Organisation, Organisation.id == Demand.organisation_id)
        .where(*narrowed)
    )


def _view(row: Row[Any]) -> TenderView:
    of: Tender = row.Tender
    return TenderView(
        of.id, row.number, row.Demand.title, row.enterprise_name, cast("TenderState", of.state), of.minimum,
        of.opens_at, of.opened_at, of.enough, of.quotes_until, row.bids, of.revision,
    )  # fmt: skip


def number_of_bid(work: Work, bid_id: str) -> str:
    """Return the number of the demand that a bid is about. Raises: NotFound."""
    bid = work.session.get(TenderBid, bid_id.replace("\x00", ""))
    row = work.session.execute(_tenders(Tender.id == bid.tender_id)).first() if bid is not None else None
    if row is None:
        raise NotFound("demands.bid_not_found")
    number: str = row.number
    return number


def watched_members(work: Work, viewer: Viewer, tender_id: str) -> frozenset[str]:
    """Return by what changes of a tender's room concern the viewer; none where the viewer may not look in."""
    row = work.session.execute(_tenders(Tender.id == tender_id.replace("\x00", ""))).first()
    if row is None:
        return frozenset()
    if is_own(viewer, row.Demand):
        sides = {row.Demand.organisation_id}
    else:
        bidders = select(TenderBid.provider_id).where(TenderBid.tender_id == tender_id)
        sides = {one for one in work.session.scalars(bidders) if viewer.may(one, MENU)}
    if not sides and not viewer.holds(*OVERSIGHT):
        return frozenset()
    sides |= {OVERSEERS} if viewer.holds(*OVERSIGHT) else set()
    return frozenset({room_member(tender_id), *(room_member(tender_id, one) for one in sides)})


def revisions(work: Work, tender_ids: Collection[str]) -> dict[str, int]:
    """Return the revisions of the rooms of some tenders; one statement, none where there is none."""
    if not tender_ids:
        return {}
    rows = select(Tender.id, Tender.revision).where(among(Tender.id, sorted(tender_ids)))
    return {row.id: row.revision for row in work.session.execute(rows)}
