"""What came of a case that only its history and the outbox tell."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.ground.work import Work
from workflows.outbox.models import Mail
from workflows.outbox.templates import short_name
from workflows.people.identity.queries import account
from workflows.scenarios.reading import ScenarioFailed


def mails(work: Work, user_id: str) -> list[str]:
    """Return the templates of a person's mail, the first first."""
    address = account(work, user_id).email
    sent = select(Mail.template).where(Mail.to_address == address).order_by(Mail.id)
    return [short_name(template) for template in work.session.scalars(sent)]


def end_event(work: Work, case_id: str) -> str | None:
    """Return the last end event that the process itself reached."""
    case = work.session.get_one(Case, case_id)
    elements = work.repository.elements(case.definition_id)
    entered = [
        entry.element_id or ""
        for entry in work.history.of(case.instance_id or "")
        if entry.kind == "element_entered"
    ]
    ends = [one for one in entered if one in elements and elements[one].type == "endEvent"]
    return ends[-1] if ends else None


def expect(what: str, wanted: Any, actual: Any) -> None:
    """Raise `ScenarioFailed` unless both are the same."""
    if wanted != actual:
        raise ScenarioFailed(f"expected {what} to be {wanted!r}, but it is {actual!r}")
