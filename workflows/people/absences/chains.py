"""Who might act for whom in some time, over others who are away too, whatever the kind of case.

`active.py` says who acts now; this is for rules that forbid: nobody gets anything by an absence that they
set or confirmed for somebody else, however many deputies are between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from workflows.ground.reading import read_once
from workflows.ground.work import Work
from workflows.people.absences.active import LONGEST_CHAIN
from workflows.people.absences.models import Absence


@read_once
def between(work: Work, starts_at: datetime, ends_at: datetime) -> list[Absence]:
    """Return the absences of that time that nobody has ended, confirmed or not."""
    rows = select(Absence).where(
        Absence.starts_at < ends_at, Absence.ends_at > starts_at, Absence.ended_at.is_(None)
    )
    return list(work.session.scalars(rows))


def stand_ins(absences: Sequence[Absence], user_ids: Iterable[str]) -> set[str]:
    """Return everybody who might act for one of the people, directly or over others."""
    reached, everybody = set(user_ids), set[str]()
    for _ in range(LONGEST_CHAIN + 1):
        reached = {one.deputy_id for one in absences if one.user_id in reached}
        everybody |= reached
    return everybody


def partial(absences: Sequence[Absence], row: Absence) -> set[str]:
    """Return who is no judge of an absence: who set it, its deputy, and whoever might act for either."""
    both = {row.set_by, row.deputy_id}
    return both | stand_ins([one for one in absences if one.id != row.id], both)


def reaches_its_judge(absences: Sequence[Absence], user_id: str, deputy_id: str) -> bool:
    """Tell whether a deputy of `user_id` would act where an absence lends by the deputy's own word.

    That is one of somebody else that the new deputy, or who acts for them, has set or confirmed.
    """
    gaining = {deputy_id} | stand_ins(absences, [deputy_id])
    return any(
        not gaining.isdisjoint({one.set_by, one.confirmed_by})
        and user_id in {one.deputy_id} | stand_ins(absences, [one.deputy_id])
        for one in absences
        if one.confirmed_by not in {None, one.user_id}
    )
