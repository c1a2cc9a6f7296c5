"""Sending a direct demand 直接需求, and what the provider notes about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases.submitting import submit
from workflows.business.direct_demands import direct_lifecycle
from workflows.business.direct_demands.addressees import addressee, sender
from workflows.business.direct_demands.models import DirectDemand
from workflows.business.direct_demands.policy import is_own, may_answer, may_see
from workflows.business.direct_demands.values import AddresseeKind, Step
from workflows.business.ledger.money import to_fen
from workflows.business.orders.models import ServiceOrder
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from workflows.ground.fulltext import document
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

MOST_WORDS = 1_000
NEEDS_WORDS: frozenset[Step] = frozenset({"decline", "not_agreed"})
WAITS_IN: Mapping[Step, str] = {
    "accept": "sent", "decline": "sent", "order": "in_progress", "not_agreed": "in_progress",
}  # fmt: skip
"""The state in which a step can be taken."""


def send(work: Work, viewer: Viewer, kind: AddresseeKind, reference: str, data: Mapping[str, Any]) -> str:
    """Send a direct demand of the viewer's enterprise with the JSON of the checked form; return its number.

    Raises: NotFound: no such addressee; Forbidden: the viewer sends for no certified enterprise.
    """
    own = sender(work, viewer)
    if isinstance(own, Forbidden):
        raise own
    to = addressee(work, kind, reference)
    budget, day = data.get("budget"), data.get("deliver_by")
    title, description = str(data["title"]), str(data["description"])
    row = DirectDemand(
        id=new_id(), enterprise_id=own.id, provider_id=to.provider_id, addressee_kind=to.kind,
        addressee_id=to.reference, addressee_name=to.name, consultant_user_id=to.user_id, title=title,
        description=description, budget_fen=to_fen(Decimal(str(budget))) if budget else None,
        deliver_by=date.fromisoformat(str(day)) if day else None, contact=str(data["contact"]),
        mobile=str(data["mobile"]), state="sent", answer="", outcome="",
        words=document(title, to.name, to.provider_name, own.name), sent_by=viewer.user_id,
        sent_at=work.now, answered_by="", ended_by="",
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    case = submit(work, viewer, direct_lifecycle.PROCESS, data, organisation_id=own.id, subject_id=row.id)
    return case.number


def take_step(
    work: Work, viewer: Viewer, number: str, step: Step, words: str, *, order_number: str = ""
) -> None:
    """Note for the provider that it takes a demand up, declines it, or what came of it.

    `order_number` names the order of the platform that it became, "" for one outside. The same step with the
    same words twice is noted once.

    Raises: NotFound; Forbidden: of the side that has sent it; Invalid: at the words or the order; Conflict:
        it stands otherwise meanwhile.
    """
    row = direct_lifecycle.locked_by_number(work, number)
    if not may_see(work, viewer, row):
        raise NotFound("direct_demands.not_found")
    require(may_answer(work, viewer, row) and not is_own(viewer, row), "direct_demands.not_yours_to_answer")
    said = checked_words(words, needed=step in NEEDS_WORDS)
    if _taken_already(row, viewer, step, said):
        return
    if row.state != WAITS_IN[step]:
        raise Conflict("direct_demands.not_now")
    if step == "order":
        order_id = _order_id(work, row, order_number)
        direct_lifecycle.move(work, row, step, said)
        row.order_id = order_id
        work.session.flush()
        return
    direct_lifecycle.move(work, row, step, said)


def _taken_already(row: DirectDemand, viewer: Viewer, step: Step, said: str) -> bool:
    """Return whether a demand stands where this step of the viewer has led it."""
    if row.state != direct_lifecycle.LEADS_TO[step]:
        return False
    kept = (row.answered_by, row.answer) if step == "accept" else (row.ended_by, row.outcome)
    return kept == (viewer.user_id, said)


def _order_id(work: Work, row: DirectDemand, order_number: str) -> str | None:
    """Return the order that a demand became. Raises: Invalid: none between these two has that number."""
    typed = order_number.strip().replace("\x00", "")
    if not typed:
        return None
    wanted = select(ServiceOrder.id).where(
        ServiceOrder.number == typed, ServiceOrder.provider_id == row.provider_id,
        ServiceOrder.enterprise_id == row.enterprise_id,
    )  # fmt: skip
    order_id = work.session.scalar(wanted)
    if order_id is None:
        said = {"number": typed[:40]}
        raise Invalid(
            "direct_demands.no_order", [FieldProblem("order", "direct_demands.no_order", said)], **said
        )
    return order_id


def checked_words(words: str, *, needed: bool) -> str:
    """Return what was said. Raises: Invalid: at the words."""
    said = words.replace("\r\n", "\n").replace("\x00", "").strip()
    code = "words_required" if needed and not said else "words_too_long" if len(said) > MOST_WORDS else ""
    if code:
        most = {"most": MOST_WORDS}
        problem = FieldProblem("words", f"direct_demands.{code}", most)
        raise Invalid(f"direct_demands.{code}", [problem], **most)
    return said
