"""Reading direct demands: those sent, those received, all of them; one; what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Row, Select, false, func, select
from sqlalchemy.orm import aliased

from workflows.approvals.models import Case
from workflows.business.direct_demands.addressees import MENU
from workflows.business.direct_demands.models import DirectDemand
from workflows.business.direct_demands.operations import WAITS_IN
from workflows.business.direct_demands.policy import is_own, may_answer, may_see
from workflows.business.direct_demands.values import (
    STATES,
    STEPS,
    AddresseeKind,
    DirectCard,
    DirectFigures,
    DirectPage,
    DirectSearch,
    DirectState,
)
from workflows.business.ledger.money import to_yuan
from workflows.business.orders.models import ServiceOrder
from workflows.ground.clock import midnight
from workflows.ground.errors import Forbidden, NotFound
from workflows.ground.fulltext import matches
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.organisations.models import Organisation
from workflows.people.viewer import Viewer

MOST_FIGURES = 100
"""Addressees or providers in a table of figures, those with the most demands first."""
Part = Literal["sent", "received", "addressed", "all"]


@dataclass(frozen=True, slots=True)
class DirectScope:
    """Whose direct demands are listed: what an enterprise has sent (`sent`), what a provider has got
    (`received`), what a consultant was asked (`addressed`), or all of them, for who oversees.
    """

    part: Part
    of: str = ""

    @property
    def answers(self) -> bool:
        """Return whether the list is of those who answer."""
        return self.part in {"received", "addressed"}


def scope_of(viewer: Viewer, own: Iterable[tuple[str, str]]) -> DirectScope:
    """Return what the viewer sees, `own` being the pairs of id and kind of their organisations.

    Raises: Forbidden: neither oversees nor has any.
    """
    for organisation_id, kind in own:
        if viewer.may(organisation_id, MENU):
            return DirectScope("sent" if kind == "enterprise" else "received", organisation_id)
    if viewer.holds(*OVERSIGHT):
        return DirectScope("all")
    if viewer.holds("consultant"):
        return DirectScope("addressed", viewer.user_id)
    raise Forbidden("direct_demands.not_yours")


def direct_demands(
    work: Work, scope: DirectScope, search: DirectSearch, *, after: str | None = None, limit: int = 20
) -> tuple[DirectCard, ...]:
    """Return up to `limit` direct demands of a scope, the newest first; `after` is the id of the last one."""
    rows = _cards().where(_within(scope), *_narrowed(search))
    if search.state:
        rows = rows.where(DirectDemand.state == search.state)
    if after:
        rows = rows.where(DirectDemand.id < after.replace("\x00", ""))
    newest = rows.order_by(DirectDemand.id.desc()).limit(limit)
    return tuple(_card(row) for row in work.session.execute(newest))


def counts(work: Work, scope: DirectScope, search: DirectSearch) -> Mapping[str, int]:
    """Return how many direct demands of a scope are in which state; the state of `search` narrows nothing."""
    rows = select(DirectDemand.state, func.count().label("number")).where(_within(scope), *_narrowed(search))
    return {row.state: row.number for row in work.session.execute(rows.group_by(DirectDemand.state))}


def direct_demand(work: Work, viewer: Viewer, number: str) -> DirectPage:
    """Return a direct demand with what the viewer can do. Raises: NotFound: none, or none of theirs."""
    row = work.session.execute(_cards().where(Case.number == number.replace("\x00", ""))).first()
    if row is None or not may_see(work, viewer, row.DirectDemand):
        raise NotFound("direct_demands.not_found")
    of: DirectDemand = row.DirectDemand
    own = is_own(viewer, of)
    answers = not own and may_answer(work, viewer, of)
    order = work.session.get(ServiceOrder, of.order_id) if of.order_id is not None else None
    return DirectPage(
        card=_card(row), description=of.description, deliver_by=of.deliver_by, contact=of.contact,
        mobile=of.mobile, answer=of.answer, outcome=of.outcome,
        order_number=(order.number or "") if order is not None else "", reminded_at=of.reminded_at,
        steps=frozenset(one for one in STEPS if answers and WAITS_IN[one] == of.state), own=own,
    )  # fmt: skip


def figures(work: Work, scope: DirectScope, search: DirectSearch) -> tuple[DirectFigures, ...]:
    """Return what became of direct demands: of all by provider, of a provider's by addressee.

    The first line is that of all together; at most `MOST_FIGURES` follow, by one statement each.
    """
    total = counts(work, scope, search)
    group: tuple[Any, ...] = (
        (DirectDemand.provider_id, Organisation.name)
        if scope.part == "all"
        else (DirectDemand.addressee_kind, DirectDemand.addressee_id)
    )
    name = Organisation.name if scope.part == "all" else func.max(DirectDemand.addressee_name)
    by_state = (func.count().filter(DirectDemand.state == one).label(one) for one in STATES)
    rows = (
        select(name.label("name"), func.count().label("received"), *by_state)
        .join(Organisation, Organisation.id == DirectDemand.provider_id)
        .where(_within(scope), *_narrowed(search))
        .group_by(*group)
        .order_by(func.count().desc(), group[-1])
        .limit(MOST_FIGURES)
    )
    lines = [
        DirectFigures(row["name"], row["received"], {one: row[one] for one in STATES})
        for row in work.session.execute(rows).mappings()
    ]
    return (DirectFigures("", sum(total.values()), {one: total.get(one, 0) for one in STATES}), *lines)


def _within(scope: DirectScope) -> ColumnElement[bool]:
    if scope.part == "sent":
        return DirectDemand.enterprise_id == scope.of
    if scope.part == "received":
        return DirectDemand.provider_id == scope.of
    if scope.part == "addressed":
        return DirectDemand.consultant_user_id == scope.of
    return DirectDemand.id.is_not(None) if scope.part == "all" else false()


def _narrowed(search: DirectSearch) -> Iterable[ColumnElement[bool]]:
    if search.addressee_kind:
        yield DirectDemand.addressee_kind == search.addressee_kind
    if search.text:
        yield matches(DirectDemand.words, search.text)
    if search.first_day is not None:
        yield DirectDemand.sent_at >= midnight(search.first_day)
    if search.last_day is not None:
        yield DirectDemand.sent_at < midnight(search.last_day + timedelta(days=1))


def _cards() -> Select[Any]:
    provider, enterprise = aliased(Organisation), aliased(Organisation)
    columns: tuple[Any, ...] = (
        DirectDemand, Case.number, provider.name.label("provider_name"),
        enterprise.name.label("enterprise_name"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Case, Case.id == DirectDemand.case_id)
        .join(provider, provider.id == DirectDemand.provider_id)
        .join(enterprise, enterprise.id == DirectDemand.enterprise_id)
    )


def _card(row: Row[Any]) -> DirectCard:
    of: DirectDemand = row.DirectDemand
    return DirectCard(
        of.id, row.number, of.title, row.enterprise_name, of.provider_id, row.provider_name,
        cast("AddresseeKind", of.addressee_kind), of.addressee_name,
        to_yuan(of.budget_fen) if of.budget_fen is not None else None, cast("DirectState", of.state),
        of.sent_at, of.answered_at, of.ended_at,
    )  # fmt: skip
