"""Milestones of an order: planned at checkout or by the contract, reported, answered, and paid out.

Each function is called with the order's row held; the money is that of `escrow`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from forms import Text
from workflows.business.contracts.values import Milestone
from workflows.business.orders import escrow
from workflows.business.orders.models import OrderMilestone, OrderReport, ServiceOrder
from workflows.business.orders.values import SERVING, MilestoneState, ReportAnswer
from workflows.ground.errors import Conflict
from workflows.ground.work import Work

_WHOLE = Text("全部服务", "the whole work")


@dataclass(frozen=True, slots=True)
class _Part:
    title: str
    amount_fen: int
    due_on: date | None


def plan_whole(work: Work, row: ServiceOrder) -> None:
    """Let the whole order be its one milestone."""
    _plan(work, row, [_Part("", row.due_fen, None)])


def plan_of_contract(work: Work, row: ServiceOrder, milestones: Sequence[Milestone]) -> None:
    """Let the milestones of the signed contract hold for an order."""
    work.session.execute(delete(OrderMilestone).where(OrderMilestone.order_id == row.id))
    _plan(work, row, [_Part(one.title, one.amount_fen, one.due) for one in milestones])


def _plan(work: Work, row: ServiceOrder, parts: Sequence[_Part]) -> None:
    """The voucher pays of each part what the part is of the whole; the last one takes what rounding left."""
    shares = [row.deducted_fen * one.amount_fen // row.due_fen if row.due_fen else 0 for one in parts[:-1]]
    shares.append(row.deducted_fen - sum(shares))
    work.session.add_all(
        OrderMilestone(
            order_id=row.id, position=position, title=one.title, amount_fen=one.amount_fen,
            voucher_fen=voucher_fen, due_on=one.due_on, state="planned",
        )
        for position, (one, voucher_fen) in enumerate(zip(parts, shares, strict=True), start=1)
    )  # fmt: skip
    work.session.flush()


def to_be(
    rows: Sequence[OrderMilestone], parts: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[OrderMilestone | None, Mapping[str, Any] | None]]:
    """Yield what the milestones of a changed plan are now, in their order, and the part about each.

    The first is None where it is new, the second where nothing changes. A new one comes behind the one whose
    position it names as `after`.
    """
    by_position = {part["position"]: part for part in parts if part["kind"] != "added"}
    for one in rows:
        part = by_position.get(one.position)
        if part is None or part["kind"] == "changed":
            yield one, part
        yield from ((None, new) for new in parts if new["kind"] == "added" and new["after"] == one.position)


def change(work: Work, row: ServiceOrder, parts: Sequence[Mapping[str, Any]]) -> None:
    """Let a change of plan hold: other amounts and days, milestones that fall away, and new ones.

    The others move to where they come then. What the voucher was to pay of one that falls away, the last one
    takes.
    """
    rows = milestones_of(work, row)
    changed = list(enumerate(to_be(rows, parts), start=1))
    kept = [(one, position) for position, (one, _) in changed if one is not None]
    freed = _remove(work, [one for one in rows if one not in {stays for stays, _ in kept}])
    _move(work, kept)
    for position, (now, part) in changed:
        if part is not None:
            one = now or _added(row, position, part["title"])
            one.amount_fen, one.due_on = part["amount_fen"], date.fromisoformat(part["due"])
            work.session.add(one)
    work.session.flush()
    milestones_of(work, row)[-1].voucher_fen += freed
    work.session.flush()


def _remove(work: Work, gone: Sequence[OrderMilestone]) -> int:
    """Let milestones fall away; return what the voucher was to pay of them."""
    for one in gone:
        work.session.delete(one)
    work.session.flush()
    return sum(one.voucher_fen for one in gone)


def _move(work: Work, places: Sequence[tuple[OrderMilestone, int]]) -> None:
    """Give milestones their new positions, one by one, so that no two ever have the same."""
    back = [move for move in reversed(places) if move[1] > move[0].position]
    up = [move for move in places if move[1] < move[0].position]
    for one, position in (*back, *up):
        one.position = position
        work.session.flush()


def _added(row: ServiceOrder, position: int, title: str) -> OrderMilestone:
    return OrderMilestone(order_id=row.id, position=position, title=title, voucher_fen=0, state="planned")


def milestones_of(work: Work, row: ServiceOrder) -> list[OrderMilestone]:
    """Return the milestones of an order in their order."""
    rows = select(OrderMilestone).where(OrderMilestone.order_id == row.id)
    return list(work.session.scalars(rows.order_by(OrderMilestone.position)))


def current(work: Work, row: ServiceOrder) -> OrderMilestone:
    """Return the milestone that is under way. Raises: Conflict: there is none."""
    for one in milestones_of(work, row):
        if one.state in SERVING:
            return one
    raise Conflict("orders.not_now")


def awaits_payment(work: Work, row: ServiceOrder) -> bool:
    """Tell whether the milestone that is under way cannot be accepted yet. Raises: Conflict: none is."""
    return outstanding_fen(work, row, current(work, row)) > 0


def called(milestone: OrderMilestone) -> Text:
    """Return how a notice calls a milestone."""
    if not milestone.title:
        return _WHOLE
    return Text(f"里程碑“{milestone.title}”", f"the milestone “{milestone.title}”")


def enter(work: Work, row: ServiceOrder, state: MilestoneState) -> None:
    """Let the milestone that is under way, or the first planned one, be in the state of its order."""
    rows = milestones_of(work, row)
    under_way = next((one for one in rows if one.state in SERVING), None)
    chosen = under_way or next((one for one in rows if one.state == "planned"), None)
    if chosen is not None:
        chosen.state = state
        work.session.flush()


def end_all(work: Work, row: ServiceOrder) -> None:
    """The order is over: what is not accepted is not to be done any more."""
    for one in milestones_of(work, row):
        if one.state != "accepted":
            answer(work, one, "ended", only_open=True)
            one.state = "ended"
    work.session.flush()


def accept_rest(work: Work, row: ServiceOrder, fee_percent: Decimal) -> None:
    """Accept what is not accepted yet of an order that is confirmed as a whole, and pay all of it out."""
    rest = [one for one in milestones_of(work, row) if one.state != "accepted"]
    for one in rest:
        answer(work, one, "deemed", only_open=True)
        one.accepted_as = one.accepted_as or "deemed"
        one.state, one.accepted_at = "accepted", work.now
    if rest:
        pay_out(work, row, rest[-1], fee_percent)


def report(work: Work, milestone: OrderMilestone, note: str) -> OrderReport:
    """Add a report of the provider; return it."""
    made = OrderReport(
        order_id=milestone.order_id, position=milestone.position,
        number=len(_reports(work, milestone)) + 1, note=note, reported_by=work.actor, reported_at=work.now,
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    return made


def answer(
    work: Work, milestone: OrderMilestone, answered: ReportAnswer, note: str = "", *, only_open: bool = False
) -> None:
    """Note how the latest report of a milestone was answered, if there is one; `only_open`: unless it was."""
    for one in _reports(work, milestone)[-1:]:
        if not (only_open and one.answer):
            one.answer, one.answer_note, one.answered_at = answered, note, work.now
    work.session.flush()


def _reports(work: Work, milestone: OrderMilestone) -> list[OrderReport]:
    rows = select(OrderReport).where(
        OrderReport.order_id == milestone.order_id, OrderReport.position == milestone.position
    )
    return list(work.session.scalars(rows.order_by(OrderReport.number)))


def outstanding_fen(work: Work, row: ServiceOrder, milestone: OrderMilestone) -> int:
    """Return what is to be paid before a milestone can be accepted: with the last one, all that is due."""
    due_fen = row.due_fen - row.paid_fen
    return due_fen if due_fen and milestone.position == milestones_of(work, row)[-1].position else 0


def pay_out(work: Work, row: ServiceOrder, milestone: OrderMilestone, fee_percent: Decimal) -> None:
    """Pay out what the provider gets with an accepted milestone.

    With each one, if the contract says so: the amounts of those that are accepted, as far as they are in
    escrow. With the last one all that is left, the voucher too.
    """
    rows, key = milestones_of(work, row), f"milestone:{milestone.position}"
    if milestone.position == rows[-1].position:
        escrow.pay_out(work, row, key, escrow.held_fen(row), fee_percent)
        escrow.spend_voucher(work, row, key)
    elif row.release == "milestones":
        earned = sum(one.amount_fen for one in rows if one.state == "accepted") - row.released_fen
        escrow.pay_out(work, row, key, min(earned, escrow.held_fen(row)), fee_percent)
        escrow.spend_voucher(work, row, key, milestone.voucher_fen)
