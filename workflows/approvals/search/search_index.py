"""What a case is found by: added in the transaction in which it is said, in one place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    any_,
    delete,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
    union_all,
)

from forms.numbers import read_number_or_none
from workflows.approvals.cases.diagrams import filter_names
from workflows.approvals.cases.views import shown_names
from workflows.approvals.models import Case, CaseEvent
from workflows.approvals.policies.sealing import readable_by
from workflows.approvals.search.models import CaseField, SearchEntry
from workflows.approvals.values import FieldFilter, Filters
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.fulltext import document, matches
from workflows.ground.work import Work

MAX_TERMS = 6
RARE_UNTIL = 2_000
"""Texts in which a rare word stands at most."""
TEXT_LIMIT = 200
MAX_ROWS_OF_FIELD = 20

_UNCHANGED = re.compile(r"[0-9\u3400-\u4dbf\u4e00-\u9fff]+")
"""What stays in a text as it is when that is normalised: nothing behind it is joined with it."""


def note_case(work: Work, row: Case, data: Mapping[str, Any]) -> None:
    """Let a case that is handed in be found by number, titles, applicant, and by its declared fields.

    Handed in again, what it was called before stays findable.
    """
    applicant = shown_names(work, [row.applicant_id]).get(row.applicant_id, "")
    known: frozenset[str] = frozenset()
    if row.round > 1:
        texts = select(SearchEntry.text).where(SearchEntry.case_id == row.id, SearchEntry.kind != "opinion")
        known = frozenset(work.session.scalars(texts))
        work.session.execute(delete(CaseField).where(CaseField.case_id == row.id))
    for kind, texts_of in (
        ("name", (row.number, row.title_zh, row.title_en)),
        ("applicant", (row.organisation_name, applicant)),
    ):
        text = "\n".join(filter(None, texts_of))
        if text and text not in known:
            work.session.add(_entry(work, row.id, kind, text))
    work.session.add_all(_fields(work, row, data))


def note_opinion(work: Work, told: CaseEvent) -> None:
    """Let a case be found by what a line of its timeline says; as secret as the line."""
    work.session.add(_entry(work, told.case_id, "opinion", told.opinion, told.id))


def _entry(work: Work, case_id: str, kind: str, text: str, event_id: str | None = None) -> SearchEntry:
    return SearchEntry(
        id=new_id(),
        case_id=case_id,
        kind=kind,
        text=text,
        document=document(text),
        event_id=event_id,
        added_at=work.now,
    )


def weighed(work: Work, wanted: Mapping[str, Filters]) -> dict[str, Filters]:
    """Return some filters, told which of their words are common; one statement, none without a word.

    A rare word leads from the texts to the cases. A common one would lead to a million texts: there each case
    of the list is asked whether it has the word, and the first page needs few of them.
    """
    words = {word for one in wanted.values() for word in _words(one)}
    if not words:
        return dict(wanted)
    probes = [
        select(literal(word), func.count()).select_from(
            select(SearchEntry.id).where(matches(SearchEntry.document, word)).limit(RARE_UNTIL + 1).subquery()
        )
        for word in sorted(words)
    ]
    counts = work.session.execute(union_all(*probes))
    common = frozenset(row[0] for row in counts if row[1] > RARE_UNTIL)
    return {key: replace(one, common=common.intersection(_words(one))) for key, one in wanted.items()}


def one_weighed(work: Work, filters: Filters) -> Filters:
    """Return a filter, told which of its words are common; at most one statement."""
    return weighed(work, {"": filters})[""]


def found_by(case_id: Any, user_id: str, text: str, common: frozenset[str]) -> ColumnElement[bool]:
    """Return the condition that each word of `text` stands in something said in the case of `case_id`.

    Only what the viewer of a list may read counts; which cases these are is the list's affair.
    """
    return _has_words(case_id, text, common, unsealed(user_id))


def named(case_id: Any, kind: str, text: str, common: frozenset[str]) -> ColumnElement[bool]:
    """Return the condition that each word of `text` stands in the case's name, or its applicant's."""
    return _has_words(case_id, text, common, SearchEntry.kind == kind)


def said(term: str) -> ColumnElement[bool]:
    """Return the condition that a text holds a word: the index finds its parts, a look makes sure.

    A word of Han characters and digits that stands there as it is need not be looked for in another form of
    the text, which is dear to make.
    """
    wanted = unicodedata.normalize("NFKC", term)
    plain = func.normalize(SearchEntry.text, literal_column("NFKC"))
    holds = plain.icontains(wanted, autoescape=True)
    if _UNCHANGED.fullmatch(wanted):
        holds = or_(func.strpos(SearchEntry.text, wanted) > 0, holds)
    return and_(matches(SearchEntry.document, term), holds)


def _terms(text: str) -> list[str]:
    return text.replace("\x00", " ").split()[:MAX_TERMS]


def only_common_words(filters: Filters) -> bool:
    """Return whether no word of some filters (`weighed`) leads to few cases."""
    return _words(filters) <= filters.common


def _words(filters: Filters) -> frozenset[str]:
    return frozenset(_terms(f"{filters.text} {filters.name} {filters.applicant}"))


def _has_words(
    case_id: Any, text: str, common: frozenset[str], condition: ColumnElement[bool]
) -> ColumnElement[bool]:
    return and_(true(), *(_has_entry(case_id, term, common, condition) for term in _terms(text)))


def _has_entry(
    case_id: Any, term: str, common: frozenset[str], condition: ColumnElement[bool]
) -> ColumnElement[bool]:
    if term in common:
        one = select(SearchEntry.id).where(SearchEntry.case_id == case_id, said(term), condition)
        return one.offset(0).exists()  # the offset keeps PostgreSQL from reading all texts after all
    cases = select(SearchEntry.case_id).where(said(term), condition)
    return case_id == any_(func.array(cases.scalar_subquery()))  # type: ignore[no-any-return]


def unsealed(user_id: str) -> ColumnElement[bool]:
    """Return the condition that a text may be read: nothing of a sealed step, unless the viewer wrote it."""
    secret = (
        select(CaseEvent.id)
        .where(
            CaseEvent.id == SearchEntry.event_id,
            not_(readable_by(user_id, CaseEvent.secrecy, CaseEvent.actor)),
        )
        .exists()
    )
    return or_(SearchEntry.event_id.is_(None), ~secret)


def matching_texts(work: Work, user_id: str, case_ids: Iterable[str], text: str) -> dict[str, list[str]]:
    """Return by case the opinions in which a word of `text` stands, the newest first; one statement."""
    rows = (
        select(SearchEntry.case_id, SearchEntry.text)
        .where(SearchEntry.case_id.in_(list(case_ids)), SearchEntry.kind == "opinion", unsealed(user_id))
        .where(or_(false(), *(said(term) for term in _terms(text))))
        .order_by(SearchEntry.added_at.desc(), SearchEntry.id.desc())
    )
    by_case: dict[str, list[str]] = {}
    for case_id, opinion in work.session.execute(rows):
        by_case.setdefault(case_id, []).append(opinion)
    return by_case


def by_field(rows: Select[Any], case_id: Any, process_id: str, wanted: FieldFilter) -> Select[Any]:
    """Narrow to cases whose declared field holds what is wanted; what cannot be read fits none."""
    fields = select(CaseField.case_id).where(
        CaseField.process_id == process_id, CaseField.name == wanted.name, _compared(wanted)
    )
    return rows.where(case_id.in_(fields))


def _compared(wanted: FieldFilter) -> ColumnElement[bool]:
    if wanted.equal:
        folded = wanted.equal.casefold()[:TEXT_LIMIT]
        return (
            CaseField.text.startswith(folded, autoescape=True) if wanted.begins else CaseField.text == folded
        )
    column: Any = CaseField.day if wanted.kind == "date" else CaseField.number
    read = _day if wanted.kind == "date" else read_number_or_none
    least, most = read(wanted.at_least), read(wanted.at_most)
    if (wanted.at_least and least is None) or (wanted.at_most and most is None):
        return false()
    return and_(
        true(),
        column >= least if least is not None else true(),
        column <= most if most is not None else true(),
        column.is_not(None),
    )


def _fields(work: Work, row: Case, data: Mapping[str, Any]) -> list[CaseField]:
    return [
        CaseField(case_id=row.id, name=name, position=position, process_id=row.process_id, **typed(value))
        for name in filter_names(work, row.definition_id, row.process_id)
        for position, value in enumerate(_values(_at(data, name)))
    ]


def _at(data: Mapping[str, Any], path: str) -> Any:
    value: Any = data
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _values(value: Any) -> list[Any]:
    if value is None or value == "" or isinstance(value, Mapping):
        return []
    values = value if isinstance(value, list) else [value]
    return [one for one in values if not isinstance(one, list | Mapping)][:MAX_ROWS_OF_FIELD]


def typed(value: Any) -> dict[str, Any]:
    """Return a value as the columns by which it is compared: as text, as a number, as a day."""
    if isinstance(value, bool):
        return {"text": "true" if value else "false"}
    text = str(value)
    return {"text": text.casefold()[:TEXT_LIMIT], "number": _number(text), "day": _day(text)}


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal("1e30") else None


def _day(text: str) -> date | None:
    """Return the day that a date or a date and time names, as it is in Shanghai."""
    try:
        if "T" not in text:
            return date.fromisoformat(text.strip())
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.date() if moment.tzinfo is None else moment.astimezone(SHANGHAI).date()
