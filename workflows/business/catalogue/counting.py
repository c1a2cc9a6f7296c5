"""How many products a further choice would leave: exact, counted once, kept right by what comes and goes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from sys import intern
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Select, Subquery, func, select, true, union_all

from workflows.business.catalogue.publication_models import FacetCount, PublicationChange, PublishedProduct
from workflows.business.catalogue.search_projection import (
    FACETS,
    ProductSearch,
    conditions,
    through_the_index,
)
from workflows.ground.work import Work

TAGS_OFFERED = 20
"""There is no end of tags: only so many of the most frequent ones are counted for a page."""
REMEMBERED = 500
"""Questions whose numbers each process keeps."""
REMEMBERED_NUMBERS = 100_000
FacetCounts = Mapping[str, Mapping[str, int]]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Moment:
    """How far the changes of the catalogue had come; `settled` unless our own transaction has written."""

    generation: int | None
    last: int
    """The highest id of a change."""
    changes: int
    settled: bool = True

    def goes_on_in(self, later: _Moment, before_last: int) -> bool:
        """Return whether the changes above `last` lead from here to `later`.

        Of one generation changes are only added, and one that was begun earlier may come to light after
        `last`: then there are more of them up to it than there were (`before_last`).
        """
        return self.generation == later.generation and self.changes == before_last


@dataclass(frozen=True, slots=True)
class _Answer:
    """The products of each facet, as `category:mes`, at a moment."""

    products: Mapping[str, int]
    moment: _Moment


class _Memory:
    """The answers that one process remembers of one installation; those asked for least lately go first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Key, _Answer] = OrderedDict()
        self._numbers = 0
        self._lock = Lock()

    def get(self, key: Key) -> _Answer | None:
        with self._lock:
            return self._answers.get(key)

    def put(self, key: Key, answer: _Answer) -> None:
        with self._lock:
            self._forget(key)
            self._answers[key] = answer
            self._numbers += len(answer.products)
            while len(self._answers) > REMEMBERED or self._numbers > REMEMBERED_NUMBERS:
                self._forget(next(iter(self._answers)))

    def _forget(self, key: Key) -> None:
        gone = self._answers.pop(key, None)
        if gone is not None:
            self._numbers -= len(gone.products)


_memories: WeakKeyDictionary[object, _Memory] = WeakKeyDictionary()
_making_memories = Lock()


def facet_counts(work: Work, question: ProductSearch) -> FacetCounts:
    """Return {facet: {value: products}}, exact: how many products there were if one chose that value.

    What is chosen of the same facet does not count for it, so that the other choices can be compared. Of tags
    the most frequent ones only. Each process remembers what it has counted, and adds what has changed since.
    """
    with _making_memories:
        memory = _memories.setdefault(work.engine, _Memory())
    known = memory.get(question.key)
    answer = _brought_up_to_date(work, question, known) if known else None
    if answer is None:
        answer = _counted_anew(work, question)
    if answer.moment.settled:
        memory.put(question.key, answer)
    return _by_facet(answer.products)


def forget(engine: object) -> None:
    """Forget what this process has counted in an installation."""
    with _making_memories:
        _memories.pop(engine, None)


def _counted_anew(work: Work, question: ProductSearch) -> _Answer:
    parts = union_all(*(_counted(question, own) for own in (None, *question.chosen)))
    with through_the_index(work) if question.text.strip() else nullcontext():
        products, moment, _before = _read(work, parts, 0)
    return _Answer(products, moment)


def _brought_up_to_date(work: Work, question: ProductSearch, known: _Answer) -> _Answer | None:
    """Return an answer with what has changed since; None if that cannot be told any more."""
    last = known.moment.last
    parts = union_all(*(_changed(question, own, last) for own in (None, *question.chosen)))
    changes, moment, before_last = _read(work, parts, last)
    if not known.moment.goes_on_in(moment, before_last):
        return None
    if not changes:
        return _Answer(known.products, moment)
    products = dict(known.products)
    for facet, change in changes.items():
        products[facet] = products.get(facet, 0) + change
    return _Answer({facet: number for facet, number in products.items() if number}, moment)


def _read(work: Work, parts: Any, last: int) -> tuple[dict[str, int], _Moment, int]:
    """Return numbers by facet, the moment that they are of, and how many changes there are up to `last`.

    One statement, so that all of it is seen at once.
    """
    numbers = parts.subquery()
    now = _now(last)
    together = select(now, numbers.c.facet, numbers.c.products).outerjoin_from(now, numbers, true())
    rows = work.session.execute(together).all()
    first = rows[0]
    moment = _Moment(first.generation, first.last, first.changes, first.settled)
    products = {intern(row.facet): int(row.products) for row in rows if row.facet is not None}
    return products, moment, first.before_last


def _now(last: int) -> Subquery:
    number = PublicationChange.id
    return select(
        func.max(number).filter(PublicationChange.change == 0).label("generation"),
        func.coalesce(func.max(number), 0).label("last"),
        func.count().label("changes"),
        func.count().filter(number <= last).label("before_last"),
        func.pg_current_xact_id_if_assigned().is_(None).label("settled"),
    ).subquery()


def _counted(question: ProductSearch, own: str | None) -> Select[Any]:
    """Return the counts of the facet `own` without what is chosen of it; None: of all that have no choice."""
    fitting = conditions(question, without=own)
    if not fitting:
        column, change = FacetCount.facet.expression, FacetCount.change.expression
        return _summed(question, own, column, func.sum(change))
    facets = select(func.unnest(PublishedProduct.facets).label("facet")).where(*fitting).subquery()
    return _summed(question, own, facets.c.facet, func.count())


def _changed(question: ProductSearch, own: str | None, last: int) -> Select[Any]:
    """Return what the counts of `_counted` have changed by after the change `last`."""
    fitting = [*conditions(question, without=own, of=PublicationChange), PublicationChange.id > last]
    facets = select(func.unnest(PublicationChange.facets).label("facet"), PublicationChange.change)
    changes = facets.where(*fitting).subquery()
    return _summed(question, own, changes.c.facet, func.sum(changes.c.change))


def _summed(
    question: ProductSearch, own: str | None, facet: ColumnElement[str], products: ColumnElement[int]
) -> Select[Any]:
    named: list[ColumnElement[Any]] = [facet.label("facet"), products.label("products")]
    rows = select(*named).group_by(facet).having(products != 0)
    if own is not None:
        return rows.where(facet.startswith(f"{own}:", autoescape=True))
    return rows.where(*(~facet.startswith(f"{name}:", autoescape=True) for name in question.chosen))


def _by_facet(products: Mapping[str, int]) -> FacetCounts:
    counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    for name, number in products.items():
        facet, _colon, value = name.partition(":")
        if facet in counts:
            counts[facet][value] = number
    return {facet: dict(_ranked(facet, values)) for facet, values in counts.items()}


def _ranked(facet: str, values: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    ranked = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    return ranked[:TAGS_OFFERED] if facet == "tag" else ranked
