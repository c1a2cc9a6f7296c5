"""What the customer of a filed deal says about it."""

from __future__ import annotations

from workflows.approvals.models import Case
from workflows.approvals.timeline import writer
from workflows.business.filed_deals import deal_lifecycle
from workflows.business.filed_deals.models import FiledDeal
from workflows.business.filed_deals.policy import may_see, side_of
from workflows.business.filed_deals.values import Answer
from workflows.ground.errors import Conflict, FieldProblem, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

MOST_WORDS = 1_000
EVENTS: dict[Answer, str] = {"confirm": "customer_confirmed", "object": "customer_objected"}
"""The line of the case's timeline that an answer is."""


def answer(work: Work, viewer: Viewer, number: str, said: Answer, words: str) -> None:
    """Confirm a filed deal for its customer, or object to it; its review follows.

    The same answer with the same words twice is noted once.

    Raises: NotFound; Forbidden: of another side; Invalid: at the words; Conflict: it was answered, or is in
        review meanwhile.
    """
    row = deal_lifecycle.locked_by_number(work, number)
    if not may_see(viewer, row):
        raise NotFound("filed_deals.not_found")
    require(side_of(viewer, row) == "enterprise", "filed_deals.not_yours_to_answer")
    written = _checked(words, needed=said == "object")
    if (row.answer, row.objection, row.answered_by) == (said, written, viewer.user_id):
        return
    if row.state != "awaiting_customer":
        raise Conflict("filed_deals.not_now")
    _note(work, row, said, written)
    told = work.runtime.correlate(deal_lifecycle.ANSWERED, correlation_key=row.id, variables={})
    if told.outcome != "delivered":
        raise Conflict("filed_deals.not_now")


def _note(work: Work, row: FiledDeal, said: Answer, written: str) -> None:
    row.answer, row.objection = said, written
    row.answered_by, row.answered_at = work.actor, work.now
    work.session.flush()
    case = work.session.get_one(Case, row.case_id)
    writer.add(work, case, EVENTS[said], opinion=written)
    deal_lifecycle.await_review(work, row)
    deal_lifecycle.tell(work, row, "provider", said)


def _checked(words: str, *, needed: bool) -> str:
    """Return what was said. Raises: Invalid: at the words."""
    said = words.replace("\r\n", "\n").replace("\x00", "").strip()
    code = "words_required" if needed and not said else "words_too_long" if len(said) > MOST_WORDS else ""
    if code:
        most = {"most": MOST_WORDS}
        raise Invalid(f"filed_deals.{code}", [FieldProblem("words", f"filed_deals.{code}", most)], **most)
    return said
