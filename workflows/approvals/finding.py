"""What a case is found by: added in the transaction in which it is said, in one place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, false, func, literal_column, or_, select, true

from workflows.approvals.diagrams import filter_names
from workflows.approvals.finding_models import CaseField, SearchEntry
from workflows.approvals.models import Case, CaseEvent
from workflows.approvals.values import FieldFilter
from workflows.approvals.views import shown_names
from workflows.db import new_id
from workflows.fulltext import document, matches
from workflows.work import Work

MAX_TERMS = 6
TEXT_LIMIT = 200
MAX_ROWS_OF_FIELD = 20


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


def found_by(user_id: str, text: str) -> ColumnElement[bool]:
    """Return the condition that each word of `text` stands in something said in the case.

    Only what the viewer of a list may read counts; which cases these are is the list's affair.
    """
    return and_(true(), *(_has_entry(said(term), unsealed(user_id)) for term in _terms(text)))


def named(kind: str, text: str) -> ColumnElement[bool]:
    """Return the condition that each word of `text` stands in the case's name, or its applicant's."""
    return and_(true(), *(_has_entry(said(term), SearchEntry.kind == kind) for term in _terms(text)))


def said(term: str) -> ColumnElement[bool]:
    """Return the condition that a text holds a word: the index finds its parts, a look makes sure."""
    plain = func.normalize(SearchEntry.text, literal_column("NFKC"))
    return and_(
        matches(SearchEntry.document, term),
        plain.icontains(unicodedata.normalize("NFKC", term), autoescape=True),
    )


def _terms(text: str) -> list[str]:
    return text.replace("\x00", " ").split()[:MAX_TERMS]


def _has_entry(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return Case.id.in_(select(SearchEntry.case_id).where(*conditions))


def unsealed(user_id: str) -> ColumnElement[bool]:
    """Return the condition that a text may be read: nothing of a sealed step, unless the viewer wrote it."""
    secret = (
        select(CaseEvent.id)
        .where(
            CaseEvent.id == SearchEntry.event_id,
            CaseEvent.secrecy == "sealed",
            CaseEvent.actor.is_distinct_from(user_id),
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
    found: dict[str, list[str]] = {}
    for case_id, opinion in work.session.execute(rows):
        found.setdefault(case_id, []).append(opinion)
    return found


def by_field(rows: Select[Any], process_id: str, wanted: FieldFilter) -> Select[Any]:
    """Narrow to cases whose declared field holds what is wanted; what cannot be read fits none."""
    fields = select(CaseField.case_id).where(
        CaseField.process_id == process_id, CaseField.name == wanted.name, _compared(wanted)
    )
    return rows.where(Case.id.in_(fields))


def _compared(wanted: FieldFilter) -> ColumnElement[bool]:
    if wanted.equal:
        folded = wanted.equal.casefold()[:TEXT_LIMIT]
        return (
            CaseField.text.startswith(folded, autoescape=True) if wanted.begins else CaseField.text == folded
        )
    column: Any = CaseField.day if wanted.kind == "date" else CaseField.number
    read = _day if wanted.kind == "date" else _number
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
        CaseField(case_id=row.id, name=name, position=position, process_id=row.process_id, **_typed(value))
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


def _typed(value: Any) -> dict[str, Any]:
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
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
