"""Writing to the platform, and taking a published question down."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, select

from engine import errors as engine_errors
from workflows.approvals.cases.submitting import submit
from workflows.approvals.models import Case
from workflows.business.enquiries import enquiry_lifecycle
from workflows.business.enquiries.models import Enquiry
from workflows.business.enquiries.values import (
    A_DAY_FROM_A_MAIL,
    A_DAY_FROM_A_NETWORK,
    A_DAY_FROM_A_USER,
    A_DAY_WITHOUT_PICTURE,
    MOST_NAME,
    MOST_QUESTION,
    MOST_SUBJECT,
    EnquiryDraft,
)
from workflows.ground.audit.log import Subject, record
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.identity import rate_counters
from workflows.people.identity.code_requests import Asker, PictureRule, not_a_person
from workflows.people.identity.contacts import email_of, key_of
from workflows.people.identity.errors import at
from workflows.people.identity.values import AttemptRefused
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer, require

PLATFORM = Viewer("system")
"""As whom the case of a visitor begins: in no group and no organisation, so it may do nothing else."""
_DAY = timedelta(days=1)
_PICTURES = PictureRule("message", A_DAY_WITHOUT_PICTURE, _DAY)


def write_as_user(work: Work, viewer: Viewer, draft: EnquiryDraft) -> str | AttemptRefused:
    """Take the message of a user; return the number of its case, or why it was not taken.

    The same message again, while it waits for its answer, is the one that was taken.
    Raises: Invalid: at the field; InvalidState: the process is out of use.
    """
    checked = _checked(draft, visitor=False)
    if taken := _taken_before(work, checked, Enquiry.asked_by == viewer.user_id):
        return taken
    if refused := _too_many(work, (f"message of user:{viewer.user_id}", A_DAY_FROM_A_USER)):
        return refused
    return _begin(work, viewer, checked, asked_by=viewer.user_id)


def write_as_visitor(work: Work, draft: EnquiryDraft, asker: Asker) -> str | AttemptRefused:
    """Take the message of somebody without an account; return as `write_as_user`.

    What is refused is counted, and a picture is used up: the transaction has to commit.
    Raises: as `write_as_user`.
    """
    checked = _checked(draft, visitor=True)
    if taken := _taken_before(
        work, checked, and_(Enquiry.asked_by.is_(None), Enquiry.email == checked.email)
    ):
        return taken
    refused = not_a_person(work, asker, _PICTURES)
    if refused is not None:
        problem = (
            at("captcha_answer", "captcha_wrong")
            if refused.reason == "captcha"
            else FieldProblem("", "enquiries.too_many", {})
        )
        return AttemptRefused((problem,))
    limits = (
        (f"message from:{asker.network}", A_DAY_FROM_A_NETWORK),
        (f"message by mail:{_digest(checked.email)}", A_DAY_FROM_A_MAIL),
    )
    return _too_many(work, *limits) or _begin(work, PLATFORM, checked, asked_by=None)


def _digest(email: str) -> str:
    """Return what stands for an address where it is only counted."""
    return hashlib.sha256(key_of(email).encode()).hexdigest()


def take_down(work: Work, viewer: Viewer, enquiry_id: str) -> None:
    """Show a published question no more; a second time changes nothing.

    Raises: Forbidden: operators do that; NotFound: none that was published.
    """
    require(may_keep_announcements(viewer))
    row = enquiry_lifecycle.locked(work, enquiry_id)
    if not row.public_subject:
        raise NotFound("enquiries.not_found")
    if row.published_at is None:
        return
    row.published_at, row.words = None, None
    work.session.flush()
    record(work, "enquiry.taken_down", Subject("enquiry", row.id, row.public_subject))


def _checked(draft: EnquiryDraft, *, visitor: bool) -> EnquiryDraft:
    """Return what was typed without blanks around it. Raises: Invalid."""
    subject, question, name = draft.subject.strip(), draft.question.strip(), draft.name.strip()
    problems = [
        FieldProblem(field, "enquiries.required", {})
        for field, text in (("subject", subject), ("question", question))
        if not text
    ]
    bounds = (("subject", subject, MOST_SUBJECT), ("question", question, MOST_QUESTION))
    problems += [
        FieldProblem(field, "enquiries.too_long", {"most": most})
        for field, text, most in (*bounds, ("name", name, MOST_NAME))
        if len(text) > most
    ]
    email = email_of(draft.email) if visitor else ""
    if email is None:
        problems.append(FieldProblem("email", "enquiries.email_form", {}))
    if problems:
        raise Invalid("enquiries.invalid", problems)
    return EnquiryDraft(subject, question, name, email or "", draft.consent, draft.locale)


def _taken_before(work: Work, draft: EnquiryDraft, asker: ColumnElement[bool]) -> str | None:
    """Return the number of the same message that was taken already: a double press is no second message."""
    same = and_(
        asker,
        Enquiry.state == "open",
        Enquiry.subject == draft.subject,
        Enquiry.question == draft.question,
    )
    return work.session.scalar(
        select(Case.number).join(Enquiry, Enquiry.case_id == Case.id).where(same).limit(1)
    )


def _too_many(work: Work, *limits: tuple[str, int]) -> AttemptRefused | None:
    counts = [rate_counters.count(work, key, window=_DAY).hits > most for key, most in limits]
    return AttemptRefused((FieldProblem("", "enquiries.too_many", {}),)) if any(counts) else None


def _begin(work: Work, viewer: Viewer, draft: EnquiryDraft, *, asked_by: str | None) -> str:
    """Keep a message and begin its case, which gets no address. Raises: InvalidState."""
    if not _takes_messages(work):
        raise InvalidState("enquiries.box_closed")
    row = Enquiry(
        id=new_id(), asked_by=asked_by, email=draft.email, locale=draft.locale, subject=draft.subject,
        question=draft.question, consent=draft.consent, state="open", asked_at=work.now, answer="",
        public_subject="", public_question="", public_answer="",
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    form = {
        "asked_by": "visitor" if asked_by is None else "user",
        "name": draft.name or None,
        "subject": draft.subject,
        "question": draft.question,
        "consent": draft.consent,
    }
    case = submit(work, viewer, enquiry_lifecycle.PROCESS, form, subject_id=row.id)
    row.case_id = case.id
    work.session.flush()
    return case.number


def _takes_messages(work: Work) -> bool:
    """Tell whether the process is there and not retired."""
    try:
        work.repository.latest(enquiry_lifecycle.PROCESS)
    except engine_errors.NotFound:
        return False
    return work.repository.retirement(enquiry_lifecycle.PROCESS) is None
