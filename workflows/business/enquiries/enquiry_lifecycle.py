"""What the process does to the message that it is about; called by the kind of case and by its jobs.

Who wrote it is told by mail or message. A visitor's address goes with the answer: nothing else needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.approvals.models import Case
from workflows.business.enquiries.models import Enquiry
from workflows.business.enquiries.values import EnquiryReply, EnquiryState
from workflows.ground.errors import InvalidState
from workflows.ground.fulltext import document
from workflows.ground.held_rows import held_row
from workflows.ground.messages import as_locale
from workflows.ground.work import Work
from workflows.notices.telling import tell
from workflows.outbox.posting import send_mail

PROCESS, SUBJECT = "message_box", "enquiry"


def locked(work: Work, enquiry_id: str) -> Enquiry:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, Enquiry, enquiry_id, "enquiries.not_found")


def submitted(work: Work, enquiry_id: str, case_id: str, _data: Mapping[str, Any]) -> None:
    """The case begins with the message that was kept for it. Raises: InvalidState: another one has."""
    row = locked(work, enquiry_id)
    if row.case_id not in {None, case_id}:
        raise InvalidState("enquiries.not_now")


def withdrawn(work: Work, enquiry_id: str) -> None:
    """Who wrote it needs no answer any more. Raises: InvalidState: it was answered."""
    row = locked(work, enquiry_id)
    if row.state != "open":
        raise InvalidState("enquiries.not_now")
    _close(work, row, "withdrawn")


def ended(work: Work, enquiry_id: str, *_: Any) -> None:
    """The case is over: a message that nobody has answered counts as dismissed."""
    row = locked(work, enquiry_id)
    if row.state == "open":
        _close(work, row, "dismissed")


def answer(work: Work, enquiry_id: str, reply: EnquiryReply) -> None:
    """Send the answer to who asked; a dismissed visitor gets none. A second time changes nothing."""
    row = locked(work, enquiry_id)
    if row.state != "open":
        return
    row.answer, row.answered_at = reply.answer, work.now
    said = {"subject": row.subject, "answer": reply.answer, "number": _number(work, row)}
    answered = reply.handling == "answer"
    if row.asked_by is not None:
        tell(work, row.asked_by, "enquiry_answered" if answered else "enquiry_dismissed", said, row.case_id)
    elif answered:
        send_mail(work, row.email, "enquiry_answered_by_mail", said, as_locale(row.locale))
    _close(work, row, "answered" if answered else "dismissed")


def publish(work: Work, enquiry_id: str, reply: EnquiryReply) -> None:
    """Show question and answer to everybody, in the words of the operator.

    Without the consent of who asked nothing is shown, whatever a diagram says.
    """
    row = locked(work, enquiry_id)
    if row.state != "answered" or not row.consent or row.published_at is not None:
        return
    row.public_subject = reply.public_subject or row.subject
    row.public_question = reply.public_question or row.question
    row.public_answer = reply.public_answer or row.answer
    row.published_at = work.now
    row.words = document(row.public_subject, row.public_question, row.public_answer)
    work.session.flush()


def _close(work: Work, row: Enquiry, state: EnquiryState) -> None:
    row.state, row.email = state, ""
    work.session.flush()


def _number(work: Work, row: Enquiry) -> str:
    return work.session.get_one(Case, row.case_id).number
