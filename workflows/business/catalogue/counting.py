"""How many products a further choice would leave, exact, and remembered until a product comes or goes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Select, func, select, union_all

from workflows.business.catalogue.publication_models import FacetCount, PublishedProduct
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
FacetCounts = Mapping[str, Mapping[str, int]]
Key = tuple[Any, ...]
_answers: WeakKeyDictionary[object, OrderedDict[Key, FacetCounts]] = WeakKeyDictionary()
_lock = Lock()


def facet_counts(work: Work, question: ProductSearch) -> FacetCounts:
    """Return {facet: {value: products}}, exact: how many products there were if one chose that value.

    What is chosen of the same facet does not count for it, so that the other choices can be compared. Of tags
    the most frequent ones only. The numbers of the whole catalogue are kept; others are counted, once for
    each state of the catalogue in each process.
    """
    key = (*_state(work), question.key)
    with _lock:
        answers = _answers.setdefault(work.engine, OrderedDict())
        if key in answers:
            answers.move_to_end(key)
            return answers[key]
    counts = _count(work, question)
    with _lock:
        answers[key] = counts
        while len(answers) > REMEMBERED:
            answers.popitem(last=False)
    return counts


def _state(work: Work) -> tuple[int | None, int]:
    """Return what differs after every change: changes are appended, and merging them takes new numbers."""
    last, number = work.session.execute(select(func.max(FacetCount.id), func.count())).one()
    return last, number


def _count(work: Work, question: ProductSearch) -> FacetCounts:
    parts = [_counted(question, own) for own in (None, *question.chosen)]
    counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    with through_the_index(work) if question.text.strip() else nullcontext():
        rows = work.session.execute(union_all(*parts)).all()
    for row in rows:
        facet, _colon, value = row.facet.partition(":")
        if facet in counts:
            counts[facet][value] = int(row.products)
    return {facet: dict(_ranked(facet, values)) for facet, values in counts.items()}


def _counted(question: ProductSearch, own: str | None) -> Select[Any]:
    """Return the counts of the facet `own` without what is chosen of it; None: of all that have no choice."""
    fitting = conditions(question, without=own)
    column: ColumnElement[str]
    products: ColumnElement[int]
    if fitting:
        facets = select(func.unnest(PublishedProduct.facets).label("facet")).where(*fitting).subquery()
        column, products = facets.c.facet, func.count()
    else:
        column, products = FacetCount.__table__.c.facet, func.sum(FacetCount.change)
    rows = select(column.label("facet"), products.label("products")).having(products > 0)
    if own is None:
        rows = rows.where(*(~column.startswith(f"{facet}:", autoescape=True) for facet in question.chosen))
    else:
        rows = rows.where(column.startswith(f"{own}:", autoescape=True))
    return rows.group_by(column)


def _ranked(facet: str, values: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    ranked = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    return ranked[:TAGS_OFFERED] if facet == "tag" else ranked
