"""Who is away at this moment, and who acts for them: read once a transaction, followed through chains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from sqlalchemy import TextClause, text

from engine.transaction import Slot
from workflows.ground.work import Work

LONGEST_CHAIN = 3
"""Deputies who are away themselves are passed over so often; behind that nobody stands in."""


@dataclass(frozen=True, slots=True)
class Away:
    """One absence that is going on; without `process_ids` it concerns all kinds of cases."""

    user_id: str
    deputy_id: str
    process_ids: frozenset[str]

    def concerns(self, process_id: str | None) -> bool:
        """Tell whether it concerns cases of a kind; None asks whether it concerns all kinds."""
        return not self.process_ids or process_id in self.process_ids


# Has begun, has not ended, and is confirmed: one that somebody else set lends nothing before that.
_GOING_ON: LiteralString = (
    "absences.starts_at <= {now} AND absences.ends_at > {now}"
    " AND absences.ended_at IS NULL AND absences.confirmed_at IS NOT NULL"
)
_NOW: LiteralString = "FROM absences WHERE " + _GOING_ON.format(now="%s")
_AWAY_NOW: LiteralString = "SELECT user_id, deputy_id, process_ids " + _NOW
_AS_OBJECT: LiteralString = "'user_id', user_id, 'deputy_id', deputy_id, 'process_ids', process_ids"
AWAY_NOW_AS_JSON: LiteralString = f"(SELECT jsonb_agg(jsonb_build_object({_AS_OBJECT})) {_NOW})"
"""For a query that reads something else beside it: takes now twice, and `keep` takes what it returns."""
_READ: Slot[Sequence[Away] | None] = Slot(lambda: None)


def away_now(work: Work) -> Sequence[Away]:
    """Return the absences that are going on; one statement a transaction."""
    known = _READ.of(work.transaction)
    if known is None:
        work.transaction.write_session()
        known = keep(work, work.transaction.rows(_AWAY_NOW, (work.now, work.now)))
    return known


def keep(work: Work, rows: Iterable[Mapping[str, Any]]) -> Sequence[Away]:
    """Keep absences that were read for the rest of the transaction; return them."""
    known = tuple(Away(row["user_id"], row["deputy_id"], frozenset(row["process_ids"])) for row in rows)
    _READ.put(work.transaction, known)
    return known


def forget(work: Work) -> None:
    """Have the absences read again: one has changed in this transaction."""
    work.session.flush()
    _READ.drop(work.transaction)


def going_on(work: Work) -> TextClause:
    """Return the condition that a row of `absences` goes on now, for a query that reads others beside it."""
    return text(_GOING_ON.format(now=":now")).bindparams(now=work.now)


def stand_in(absences: Sequence[Away], user_id: str, process_id: str | None) -> str | None:
    """Return who acts for a person in cases of a kind; None: the person is there, or nobody acts for them."""
    person = user_id
    for _ in range(LONGEST_CHAIN):
        absence = next((one for one in absences if one.user_id == person and one.concerns(process_id)), None)
        if absence is None:
            break
        person = absence.deputy_id
    return None if person == user_id else person


def lenders(absences: Sequence[Away], deputy_id: str) -> dict[str, frozenset[str]]:
    """Return for whom a person acts, also over others: {user id: the kinds of cases, none for all}."""
    kinds_by_lender: dict[str, frozenset[str]] = {}
    reached: dict[str, frozenset[str]] = {deputy_id: frozenset()}
    for _ in range(LONGEST_CHAIN):
        further: dict[str, frozenset[str]] = {}
        for one in absences:
            if one.deputy_id in reached and one.user_id != deputy_id:
                kinds = _both(one.process_ids, reached[one.deputy_id])
                if kinds is not None:
                    further[one.user_id] = _either(further.get(one.user_id), kinds)
        for user_id, kinds in further.items():
            kinds_by_lender[user_id] = _either(kinds_by_lender.get(user_id), kinds)
        reached = further
    return kinds_by_lender


def _both(some: frozenset[str], others: frozenset[str]) -> frozenset[str] | None:
    """Return the kinds of cases that are in both, None for no kind at all (an empty set means all)."""
    if not some or not others:
        return some or others
    return some & others or None


def _either(some: frozenset[str] | None, others: frozenset[str]) -> frozenset[str]:
    if some is None:
        return others
    return some | others if some and others else frozenset()
