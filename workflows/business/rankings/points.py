"""Letting an event count: an entry and three sums, whatever has been before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from engine import errors as engine_errors
from engine.feel import to_python
from workflows.business.rankings.models import RankingEntry, RankingTotal
from workflows.business.rankings.values import ALL_TIME, EVENTS, Event, Ranked
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.work import Work

PROCESS = "activity_filing"
TABLE = "activity_points"
NO_STARS = Decimal(0)
MOST_TITLE = 200
MOST_STARS = 5
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Happening:
    """What counts: its event, its id, and the number and title by which people know it."""

    event: Event
    source_id: str
    number: str
    title: str
    stars: Decimal = NO_STARS


def points_of(work: Work, event: Event, stars: Decimal = NO_STARS) -> int:
    """Return what an event counts by the deployed table; 0 if no rule fits or the package is not there."""
    try:
        definition_id = work.repository.latest(PROCESS).id
    except engine_errors.NotFound:
        return 0
    answer = work.repository.decide(TABLE, {"event": event, "stars": stars}, definition_id)
    return max(0, int(to_python(answer.value) or 0))


def table_of_points(work: Work) -> tuple[tuple[Event, int, int], ...]:
    """Return what each event counts by the deployed table, ratings by their stars: event, stars, points."""
    asked: list[tuple[Event, int]] = [(one, 0) for one in EVENTS if one != "rated"]
    asked += [("rated", stars) for stars in range(MOST_STARS, 0, -1)]
    try:
        definition_id = work.repository.latest(PROCESS).id
    except engine_errors.NotFound:
        return ()
    each = ({"event": event, "stars": Decimal(stars)} for event, stars in asked)
    answers = work.repository.decide_each(TABLE, each, definition_id)
    points = (int(to_python(one.value) or 0) for one in answers)
    return tuple((*one, many) for one, many in zip(asked, points, strict=True) if many > 0)


def latest_periods(work: Work) -> tuple[str, ...]:
    """Return the periods that can be looked at: this year, all time, this month, the eleven months before."""
    local = work.now.astimezone(SHANGHAI)
    months = [divmod(local.year * 12 + local.month - 1 - back, 12) for back in range(MONTHS)]
    return (f"{local:%Y}", ALL_TIME, *(f"{year}-{month + 1:02d}" for year, month in months))


def award(work: Work, ranked: Iterable[Ranked], happening: Happening) -> int:
    """Let an event count for each of these, once; return its points, 0 if it counts for nothing.

    The same event again changes nothing.
    """
    points = points_of(work, happening.event, happening.stars)
    if points:
        for one in ranked:
            _note(work, one, happening, points)
    return points


def revoke(work: Work, event: Event, source_id: str) -> None:
    """Let an event that has counted count no more; a second time changes nothing."""
    entries = select(RankingEntry).where(
        RankingEntry.event == event, RankingEntry.source_id == source_id, RankingEntry.revoked_at.is_(None)
    )
    for entry in work.session.scalars(entries.order_by(RankingEntry.id).with_for_update()):
        entry.revoked_at = work.now
        work.session.flush()
        for period in periods_of(entry.at):
            _add(work, (entry.ranked_kind, entry.ranked_id, period), -entry.points, -1)


def periods_of(moment: datetime) -> tuple[str, str, str]:
    """Return the periods that a moment falls into: all time, its year, its month."""
    local = moment.astimezone(SHANGHAI)
    return ALL_TIME, f"{local:%Y}", f"{local:%Y-%m}"


def _note(work: Work, one: Ranked, happening: Happening, points: int) -> None:
    row = insert(RankingEntry).values(
        id=new_id(), ranked_kind=one.kind, ranked_id=one.id, event=happening.event,
        source_id=happening.source_id, number=happening.number, title=happening.title[:MOST_TITLE],
        points=points, at=work.now,
    )  # fmt: skip
    made = work.session.scalar(row.on_conflict_do_nothing().returning(RankingEntry.id))
    if made is None:
        return
    for period in periods_of(work.now):
        _add(work, (one.kind, one.id, period), points, 1)


def _add(work: Work, key: tuple[str, str, str], points: int, events: int) -> None:
    """Change a sum under the lock of its row; all who change several do so in the order of the periods."""
    kind, ranked_id, period = key
    row = insert(RankingTotal).values(
        ranked_kind=kind, ranked_id=ranked_id, period=period, points=0, events=0
    )
    work.session.execute(row.on_conflict_do_nothing())
    of = (
        RankingTotal.ranked_kind == kind, RankingTotal.ranked_id == ranked_id, RankingTotal.period == period,
    )  # fmt: skip
    sums = {"points": RankingTotal.points + points, "events": RankingTotal.events + events}
    work.session.execute(update(RankingTotal).where(*of).values(sums))
