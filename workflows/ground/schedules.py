"""When what operators publish is shown: from and until a moment, as far as these are set."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, or_


def shown_at(
    now: datetime,
    shown_from: SQLColumnExpression[datetime | None],
    shown_until: SQLColumnExpression[datetime | None],
) -> ColumnElement[bool]:
    """Return the condition that `now` lies within what these columns say."""
    return and_(
        or_(shown_from.is_(None), shown_from <= now),
        or_(shown_until.is_(None), shown_until > now),
    )
