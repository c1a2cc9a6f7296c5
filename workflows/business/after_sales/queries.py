"""Reading after-sales cases: lists of one side, what is owed, and the page of one case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from workflows.approvals.models import Case
from workflows.business.after_sales.models import AfterSalesCase, AfterSalesEntry, AfterSalesFile
from workflows.business.after_sales.operations import running_case
from workflows.business.after_sales.terms import open_until
from workflows.business.after_sales.values import (
    Action,
    AfterSalesState,
    AfterSalesView,
    CaseDetail,
    EntryView,
    Opening,
    Outcome,
)
from workflows.business.ledger.money import to_yuan
from workflows.business.orders.models import OrderLine, ServiceOrder
from workflows.business.orders.policy import MENU, may_see, side_of
from workflows.business.orders.queries import order as order_detail
from workflows.business.orders.values import Deadline, OrderFileView, OrderView, Party, Side
from workflows.ground.clock import midnight
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.identity.queries import accounts
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.viewer import Viewer, require

_Row = tuple[AfterSalesCase, ServiceOrder, str]


@dataclass(frozen=True, slots=True)
class AfterSalesSearch:
    """What a list is narrowed by; "" narrows nothing."""

    state: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None


def cases(
    work: Work,
    viewer: Viewer,
    organisation_id: str,
    side: Side,
    search: AfterSalesSearch,
    *,
    after: str | None = None,
    limit: int = 20,
) -> tuple[AfterSalesView, ...]:
    """Return up to `limit` cases of one side, the newest first. Raises: Forbidden: not given the menu."""
    require(viewer.may(organisation_id, MENU), "after_sales.not_yours")
    column = ServiceOrder.enterprise_id if side == "enterprise" else ServiceOrder.provider_id
    other = ServiceOrder.provider_name if side == "enterprise" else ServiceOrder.enterprise_name
    rows = _joined().where(column == organisation_id, *_narrowed(search, (other,)))
    return _page(work, rows, after, limit)


def all_cases(
    work: Work, viewer: Viewer, search: AfterSalesSearch, *, after: str | None = None, limit: int = 20
) -> tuple[AfterSalesView, ...]:
    """Return up to `limit` cases of everybody, the newest first. Raises: Forbidden: no oversight."""
    require(viewer.holds(*OVERSIGHT), "after_sales.not_yours")
    names = ServiceOrder.enterprise_name, ServiceOrder.provider_name
    return _page(work, _joined().where(*_narrowed(search, names)), after, limit)


def _page(
    work: Work, rows: Select[AfterSalesCase, ServiceOrder, str], after: str | None, limit: int
) -> tuple[AfterSalesView, ...]:
    rows = rows.where(AfterSalesCase.number.is_not(None))
    if after is not None:
        rows = rows.where(AfterSalesCase.id < after)
    return _views(work, rows.order_by(AfterSalesCase.id.desc()).limit(limit))


def _narrowed(
    search: AfterSalesSearch, names: Sequence[InstrumentedAttribute[str]]
) -> Iterable[ColumnElement[bool]]:
    if search.state:
        yield AfterSalesCase.state == search.state
    if search.text:
        text = search.text[:100].replace("\x00", "")
        searched = AfterSalesCase.number, ServiceOrder.number, *names
        yield or_(*(one.icontains(text, autoescape=True) for one in searched))
    if search.first is not None:
        yield AfterSalesCase.opened_at >= midnight(search.first)
    if search.last is not None:
        yield AfterSalesCase.opened_at < midnight(search.last + timedelta(days=1))


def of_order(work: Work, order_id: str) -> tuple[AfterSalesView, ...]:
    """Return the cases about an order, the newest first; who sees the order sees them."""
    return _views(
        work, _joined().where(AfterSalesCase.order_id == order_id).order_by(AfterSalesCase.id.desc())
    )


def opening(work: Work, viewer: Viewer, order_id: str) -> Opening:
    """Return whether the viewer may open a case on an order now, and until when."""
    order = work.session.get_one(ServiceOrder, order_id)
    until, running = open_until(work, order), running_case(work, order)
    mine = viewer.may(order.enterprise_id, MENU)
    allowed = mine and running is None and until is not None and work.now < until
    return Opening(until, (running.number or "") if running is not None else "", allowed)


def to_open(work: Work, viewer: Viewer, order_number: str) -> tuple[OrderView, Opening]:
    """Return an order of the viewer's enterprise, and whether a case may be opened on it.

    Raises: NotFound: none of the viewer's; Forbidden: not the enterprise's.
    """
    detail = order_detail(work, viewer, order_number)
    require(viewer.may(detail.order.enterprise_id, MENU), "after_sales.not_yours")
    return detail.order, opening(work, viewer, detail.order.id)


def case(work: Work, viewer: Viewer, number: str) -> CaseDetail:
    """Return a case with all that its page shows. Raises: NotFound: none, or none of the viewer's."""
    case_row = work.session.execute(
        _joined().where(AfterSalesCase.number == number.replace("\x00", ""))
    ).first()
    if case_row is None or not may_see(viewer, case_row[1]):
        raise NotFound("after_sales.not_found")
    row, order = case_row[0], case_row[1]
    side = side_of(viewer, order)
    return CaseDetail(
        _view((row, order, case_row[2])),
        side,
        tuple(_actions(viewer, row, order, side)),
        _entries(work, row),
        _deadlines(work, row),
    )


def open_file(work: Work, viewer: Viewer, number: str, file_id: str) -> tuple[OrderFileView, bytes]:
    """Return a file of a case with its content. Raises: NotFound: none, or none of the viewer's."""
    file_row = work.session.execute(
        select(AfterSalesFile, ServiceOrder)
        .join(AfterSalesEntry, AfterSalesEntry.id == AfterSalesFile.entry_id)
        .join(AfterSalesCase, AfterSalesCase.id == AfterSalesEntry.after_sales_case_id)
        .join(ServiceOrder, ServiceOrder.id == AfterSalesCase.order_id)
        .where(
            AfterSalesFile.id == file_id.replace("\x00", ""),
            AfterSalesCase.number == number.replace("\x00", ""),
        )
    ).first()
    if file_row is None or not may_see(viewer, file_row[1]):
        raise NotFound("orders.file_not_found")
    return _file(file_row[0]), file_row[0].content


def _joined() -> Select[AfterSalesCase, ServiceOrder, str]:
    first_line = (OrderLine.order_id == AfterSalesCase.order_id) & (OrderLine.position == 1)
    return (
        select(AfterSalesCase, ServiceOrder, OrderLine.product_name)
        .join(ServiceOrder, ServiceOrder.id == AfterSalesCase.order_id)
        .join(OrderLine, first_line)
    )


def _views(work: Work, rows: Select[AfterSalesCase, ServiceOrder, str]) -> tuple[AfterSalesView, ...]:
    return tuple(_view((row, order, product)) for row, order, product in work.session.execute(rows))


def _view(joined: _Row) -> AfterSalesView:
    row, order, product_name = joined
    return AfterSalesView(
        id=row.id, number=row.number or "", order_number=order.number or "", product_name=product_name,
        enterprise_name=order.enterprise_name, provider_name=order.provider_name,
        state=cast("AfterSalesState", row.state), outcome=cast("Outcome", row.outcome), pending=row.pending,
        reason=row.reason, refund=to_yuan(row.refund_fen), collected=to_yuan(row.collected_fen),
        opened_at=row.opened_at,
    )  # fmt: skip


def _actions(viewer: Viewer, row: AfterSalesCase, order: ServiceOrder, side: Side | None) -> Iterable[Action]:
    if row.pending or side is None:
        return
    if row.state == "awaiting_reply" and side == "provider":
        yield "reply"
    if row.state == "awaiting_verdict" and side == "enterprise":
        yield from ("satisfied", "ask_platform")
    pays = viewer.may(order.provider_id, "wallet") and not viewer.is_agent_of(order.provider_id)
    if row.state == "claimed" and side == "provider" and pays:
        yield "pay_claim"


def _entries(work: Work, row: AfterSalesCase) -> tuple[EntryView, ...]:
    entries = work.session.scalars(
        select(AfterSalesEntry)
        .where(AfterSalesEntry.after_sales_case_id == row.id)
        .order_by(AfterSalesEntry.id)
    ).all()
    known = accounts(work, sorted({one.actor for one in entries if one.side != "platform"}))
    files = _files(work, [one.id for one in entries])
    return tuple(
        EntryView(
            one.at,
            cast("Party", one.side),
            known[one.actor].shown_name if one.side != "platform" and one.actor in known else "",
            one.kind,
            one.note,
            to_yuan(one.amount_fen) if one.amount_fen is not None else None,
            tuple(files.get(one.id, ())),
        )
        for one in entries
    )


def _files(work: Work, entry_ids: Sequence[str]) -> dict[str, list[OrderFileView]]:
    rows = select(AfterSalesFile).where(AfterSalesFile.entry_id.in_(entry_ids)).order_by(AfterSalesFile.id)
    by_entry: dict[str, list[OrderFileView]] = {}
    for one in work.session.scalars(rows):
        by_entry.setdefault(one.entry_id, []).append(_file(one))
    return by_entry


def _file(one: AfterSalesFile) -> OrderFileView:
    return OrderFileView(one.id, one.name, one.content_type, one.size_bytes, one.sha256)


def _deadlines(work: Work, row: AfterSalesCase) -> tuple[Deadline, ...]:
    """Return the timers that run in the process of a case, the next one first."""
    about = work.session.get(Case, row.case_id) if row.case_id and row.state != "closed" else None
    if about is None or about.instance_id is None:
        return ()
    timers = work.runtime.timers_of_case(about.instance_id)
    return tuple(Deadline(one.element_id, one.due_at) for one in timers)
