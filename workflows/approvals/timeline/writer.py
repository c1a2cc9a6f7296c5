"""Lines of the timeline, and the notices that go with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from engine.instances import Step
from forms import Text
from workflows.approvals.models import Case, CaseEvent, Remark, WorkItem
from workflows.approvals.search.search_index import note_opinion
from workflows.approvals.values import Decision, FieldRemark
from workflows.ground.db import new_id
from workflows.ground.work import Work
from workflows.notices.operations import send_message, send_messages
from workflows.people.identity import queries as identity
from workflows.people.identity.roles import OPERATIONS

ENDED = frozenset({"approved", "rejected", "withdrawn", "completed", "cancelled"})
DECISIONS = frozenset(
    {"approve", "return", "reject", "recuse", "return_to", "sign", "refuse", "reply", "passed_kept"}
)
CONCLUSIONS = ("approved", "rejected")
"""What the platform itself concludes, when a step of its own has carried it out or could not."""
REFUSALS = ("return", "return_to", "reject")
"""What somebody decided who found something wrong."""
SENT_BACK = "sent_back"
"""The case came to a step of the applicant after a review by another way than the decision to return it."""
RETURNED = ("return", SENT_BACK)
"""Either says that the applicant was asked to put something right."""
RETURNS = (*RETURNED, "return_to")
"""All that sends a case back, to whomever."""
_VERDICTS = {
    "approve": "approved",
    "reject": "rejected",
    "timeout_approve": "approved",
    "timeout_reject": "rejected",
}


NOBODYS_DOING = frozenset({"incident"})
"""Lines that name nobody: it happened on the way of whoever acted just then."""


def add(
    work: Work,
    case: Case,
    kind: str,
    *,
    item: WorkItem | None = None,
    element_id: str | None = None,
    opinion: str = "",
    remarks: tuple[FieldRemark, ...] = (),
    details: Mapping[str, Any] | None = None,
    secrecy: str | None = None,
) -> CaseEvent:
    """Add one line to the timeline, with remarks on fields if there are any; return it.

    A decision of a sealed step is as secret as the step; who did what else there is kept from parties.
    """
    event = CaseEvent(
        id=new_id(),
        case_id=case.id,
        at=work.now,
        kind=kind,
        actor=None if kind in NOBODYS_DOING else work.actor,
        round=case.round,
        task_id=item.task_id if item else None,
        element_id=item.element_id if item else element_id,
        name_zh=item.name_zh if item else "",
        name_en=item.name_en if item else "",
        opinion=opinion,
        details=dict(details or {}),
        secrecy=secrecy or _secrecy(kind, item),
    )
    work.session.add(event)
    work.session.flush()
    if opinion:
        note_opinion(work, event)
    for remark in remarks:
        row = {"case_id": case.id, "event_id": event.id, "round": case.round}
        work.session.add(Remark(id=new_id(), field=remark.field, text=remark.text, **row))
    return event


def _secrecy(kind: str, item: WorkItem | None) -> str:
    if item is None or item.secrecy == "open":
        return "open"
    return item.secrecy if kind in DECISIONS else "closed"


def decision_of(step: Step, *actions: str) -> Decision | None:
    """Return the decision that a step carries out, if it is one of `actions` (any, without them)."""
    decision = step.note if isinstance(step.note, Decision) else None
    return decision if decision is not None and (not actions or decision.action in actions) else None


def stands() -> ColumnElement[bool]:
    """Return the condition that what a line says was not taken back."""
    undone = aliased(CaseEvent)
    since = select(undone.id).where(
        undone.case_id == CaseEvent.case_id, undone.task_id == CaseEvent.task_id, undone.kind == "taken_back"
    )
    return ~since.exists()


def decided_at(work: Work, task_id: str) -> dict[str, Any] | None:
    """Return what was typed with the decision of a task, as a draft keeps it; None: nobody decided it."""
    rows = select(CaseEvent).where(CaseEvent.task_id == task_id, CaseEvent.kind.in_(DECISIONS))
    told = work.session.scalar(rows.order_by(CaseEvent.id.desc()).limit(1))
    if told is None:
        return None
    remarks = work.session.scalars(select(Remark).where(Remark.event_id == told.id))
    return {"opinion": told.opinion, "remarks": {remark.field: remark.text for remark in remarks}}


def last_verdict(work: Work, case: Case) -> str | None:
    """Return approved or rejected by the last such decision on the timeline, sealed steps left out."""
    kinds = select(CaseEvent.kind).where(
        CaseEvent.case_id == case.id,
        CaseEvent.kind.in_(_VERDICTS),
        CaseEvent.secrecy == "open",
        stands(),
    )
    last = work.session.scalar(kinds.order_by(CaseEvent.at.desc(), CaseEvent.id.desc()).limit(1))
    return _VERDICTS.get(last or "")


def last_opinion(work: Work, case: Case) -> str:
    """Return the opinion of the last decision; of a panel's, the opinions of all who agreed, numbered."""
    decided = select(CaseEvent).where(
        CaseEvent.case_id == case.id,
        CaseEvent.kind.in_(("approve", "return", "reject", "panel_closed")),
        (CaseEvent.secrecy == "open") | (CaseEvent.kind == "panel_closed"),
        stands(),
    )
    last = work.session.scalar(decided.order_by(CaseEvent.at.desc(), CaseEvent.id.desc()).limit(1))
    if last is None or last.kind != "panel_closed":
        return "" if last is None else last.opinion
    opinions = last.details.get("opinions") or ()
    return "\n".join(f"{number}. {text}" for number, text in enumerate(opinions, start=1))


def last_words(work: Work, case: Case) -> Text:
    """Return what the applicant is told at the end: why the platform concluded so, else the last opinion."""
    said = select(CaseEvent).where(
        CaseEvent.case_id == case.id, CaseEvent.kind.in_(CONCLUSIONS), CaseEvent.opinion != ""
    )
    last = work.session.scalar(said.order_by(CaseEvent.at.desc(), CaseEvent.id.desc()).limit(1))
    if last is None:
        opinion = last_opinion(work, case)
        return Text(opinion, opinion)
    return Text(last.opinion, str(last.details.get("note_en") or last.opinion))


def reason_of_return(work: Work, case: Case) -> str:
    """Return the last words in this round with which somebody returned or rejected, sealed steps left out."""
    said = select(CaseEvent.opinion).where(
        CaseEvent.case_id == case.id,
        CaseEvent.round == case.round,
        CaseEvent.kind.in_(REFUSALS),
        CaseEvent.secrecy == "open",
        stands(),
    )
    return work.session.scalar(said.order_by(CaseEvent.at.desc(), CaseEvent.id.desc()).limit(1)) or ""


def remarks_of(work: Work, case: Case) -> list[Remark]:
    """Return what reviewers noted beside fields in this round, in order, sealed steps left out."""
    noted = (
        select(Remark)
        .join(CaseEvent, CaseEvent.id == Remark.event_id)
        .where(Remark.case_id == case.id, Remark.round == case.round)
        .where(CaseEvent.secrecy == "open", stands())
    )
    return list(work.session.scalars(noted.order_by(Remark.id)))


def tell_applicant(work: Work, case: Case, template: str, **extra: Any) -> None:
    """Tell the applicant, in the ways and the language that they prefer."""
    send_message(work, case.applicant_id, template, params_of(case, **extra), case.id)


def tell_people(work: Work, case: Case, people: Collection[str], template: str, **extra: Any) -> None:
    """Tell people, in the ways and the language that they prefer."""
    send_messages(work, sorted(people), template, params_of(case, **extra), case.id)


def tell_operations(work: Work, case: Case, template: str, **extra: Any) -> None:
    """Tell operators and administrators that a case needs them."""
    people = {person for group in OPERATIONS for person in identity.members_of(work, group)}
    send_messages(work, sorted(people), template, params_of(case, **extra), case.id)


def tell_administrators(
    work: Work, case: Case, template: str, others: Collection[str] = (), **extra: Any
) -> None:
    """Tell administrators, and `others` who have an account, that a case needs somebody to mend it."""
    people = {*identity.members_of(work, "admin"), *identity.accounts(work, others)}
    send_messages(work, sorted(people), template, params_of(case, **extra), case.id)


CASE_PARAMS = frozenset({"name", "number", "title", "title_en", "opinion", "opinion_en", "remarks"})
"""What every notice about a case may name."""


def params_of(case: Case, **extra: Any) -> dict[str, Any]:
    """Return what every case notice may name. `name` is whom it greets: the organisation, unless a person."""
    return {
        "name": case.organisation_name or case.title_zh,
        "number": case.number,
        "title": case.title_zh,
        "title_en": case.title_en,
        "opinion": "",
        "opinion_en": extra.get("opinion", ""),
        "remarks": "",
        **extra,
    }
