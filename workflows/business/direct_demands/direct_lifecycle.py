"""What becomes of a direct demand: its process is told in the same transaction, and both sides are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from forms import Text
from workflows.approvals.cases.numbers import id_by_number
from workflows.approvals.models import Case
from workflows.business.direct_demands.models import DirectDemand
from workflows.business.direct_demands.values import OPEN, DirectState, Step
from workflows.business.rankings.points import Happening, award
from workflows.business.rankings.values import Event, Ranked
from workflows.ground.errors import Conflict, InvalidState
from workflows.ground.held_rows import held_row
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.organisations.queries import names, who_bind

PROCESS = "direct_demand"
SUBJECT = "direct_demand"
MOVED = "direct_demand_moved"
"""What the process waits for; the key is the id of the direct demand, `answer` the step."""
NEWS, REMINDER = "direct_demand_news", "direct_demand_reminder"
LEADS_TO: Mapping[Step, DirectState] = {
    "accept": "in_progress", "decline": "declined", "order": "ordered", "not_agreed": "not_agreed",
}  # fmt: skip
COUNTS_AS: Mapping[Step, Event] = {"accept": "direct_answered", "order": "direct_ordered"}
"""The event of the ranking that a step is."""
TO_PROVIDER: Mapping[str, Text] = {
    "sent": Text("收到一项直接需求，请受理或谢绝", "A direct demand has arrived: take it up or decline"),
    "withdrawn": Text("企业已撤回该需求", "The enterprise has withdrawn it"),
    "unanswered": Text(
        "10 个工作日未处理，已自动了结", "Nobody has answered within ten working days: it is closed"
    ),
}
"""What the provider is told, by the state."""
TO_ENTERPRISE: Mapping[str, Text] = {
    "in_progress": Text("服务机构已受理", "The provider has taken it up"),
    "declined": Text("服务机构谢绝了该需求", "The provider has declined"),
    "ordered": Text("服务机构登记为已成单", "The provider has noted that it became an order"),
    "not_agreed": Text("服务机构登记为未达成", "The provider has noted that there is no agreement"),
    "unanswered": TO_PROVIDER["unanswered"],
}
"""What the enterprise is told, by the state."""
REMINDS_OF: Mapping[str, Text] = {
    "sent": Text("请受理或谢绝", "please take it up or decline"),
    "in_progress": Text("请登记结果", "please note the outcome"),
}


def locked(work: Work, direct_id: str) -> DirectDemand:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, DirectDemand, direct_id, "direct_demands.not_found")


def locked_by_number(work: Work, number: str) -> DirectDemand:
    """Return the direct demand with this number as it is now, held. Raises: NotFound."""
    wanted = id_by_number(work, DirectDemand.id, DirectDemand.case_id, number)
    return held_row(work, DirectDemand, wanted, "direct_demands.not_found")


def made(*_: Any) -> str:
    """Refuse one that begins on no addressee's page. Raises: InvalidState: always."""
    raise InvalidState("direct_demands.send_instead")


def name(work: Work, direct_id: str) -> str:
    """Return what the case's title names: the addressee. Raises: NotFound."""
    return locked(work, direct_id).addressee_name


def process_variables(_work: Work, direct_id: str) -> dict[str, Any]:
    """Return what messages of the process are addressed to; `answer` is what they bring."""
    return {"direct_demand": direct_id, "answer": ""}


def submitted(work: Work, direct_id: str, case_id: str, _data: Any) -> None:
    """The case begins with the row that was made for it; the addressed are told."""
    row = locked(work, direct_id)
    row.case_id = case_id
    work.session.flush()
    _tell(work, row, _addressed(work, row), TO_PROVIDER["sent"], row.enterprise_id)


def withdrawn(work: Work, direct_id: str) -> None:
    """The enterprise takes it back. Raises: InvalidState: it is over."""
    row = locked(work, direct_id)
    if row.state not in OPEN:
        raise InvalidState("direct_demands.not_now")
    _end(work, row, "withdrawn")


def ended(work: Work, direct_id: str, outcome: str, _data: Any) -> None:
    """The case is over: what it leaves open was answered by nobody, or was ended by the operators."""
    row = locked(work, direct_id)
    if row.state in OPEN:
        _end(work, row, "unanswered" if outcome == "completed" else "withdrawn")


def move(work: Work, row: DirectDemand, step: Step, said: str) -> None:
    """Let a held direct demand come to where a step leads, its process with it; the enterprise is told.

    Raises: Conflict: the process waits for nothing any more.
    """
    if step == "accept":
        row.answer, row.answered_by, row.answered_at = said, work.actor, work.now
        _stand(work, row, "in_progress")
    else:
        row.outcome, row.ended_by = said, work.actor
        if row.answered_at is None:
            row.answered_by, row.answered_at = work.actor, work.now
        _end(work, row, LEADS_TO[step])
    if step in COUNTS_AS:
        _count(work, row, COUNTS_AS[step])
    told = work.runtime.correlate(MOVED, correlation_key=row.id, variables={"answer": step})
    if told.outcome != "delivered":
        raise Conflict("direct_demands.not_now")


def _count(work: Work, row: DirectDemand, event: Event) -> None:
    """Let a step count in the ranking: for the provider, and for the consultant who was addressed."""
    ranked = [Ranked("provider", row.provider_id)]
    if row.consultant_user_id is not None:
        ranked.append(Ranked("consultant", row.addressee_id))
    number = work.session.scalar(select(Case.number).where(Case.id == row.case_id)) or ""
    award(work, ranked, Happening(event, row.id, number, row.title))


def remind(work: Work, row: DirectDemand) -> None:
    """Remind the addressed of what waits for them; nothing, if it is over meanwhile."""
    if row.state not in OPEN:
        return
    row.reminded_at = work.now
    work.session.flush()
    _tell(work, row, _addressed(work, row), REMINDS_OF[row.state], row.enterprise_id, template=REMINDER)


def _end(work: Work, row: DirectDemand, state: DirectState) -> None:
    row.ended_at = work.now
    _stand(work, row, state)


def _stand(work: Work, row: DirectDemand, state: DirectState) -> None:
    row.state = state
    work.session.flush()
    if state in TO_ENTERPRISE:
        _tell(work, row, who_bind(work, row.enterprise_id), TO_ENTERPRISE[state], row.provider_id)
    if state in TO_PROVIDER:
        _tell(work, row, _addressed(work, row), TO_PROVIDER[state], row.enterprise_id)


def _addressed(work: Work, row: DirectDemand) -> list[str]:
    """Return who is told of it on the provider's side: who binds it, and the consultant."""
    person = [row.consultant_user_id] if row.consultant_user_id is not None else []
    return list(dict.fromkeys([*who_bind(work, row.provider_id), *person]))


def _tell(
    work: Work, row: DirectDemand, whom: list[str], what: Text, other_id: str, *, template: str = NEWS
) -> None:
    about = {
        "demand": row.title, "addressee": row.addressee_name, "other": names(work, [other_id])[other_id],
        "what": what.zh, "what_en": what.en,
    }  # fmt: skip
    send_messages(work, whom, template, about)
