"""Reading what of the message box is published."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import select, tuple_

from workflows.business.enquiries.models import Enquiry
from workflows.business.enquiries.values import PublishedAnswer
from workflows.ground.errors import NotFound
from workflows.ground.fulltext import matches
from workflows.ground.work import Work


def published(
    work: Work, *, text: str = "", after: str | None = None, limit: int = 20
) -> list[PublishedAnswer]:
    """Return up to `limit` published questions that hold `text`, the newest first.

    `after` is the id of the last one before.
    """
    order = (Enquiry.published_at, Enquiry.id)
    rows = select(Enquiry).where(Enquiry.published_at.is_not(None))
    if text:
        rows = rows.where(matches(Enquiry.words, text))
    if after is not None:
        last = select(*order).where(Enquiry.id == after).subquery()
        rows = rows.join(last, tuple_(*order) < tuple_(*last.c))
    newest = rows.order_by(*(column.desc() for column in order)).limit(limit)
    return [_view(row) for row in work.session.scalars(newest)]


def published_answer(work: Work, enquiry_id: str) -> PublishedAnswer:
    """Return one published question. Raises: NotFound."""
    row = work.session.get(Enquiry, enquiry_id)
    if row is None or row.published_at is None:
        raise NotFound("enquiries.not_found")
    return _view(row)


def _view(row: Enquiry) -> PublishedAnswer:
    published_at = cast("datetime", row.published_at)
    return PublishedAnswer(row.id, row.public_subject, row.public_question, row.public_answer, published_at)
