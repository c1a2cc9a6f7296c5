"""Remarks on fields that an applicant answers: what reviewers said, and what checks of the process found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from engine import Task
from engine.spiff import ElementInfo
from workflows.approvals.actions.vocabulary import APPROVAL, result_of
from workflows.approvals.cases import diagrams
from workflows.approvals.models import Case, CaseEvent
from workflows.approvals.timeline.timeline import remarks_of_round
from workflows.approvals.timeline.writer import REFUSALS
from workflows.approvals.values import REMARK_LIMIT, FieldRemark
from workflows.ground.work import Work

MOST_REMARKS = 200
LONGEST_PATH = 200
_REVIEWED = ("approve", *REFUSALS)


def remarks_to_answer(work: Work, owner: Case, task: Task) -> tuple[FieldRemark, ...]:
    """Return the remarks of the review that sent the form back, and of the variable that a step names."""
    elements = diagrams.elements(work, task.definition_id)
    name = _variable_named(elements.get(task.element_id))
    by_people = {result_of(one.tongban[APPROVAL]) for one in elements.values() if APPROVAL in one.tongban}
    said = _of_reviewers(work, owner)
    if not name or name in by_people:
        return said  # what people decided is told by the timeline, which keeps what is sealed
    return tuple(dict.fromkeys((*said, *_of_checks(work.tasks.variables(task.id).all.get(name)))))


def _variable_named(element: ElementInfo | None) -> str:
    said = {} if element is None else element.tongban.get("form", {})
    return said.get("remarks", "").strip()


def _of_reviewers(work: Work, owner: Case) -> tuple[FieldRemark, ...]:
    """Return what reviewers remarked; it belongs to the round that was reviewed."""
    decided = select(CaseEvent.round).where(CaseEvent.case_id == owner.id, CaseEvent.kind.in_(_REVIEWED))
    last = work.session.scalar(decided.order_by(CaseEvent.at.desc(), CaseEvent.id.desc()).limit(1))
    return () if last is None else tuple(remarks_of_round(work, owner.id, last))


def _of_checks(value: Any) -> Iterator[FieldRemark]:
    """Yield the remarks of a value, or of the items of a list; what is no remark is left out."""
    for one in (value if isinstance(value, list) else [value])[:MOST_REMARKS]:
        remarks = one.get("remarks") if isinstance(one, Mapping) and "by" not in one else None
        for remark in remarks[:MOST_REMARKS] if isinstance(remarks, list) else ():
            field, text = (
                (remark.get(key) for key in ("field", "text")) if isinstance(remark, Mapping) else ("", "")
            )
            if isinstance(field, str) and isinstance(text, str) and field.strip() and text.strip():
                yield FieldRemark(field[:LONGEST_PATH], text.strip()[:REMARK_LIMIT])
