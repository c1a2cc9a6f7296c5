"""Messages of scenarios: written by the applicant as a user, or by a visitor without an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.business.enquiries import operations
from workflows.business.enquiries.enquiry_lifecycle import SUBJECT
from workflows.business.enquiries.values import EnquiryDraft
from workflows.ground.work import Work
from workflows.people.identity.code_requests import Asker
from workflows.people.viewer_loader import viewer_of

SUBJECTS = frozenset({SUBJECT})
_EMAIL = "visitor@example.com"


def begin(work: Work, said: Mapping[str, Any]) -> str:
    """Write the message that a scenario says, in the way of who writes it; return the id of its case."""
    subject, question, name = (str(said.get(one) or "") for one in ("subject", "question", "name"))
    visitor = said.get("asked_by") == "visitor"
    email, consent = (_EMAIL if visitor else ""), said.get("consent") is True
    draft = EnquiryDraft(subject, question, name, email, consent)
    if visitor:
        number = operations.write_as_visitor(work, draft, Asker(without_picture=True, network="scenario"))
    else:
        number = operations.write_as_user(work, viewer_of(work), draft)
    return work.session.scalars(select(Case.id).where(Case.number == number)).one()
