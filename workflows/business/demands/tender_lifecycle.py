"""What becomes of a tender: its process is told in the same transaction, its room is, and its sides are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from forms import Text
from workflows.approvals.cases.submitting import submit
from workflows.business.demands import sealed_bids
from workflows.business.demands.models import Demand
from workflows.business.demands.policy import MENU
from workflows.business.demands.tender_models import Tender, TenderBid, TenderEntry
from workflows.business.demands.tender_values import (
    LIVE_BIDS,
    OPENED,
    RUNNING,
    SHORTEST,
    TenderAction,
    TenderState,
)
from workflows.business.demands.values import Party
from workflows.ground.clock import SHANGHAI
from workflows.ground.concerned import note_members
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict
from workflows.ground.held_rows import held_row
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.organisations.queries import who_bind
from workflows.people.viewer_loader import viewer_of

PROCESS = "tender"
SUBJECT = "tender"
MOVED = "tender_moved"
"""What the process waits for; the key is the tender's id, `answer` the action."""
TEMPLATE = "tender_news"
OVERSEERS = "overseers"
"""Stands for who oversees where sides of a room are named: they read what each of them does."""
LEADS_TO: Mapping[TenderAction, TenderState] = {
    "open": "choosing", "second_round": "quoting", "open_quotes": "choosing",
    "select": "selected", "give_up": "given_up", "reopen": "collecting", "end": "ended", "lapse": "ended",
}  # fmt: skip
"""The state after an action; the others leave it as it is."""
NEWS: Mapping[str, Text] = {
    "bid": Text(
        "贵单位的投标已密封保存，开标前任何人不能查看",
        "Your bid is under seal: nobody can read it before the opening",
    ),
    "said": Text("对方在竞标室中有新的留言", "The other side has written in the room of the tender"),
    "opened": Text("已开标，请进入竞标室", "The bids are open: enter the room of the tender"),
    "asked_again": Text(
        "贵单位进入第二轮报价，请在竞标室中按时提交新报价",
        "You are in the second round: give your new price in the room of the tender in time",
    ),
    "not_asked_again": Text(
        "贵单位未进入第二轮报价，感谢参与", "You are not in the second round; thank you for your bid"
    ),
    "quoted": Text(
        "贵单位的第二轮报价已密封保存，本轮结束前任何人不能查看",
        "Your new price is under seal: nobody can read it before the end of the round",
    ),
    "quotes_opened": Text(
        "第二轮报价已全部打开，请进入竞标室", "The new prices are open: enter the room of the tender"
    ),
    "won": Text(
        "贵单位已中选，订单已生成，请在“订单管理”中接单",
        "You were chosen: the order is placed, accept it among your orders",
    ),
    "lost": Text("贵单位未中选，感谢参与", "You were not chosen; thank you for your bid"),
    "given_up": Text(
        "企业本次未选定，将重新开标或结束需求",
        "The enterprise has chosen none: it sets a new opening, or ends the demand",
    ),
    "reopened": Text(
        "企业重新设定了开标时间，贵单位的投标继续有效，也可以修改或撤回",
        "The enterprise has set a new opening: your bid is kept; you may replace it or take it back",
    ),
    "over": Text("需求已结束，竞标终止", "The demand is over, and the tender with it"),
}  # fmt: skip
"""What a bidder, or the enterprise, is told."""


def begin(work: Work, demand: Demand) -> None:
    """Let the tender of a held demand that is published just now begin, with its process.

    It opens when the enterprise wants, but not sooner than `SHORTEST` after the publication.
    """
    if demand.selection != "tender" or demand.opens_at is None:
        return
    row = Tender(
        id=new_id(), demand_id=demand.id, state="collecting", minimum=demand.minimum_bidders,
        opens_at=max(demand.opens_at, work.now + SHORTEST), revision=0,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    shown = row.opens_at.astimezone(SHANGHAI)
    form = {"demand": demand.title, "minimum": row.minimum, "opens_at": f"{shown:%Y-%m-%dT%H:%M}"}
    submit(
        work, viewer_of(work, _begins(work, demand)), PROCESS, form, organisation_id=demand.organisation_id,
        subject_id=row.id,
    )  # fmt: skip
    note(work, row, "platform", "begin")


def _begins(work: Work, demand: Demand) -> str:
    """Return in whose name the tender begins: of who handed the demand in, or of who binds the enterprise."""
    if viewer_of(work, demand.created_by).may(demand.organisation_id, MENU):
        return demand.created_by
    return who_bind(work, demand.organisation_id)[0]


def locked(work: Work, tender_id: str) -> Tender:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, Tender, tender_id, "demands.tender_not_found")


def of_demand(work: Work, demand: Demand) -> Tender | None:
    """Return the tender of a held demand, held too, None if it has none."""
    tender_id = work.session.scalar(select(Tender.id).where(Tender.demand_id == demand.id))
    return locked(work, tender_id) if tender_id is not None else None


def name(work: Work, tender_id: str) -> str:
    """Return what the case's title names: the demand. Raises: NotFound."""
    return work.session.get_one(Demand, locked(work, tender_id).demand_id).title


def process_variables(work: Work, tender_id: str) -> dict[str, Any]:
    """Return what messages of the process are addressed to, and when its bids are opened."""
    opens_at = locked(work, tender_id).opens_at
    return {"tender": tender_id, "answer": "", "opens_at": opens_at.isoformat(), "quotes_until": ""}


def ended(work: Work, tender_id: str, _state: str, _data: Any) -> None:
    """The case is over: a tender that it leaves in the middle, because it was ended, lapses."""
    row = locked(work, tender_id)
    if row.state in RUNNING:
        stand(work, row, "platform", "lapse")
        let_go(work, row, "over")


def live_bids(work: Work, row: Tender) -> list[TenderBid]:
    """Return the bids of a held tender that can still be chosen, held, the first one first."""
    rows = select(TenderBid).where(TenderBid.tender_id == row.id, TenderBid.state.in_(sorted(LIVE_BIDS)))
    return list(work.session.scalars(rows.order_by(TenderBid.id).with_for_update()))


def open_bids(work: Work, secret_key: str, row: Tender) -> None:
    """Open all bids of a held tender whose time has come; its sides are told.

    Raises: InvalidState: it is not yet time.
    """
    bids = live_bids(work, row)
    for bid in bids:
        if bid.opened_at is None:  # one that was kept after an opening before is open already
            sealed_bids.unseal(work, secret_key, row, bid)
    row.opened_at, row.enough = work.now, len(bids) >= row.minimum
    stand(work, row, "platform", "open")
    demand = work.session.get_one(Demand, row.demand_id)
    for organisation_id in (demand.organisation_id, *(one.provider_id for one in bids)):
        tell(work, demand, organisation_id, "opened")


def move(work: Work, row: Tender, by: Party, action: TenderAction, text: str = "", **variables: str) -> None:
    """Let a held tender come to where an action leads, its process with it, which is given `variables`.

    Raises: Conflict: the process waits for nothing any more.
    """
    stand(work, row, by, action, text)
    tell_process(work, row, action, **variables)


def tell_process(work: Work, row: Tender, answer: str, **variables: str) -> None:
    """Tell the process of a held tender what has happened. Raises: Conflict: it waits for nothing."""
    given = {"answer": answer, **variables}
    told = work.runtime.correlate(MOVED, correlation_key=row.id, variables=given)
    if told.outcome != "delivered":
        raise Conflict("demands.not_now")


def let_go(work: Work, row: Tender, news: str, but: str = "") -> None:
    """Let the bids of a held tender be lost, all `but` one provider's, and tell who has bid.

    What was never opened is destroyed.
    """
    demand = work.session.get_one(Demand, row.demand_id)
    for bid in live_bids(work, row):
        if bid.provider_id == but:
            continue
        if bid.opened_at is None:
            sealed_bids.discard(work, bid)
        bid.state, bid.sealed_quote = "lost", None
        tell(work, demand, bid.provider_id, news)
    work.session.flush()


def end_with(work: Work, demand: Demand, by: Party) -> None:
    """End what still runs of the tender of a held demand, and tell who has bid."""
    row = of_demand(work, demand)
    if row is None or row.state not in RUNNING:
        return
    let_go(work, row, "over")
    if row.state in OPENED:  # its process comes to the end by way of none being chosen
        tell_process(work, row, "give_up")
    move(work, row, by, "lapse" if by == "platform" else "end")


def stand(work: Work, row: Tender, by: Party, action: TenderAction, text: str = "") -> None:
    """Let a held tender come to where an action leads, with a line of its history."""
    row.state = LEADS_TO[action]
    if row.state not in RUNNING:
        row.ended_at = work.now
    note(work, row, by, action, text=text)


def note(
    work: Work, row: Tender, by: Party, action: TenderAction, *, provider_id: str | None = None,
    text: str = "", sides: Collection[str] = (),
) -> None:  # fmt: skip
    """Write a line of the history of a held tender; its room shows it at once, everywhere.

    `provider_id`: whose bid it is about. `sides`: the organisations whose pages show it, () for all in the
    room; the pages of others are not asked for anew.
    """
    row.revision += 1
    concerned = [*sides, OVERSEERS] if sides else [""]
    note_members(work, [room_member(row.id, one) for one in concerned])
    work.session.add(
        TenderEntry(
            id=new_id(), tender_id=row.id, provider_id=provider_id, at=work.now, side=by, actor=work.actor,
            kind=action, text=text,
        )
    )  # fmt: skip
    work.session.flush()


def room_member(tender_id: str, organisation_id: str = "") -> str:
    """Return by what a change of a tender's room is announced to whoever watches it, or to one side of it."""
    return f"tender:{tender_id}:{organisation_id}" if organisation_id else f"tender:{tender_id}"


def tell(work: Work, demand: Demand, organisation_id: str, news: str) -> None:
    """Tell the people of a side what has happened; never what somebody bids."""
    own = organisation_id == demand.organisation_id
    about = {
        "demand": demand.title, "what": NEWS[news].zh, "what_en": NEWS[news].en,
        "list": "我的需求" if own else "我的投标", "list_en": "My demands" if own else "My bids",
    }  # fmt: skip
    send_messages(work, who_bind(work, organisation_id), TEMPLATE, about)
