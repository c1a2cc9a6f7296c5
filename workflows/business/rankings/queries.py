"""Reading the ranking: the best of a period, where one stands, and why. Each is one statement or two."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Select, func, null, select

from workflows.business.consultants.models import Consultant
from workflows.business.rankings.models import RankingEntry, RankingTotal
from workflows.business.rankings.values import (
    Event,
    PointsEntry,
    Ranked,
    RankedKind,
    RankingRow,
    RankStanding,
)
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.organisations.models import Organisation
from workflows.people.viewer import Viewer

LISTED = 100
"""Lines of the public ranking."""


def ranking(work: Work, kind: RankedKind, period: str) -> tuple[RankingRow, ...]:
    """Return the first hundred of a period among those who are certified or active now."""
    rows = _rows(kind).where(RankingTotal.period == period, RankingTotal.points > 0)
    best = rows.order_by(RankingTotal.points.desc(), RankingTotal.ranked_id).limit(LISTED)
    listed: list[RankingRow] = []
    for place, row in enumerate(work.session.execute(best), start=1):
        same = listed and listed[-1].points == row.points
        rank = listed[-1].rank if same else place
        of = Ranked(kind, row.ranked_id)
        listed.append(
            RankingRow(rank, of, row.name, row.provider_id, row.provider_name, row.points, row.events)
        )
    return tuple(listed)


def standing(work: Work, of: Ranked, period: str) -> RankStanding:
    """Return where somebody stands in a period among those who are certified or active now."""
    row = work.session.get(RankingTotal, (of.kind, of.id, period))
    if row is None or not row.points:
        return RankStanding(period, 0, None)
    better = _rows(of.kind).where(RankingTotal.period == period, RankingTotal.points > row.points)
    ahead = work.session.scalar(select(func.count()).select_from(better.subquery())) or 0
    return RankStanding(period, row.points, ahead + 1)


def standings(work: Work, of: Ranked, periods: Iterable[str]) -> tuple[RankStanding, ...]:
    """Return where somebody stands in each of some periods."""
    return tuple(standing(work, of, period) for period in periods)


def reasons(
    work: Work, viewer: Viewer, of: Ranked, *, after: str | None = None, limit: int = 20
) -> tuple[str, tuple[PointsEntry, ...]]:
    """Return the name of somebody and why their points count, the newest first.

    Raises: NotFound: nobody, or the viewer may not read them (`may_read_reasons`).
    """
    row = work.session.execute(_named(of)).first()
    if row is None or not may_read_reasons(viewer, row.provider_id, row.user_id):
        raise NotFound("rankings.not_found")
    entries = select(RankingEntry).where(RankingEntry.ranked_kind == of.kind, RankingEntry.ranked_id == of.id)
    if after:
        entries = entries.where(RankingEntry.id < after.replace("\x00", ""))
    listed = work.session.scalars(entries.order_by(RankingEntry.id.desc()).limit(limit))
    return row.name, tuple(_entry(one) for one in listed)


def may_read_reasons(viewer: Viewer, provider_id: str, user_id: str | None = None) -> bool:
    """Who oversees, everybody of the provider, and the consultant of this `user_id`."""
    return viewer.holds(*OVERSIGHT) or viewer.belongs_to(provider_id) or viewer.user_id == user_id


def _rows(kind: RankedKind) -> Select[Any]:
    """Return the sums of all who may stand in the ranking, with their names."""
    provider: tuple[Any, ...] = (
        Organisation.id.label("provider_id"), Organisation.name.label("provider_name"),
    )  # fmt: skip
    sums: tuple[Any, ...] = (RankingTotal.ranked_id, RankingTotal.points, RankingTotal.events)
    certified = Organisation.certification == "certified"
    if kind == "provider":
        rows = select(*sums, *provider, Organisation.name)
        rows = rows.join(Organisation, Organisation.id == RankingTotal.ranked_id)
        return rows.where(RankingTotal.ranked_kind == kind, certified)
    rows = select(*sums, *provider, Consultant.name)
    rows = rows.join(Consultant, Consultant.id == RankingTotal.ranked_id)
    rows = rows.join(Organisation, Organisation.id == Consultant.organisation_id)
    return rows.where(RankingTotal.ranked_kind == kind, certified, Consultant.state == "active")


def _named(of: Ranked) -> Select[Any]:
    wanted = of.id.replace("\x00", "")
    if of.kind == "provider":
        columns: tuple[Any, ...] = (Organisation.name, Organisation.id.label("provider_id"))
        rows = select(*columns, null().label("user_id"))
        return rows.where(Organisation.id == wanted, Organisation.kind == "provider")
    person: tuple[Any, ...] = (
        Consultant.name, Consultant.organisation_id.label("provider_id"), Consultant.user_id,
    )  # fmt: skip
    return select(*person).where(Consultant.id == wanted)


def _entry(row: RankingEntry) -> PointsEntry:
    return PointsEntry(
        row.id, cast("Event", row.event), row.number, row.title, row.points, row.at, row.revoked_at
    )
