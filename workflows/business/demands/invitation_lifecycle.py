"""What becomes of an invitation: its process is told in the same transaction, and both sides read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from forms import Text
from workflows.approvals.models import Case
from workflows.business.demands.invitation_models import DemandInvitation, InvitationEntry
from workflows.business.demands.models import Demand
from workflows.business.demands.values import LIVE, InvitationAction, InvitationState, Party
from workflows.ground.errors import Conflict
from workflows.ground.held_rows import held_row
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.organisations.queries import names, who_bind

PROCESS = "invitation"
SUBJECT = "invitation"
MOVED = "invitation_moved"
"""What the process waits for; the key is the invitation's id, `answer` the action."""
TEMPLATE = "invitation_news"
LEADS_TO: Mapping[InvitationAction, InvitationState] = {
    "accept": "accepted", "decline": "declined", "select": "selected", "drop": "dropped", "lapse": "lapsed",
}  # fmt: skip
"""The state after an action that moves the process; the others leave it as it is."""
PRICED: frozenset[InvitationAction] = frozenset({"accept", "offer", "select"})
"""Actions whose line of the thread says the price."""
NEWS: Mapping[InvitationAction, Text] = {
    "invite": Text("邀请贵单位参与需求，请答复", "You are invited to a demand: please answer"),
    "accept": Text("服务机构已接受邀请并报价", "The provider has accepted the invitation and offers a price"),
    "decline": Text("服务机构婉拒了邀请", "The provider has declined the invitation"),
    "offer": Text("服务机构更新了报价", "The provider offers another price"),
    "say": Text("对方有新的留言", "The other side has written"),
    "select": Text(
        "贵单位已被选定，订单已生成，请在“订单管理”中接单",
        "You were chosen: the order is placed, accept it among your orders",
    ),
    "drop": Text("企业未选定贵单位", "The enterprise has not chosen you"),
    "lapse": Text("需求已结束，邀请失效", "The demand is over, and the invitation with it"),
}
"""What the other side is told."""


def locked(work: Work, invitation_id: str) -> DemandInvitation:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, DemandInvitation, invitation_id, "demands.invitation_not_found")


def name(work: Work, invitation_id: str) -> str:
    """Return what the case's title names: the provider. Raises: NotFound."""
    of = locked(work, invitation_id).provider_id
    return names(work, [of])[of]


def process_variables(_work: Work, invitation_id: str) -> dict[str, Any]:
    """Return what messages of the process are addressed to; `answer` is what they bring."""
    return {"invitation": invitation_id, "answer": ""}


def ended(work: Work, invitation_id: str, _state: str, _data: Any) -> None:
    """The case is over: an invitation that it leaves in the middle, because it was ended, lapses."""
    row = locked(work, invitation_id)
    if row.state in LIVE:
        _stand(work, row, "lapse", "platform", "")


def move(work: Work, row: DemandInvitation, by: Party, action: InvitationAction, said: str = "") -> None:
    """Let a held invitation come to where an action leads, its process with it; the other side is told.

    Raises: Conflict: the process waits for nothing any more.
    """
    _stand(work, row, action, by, said)
    told = work.runtime.correlate(MOVED, correlation_key=row.id, variables={"answer": action})
    if told.outcome != "delivered":
        raise Conflict("demands.not_now")


def _stand(work: Work, row: DemandInvitation, action: InvitationAction, by: Party, said: str) -> None:
    row.state = LEADS_TO[action]
    if row.state not in LIVE:
        row.ended_at = work.now
    note(work, row, by, action, said)


def note(
    work: Work, row: DemandInvitation, by: Party, action: InvitationAction, said: str
) -> InvitationEntry:
    """Write a line of the thread, with the price where it is one; the side that has not acted is told.

    What the platform does by itself the provider is told.
    """
    price_fen = row.price_fen if action in PRICED else None
    entry = InvitationEntry(
        invitation_id=row.id, at=work.now, side=by, actor=work.actor, kind=action, text=said,
        price_fen=price_fen,
    )  # fmt: skip
    work.session.add(entry)
    work.session.flush()
    demand = work.session.get_one(Demand, row.demand_id)
    to = demand.organisation_id if by == "provider" else row.provider_id
    called = names(work, [demand.organisation_id, row.provider_id])
    about = {
        "demand": demand.title,
        "other": called[row.provider_id if by == "provider" else demand.organisation_id],
        "what": NEWS[action].zh, "what_en": NEWS[action].en,
        "list": "我的需求" if by == "provider" else "收到的邀请",
        "list_en": "My demands" if by == "provider" else "Invitations",
    }  # fmt: skip
    send_messages(work, who_bind(work, to), TEMPLATE, about)
    return entry


def end_all(work: Work, demand: Demand, action: InvitationAction) -> None:
    """End what still runs of the invitations to a held demand: by the enterprise's choice, or with it."""
    for row in live(work, demand.id):
        move(work, row, "enterprise" if action == "drop" else "platform", action)


def live(work: Work, demand_id: str) -> Iterable[DemandInvitation]:
    """Return the invitations to a demand that still run, held, in one order."""
    rows = select(DemandInvitation).where(
        DemandInvitation.demand_id == demand_id, DemandInvitation.state.in_(sorted(LIVE))
    )
    return list(work.session.scalars(rows.order_by(DemandInvitation.id).with_for_update()))


def number_of(work: Work, demand: Demand) -> str:
    """Return the number of a demand."""
    return work.session.get_one(Case, demand.case_id).number
