"""What a case is about, found by the number that people know it by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from workflows.approvals.models import Case
from workflows.ground.work import Work


def id_by_number(
    work: Work, row_id: InstrumentedAttribute[str], case_id: InstrumentedAttribute[Any], number: str
) -> str | None:
    """Return the id of the row whose case has this number, None if there is none.

    `row_id`, `case_id`: the columns of its table, as `Demand.id` and `Demand.case_id`.
    """
    wanted = select(row_id).join(Case, Case.id == case_id).where(Case.number == number.replace("\x00", ""))
    return work.session.scalar(wanted)
