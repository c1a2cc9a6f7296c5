"""Tables by which cases are found: texts, business fields, the filters and columns that people keep."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, Numeric, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class SearchEntry(Base):
    """One text by which a case is found. Only ever added to: what was said once stays findable.

    `kind`: name (number and titles), applicant (organisation and person), opinion, which is that of a line of
    the timeline and as secret as this line.
    """

    __tablename__ = "search_entries"
    __table_args__ = (
        Index("ix_search_entries_document", "document", postgresql_using="gin"),
        Index("ix_search_entries_case_id", "case_id", "added_at"),
    )

    id: Mapped[TextId]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    text: Mapped[str]
    document: Mapped[Any] = mapped_column(TSVECTOR)
    event_id: Mapped[str | None] = mapped_column(ForeignKey("case_events.id"))
    added_at: Mapped[datetime]


class CaseField(Base):
    """A value of a form that the diagram declares searchable, as it was last handed in, by its type."""

    __tablename__ = "case_fields"
    __table_args__ = (
        # The case last: pages of a list that is sorted by a field are read along these.
        Index("ix_case_fields_text", "process_id", "name", "text", "case_id"),
        Index("ix_case_fields_number", "process_id", "name", "number", "case_id"),
        Index("ix_case_fields_day", "process_id", "name", "day", "case_id"),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    # A field with several choices has a row for each.
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    process_id: Mapped[str]
    # Case folded, cut to what an index takes; by code points, so that one index finds beginnings and sorts.
    text: Mapped[str | None] = mapped_column(Text(collation="C"))
    number: Mapped[Decimal | None] = mapped_column(Numeric)
    day: Mapped[date | None] = mapped_column(Date)


class SavedFilter(Base):
    """A filter that somebody keeps, for themselves or for a group of theirs; `query` is its address."""

    __tablename__ = "saved_filters"
    __table_args__ = (
        UniqueConstraint("owner_id", "name"),
        Index("ix_saved_filters_group_id", "group_id"),
    )

    id: Mapped[TextId]
    owner_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    group_id: Mapped[str | None]
    name: Mapped[str]
    query: Mapped[dict[str, Any]]
    position: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime]


class DefaultFilter(Base):
    """The filter with which somebody's inbox begins."""

    __tablename__ = "default_filters"

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    filter_id: Mapped[str] = mapped_column(ForeignKey("saved_filters.id", ondelete="CASCADE"), index=True)


class ListColumns(Base):
    """The columns that somebody chose for a list, in their order; for one process if `process_id` says so."""

    __tablename__ = "list_columns"

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    list_name: Mapped[str] = mapped_column(primary_key=True)
    process_id: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[list[str]] = mapped_column(ARRAY(Text))
