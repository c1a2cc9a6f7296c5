"""Reading filed deals: lists of both sides and of all, and one; a list and its counts are two statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from sqlalchemy import ColumnElement, Select, func, select, true

from workflows.approvals.models import Case
from workflows.business.filed_deals.models import FiledDeal
from workflows.business.filed_deals.policy import may_see, side_of
from workflows.business.filed_deals.values import (
    CustomerAnswer,
    DealCard,
    DealFile,
    DealPage,
    DealScope,
    DealSearch,
    FiledState,
)
from workflows.business.ledger.money import to_yuan
from workflows.business.orders.policy import MENU
from workflows.ground.errors import Forbidden, NotFound
from workflows.ground.fulltext import matches
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.viewer import Viewer


def scope_of(viewer: Viewer, own: Iterable[tuple[str, str]]) -> DealScope:
    """Return what the viewer sees, `own` being the pairs of id and kind of their organisations.

    Raises: Forbidden: neither oversees nor was given the orders of any.
    """
    for organisation_id, kind in own:
        if viewer.may(organisation_id, MENU):
            return DealScope("about_us" if kind == "enterprise" else "filed", organisation_id)
    if viewer.holds(*OVERSIGHT):
        return DealScope("all")
    raise Forbidden("filed_deals.not_yours")


def filed_deals(
    work: Work, scope: DealScope, search: DealSearch, *, after: str | None = None, limit: int = 20
) -> tuple[DealCard, ...]:
    """Return up to `limit` filed deals of a scope, the newest first; `after` is the id of the last one."""
    rows = _with_numbers().where(_within(scope), *_narrowed(search))
    if search.state:
        rows = rows.where(FiledDeal.state == search.state)
    if after is not None:
        rows = rows.where(FiledDeal.id < after.replace("\x00", ""))
    newest = rows.order_by(FiledDeal.id.desc()).limit(limit)
    return tuple(_card(row, number) for row, number in work.session.execute(newest))


def counts(work: Work, scope: DealScope, search: DealSearch) -> Mapping[str, int]:
    """Return how many filed deals of a scope are in which state; the state of `search` narrows nothing."""
    rows = select(FiledDeal.state, func.count().label("number")).where(_within(scope), *_narrowed(search))
    return {row.state: row.number for row in work.session.execute(rows.group_by(FiledDeal.state))}


def filed_deal(work: Work, viewer: Viewer, number: str) -> DealPage:
    """Return a filed deal with what the viewer can do. Raises: NotFound: none that the viewer may see."""
    row = visible(work, viewer, number)
    side = side_of(viewer, row)
    return DealPage(
        card=_card(row, number), description=row.description, contract_number=row.contract_number,
        files=tuple(
            DealFile(one["field"], one["id"], one["name"], int(one["size_bytes"])) for one in row.files
        ),
        objection=row.objection, answered_at=row.answered_at, rate_until=row.rate_until,
        own=side == "provider", may_answer=side == "enterprise" and row.state == "awaiting_customer",
        may_rate=side is not None and row.rate_until is not None and work.now < row.rate_until,
    )  # fmt: skip


def visible(work: Work, viewer: Viewer, number: str) -> FiledDeal:
    """Return the row of a filed deal that the viewer may see. Raises: NotFound."""
    wanted = select(FiledDeal).join(Case, Case.id == FiledDeal.case_id)
    row = work.session.scalar(wanted.where(Case.number == number.replace("\x00", "")))
    if row is None or not may_see(viewer, row):
        raise NotFound("filed_deals.not_found")
    return row


def _with_numbers() -> Select[FiledDeal, str]:
    return select(FiledDeal, Case.number).join(Case, Case.id == FiledDeal.case_id)


def _within(scope: DealScope) -> ColumnElement[bool]:
    if scope.part == "filed":
        return FiledDeal.provider_id == scope.of
    return FiledDeal.enterprise_id == scope.of if scope.part == "about_us" else true()


def _narrowed(search: DealSearch) -> Iterable[ColumnElement[bool]]:
    if search.text:
        yield matches(FiledDeal.words, search.text)
    if search.first_day is not None:
        yield FiledDeal.made_on >= search.first_day
    if search.last_day is not None:
        yield FiledDeal.made_on <= search.last_day


def _card(row: FiledDeal, number: str) -> DealCard:
    return DealCard(
        row.id, number, row.title, row.provider_id, row.provider_name, row.enterprise_id,
        row.enterprise_name, to_yuan(row.amount_fen), row.made_on, cast("FiledState", row.state),
        cast("CustomerAnswer", row.answer), row.filed_at, row.ended_at,
    )  # fmt: skip
