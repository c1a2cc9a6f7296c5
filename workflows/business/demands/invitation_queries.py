"""Reading invitations: those to a demand, those of a provider, one with its thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Row, Select, func, select

from workflows.approvals.models import Case
from workflows.business.demands import invitation_files
from workflows.business.demands.invitation_models import DemandInvitation, InvitationEntry, InvitationFile
from workflows.business.demands.inviting import agreed_line, side_of
from workflows.business.demands.models import Demand
from workflows.business.demands.policy import MENU, is_own, may_move_deposit
from workflows.business.demands.stages import invitation_stage
from workflows.business.demands.values import (
    InvitationAction,
    InvitationPage,
    InvitationState,
    NegotiationView,
    Party,
    ThreadEntry,
    ThreadFile,
)
from workflows.business.ledger.money import to_yuan
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.quoting import quotes
from workflows.business.orders.values import OrderQuote
from workflows.ground.errors import Conflict, NotFound
from workflows.ground.work import Work
from workflows.people.identity.queries import accounts
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import organisation
from workflows.people.viewer import Viewer, require

PAGE_INVITATIONS = 20
MOST_OF_A_DEMAND = 200
_TO_ANSWER: frozenset[InvitationAction] = frozenset({"accept", "decline", "say"})
_TO_OFFER: frozenset[InvitationAction] = frozenset({"offer", "say"})
_TO_CHOOSE: frozenset[InvitationAction] = frozenset({"select", "drop", "say"})
_TO_WAIT: frozenset[InvitationAction] = frozenset({"drop", "say"})


def of_demand(work: Work, viewer: Viewer, demand_id: str) -> tuple[NegotiationView, ...]:
    """Return whom an enterprise has invited to its demand, the newest first. Raises: NotFound."""
    demand = work.session.get(Demand, demand_id)
    if demand is None or not is_own(viewer, demand):
        raise NotFound("demands.not_found")
    rows = _views().where(DemandInvitation.demand_id == demand_id)
    newest = rows.order_by(DemandInvitation.id.desc()).limit(MOST_OF_A_DEMAND)
    return tuple(_view(row) for row in work.session.execute(newest))


def of_provider(
    work: Work, viewer: Viewer, provider_id: str, *, stage: str = "", after: str | None = None,
    limit: int = PAGE_INVITATIONS,
) -> tuple[NegotiationView, ...]:  # fmt: skip
    """Return the invitations that a provider has got, the newest first. Raises: Forbidden: not given it."""
    require(viewer.may(provider_id, MENU), "demands.not_yours_to_answer")
    rows = _views().where(DemandInvitation.provider_id == provider_id)
    if stage:
        rows = rows.where(invitation_stage() == stage)
    if after:
        rows = rows.where(DemandInvitation.id < after.replace("\x00", ""))
    newest = rows.order_by(DemandInvitation.id.desc()).limit(limit)
    return tuple(_view(row) for row in work.session.execute(newest))


def counts_of_provider(work: Work, viewer: Viewer, provider_id: str) -> Mapping[str, int]:
    """Return how many invitations a provider has in which stage. Raises: Forbidden: not given it."""
    require(viewer.may(provider_id, MENU), "demands.not_yours_to_answer")
    standing = invitation_stage().label("stage")
    rows = (
        select(standing, func.count().label("number"))
        .select_from(DemandInvitation)
        .join(Demand, Demand.id == DemandInvitation.demand_id)
        .outerjoin(ServiceOrder, ServiceOrder.id == Demand.order_id)
        .where(DemandInvitation.provider_id == provider_id)
        .group_by(standing)
    )
    return {row.stage: row.number for row in work.session.execute(rows)}


def open_demands(work: Work, viewer: Viewer, organisation_id: str) -> tuple[tuple[str, str], ...]:
    """Return the published demands of an enterprise, (number, title), the newest first."""
    require(viewer.may(organisation_id, MENU), "demands.not_yours")
    rows = select(Case.number, Demand.title).join(Demand, Demand.case_id == Case.id)
    own = rows.where(
        Demand.organisation_id == organisation_id,
        Demand.state == "published",
        Demand.selection == "invitation",
    )
    newest = own.order_by(Demand.id.desc()).limit(MOST_OF_A_DEMAND)
    return tuple((row.number, row.title) for row in work.session.execute(newest))


def invitation(work: Work, viewer: Viewer, invitation_id: str) -> InvitationPage:
    """Return an invitation with its thread. Raises: NotFound: none, or none of the viewer's."""
    row = work.session.execute(
        _views().where(DemandInvitation.id == invitation_id.replace("\x00", ""))
    ).first()
    if row is None:
        raise NotFound("demands.invitation_not_found")
    side = side_of(work, viewer, row.DemandInvitation)
    if side is None and not viewer.holds(*OVERSIGHT):
        raise NotFound("demands.invitation_not_found")
    demand = work.session.get_one(Demand, row.DemandInvitation.demand_id)
    return InvitationPage(
        _view(row), demand.description, to_yuan(demand.budget_fen), demand.deliver_by, side,
        _actions(viewer, row.DemandInvitation, demand, side), _thread(work, row.DemandInvitation),
    )  # fmt: skip


def quote(work: Work, viewer: Viewer, invitation_id: str, vouchers: Mapping[str, str]) -> OrderQuote:
    """Return the order that choosing an offer would place now, with the vouchers that fit.

    Raises: NotFound; Conflict: nothing is offered, or it is over.
    """
    row = work.session.get(DemandInvitation, invitation_id.replace("\x00", ""))
    if row is None or side_of(work, viewer, row) != "enterprise":
        raise NotFound("demands.invitation_not_found")
    if row.state != "accepted":
        raise Conflict("demands.not_now")
    demand = work.session.get_one(Demand, row.demand_id)
    own = organisation(work, viewer, demand.organisation_id)
    (made,) = quotes(work, viewer, own, (agreed_line(work, demand, row),), vouchers)
    return made


def open_file(work: Work, viewer: Viewer, invitation_id: str, file_id: str) -> tuple[ThreadFile, bytes]:
    """Return a file of the thread with its content. Raises: NotFound: none, or none of the viewer's."""
    row = work.session.get(DemandInvitation, invitation_id.replace("\x00", ""))
    one = work.session.get(InvitationFile, file_id.replace("\x00", ""))
    if row is None or one is None or one.invitation_id != row.id:
        raise NotFound("demands.file_not_found")
    if side_of(work, viewer, row) is None and not viewer.holds(*OVERSIGHT):
        raise NotFound("demands.file_not_found")
    return invitation_files.view_of(one), one.content


def _actions(
    viewer: Viewer, row: DemandInvitation, demand: Demand, side: Party | None
) -> frozenset[InvitationAction]:
    """Return what the viewer can do with an invitation now."""
    if side is None or row.state not in {"invited", "accepted"}:
        return frozenset()
    if side == "provider":
        return _TO_ANSWER if row.state == "invited" else _TO_OFFER
    chooses = row.state == "accepted" and may_move_deposit(viewer, demand)
    return _TO_CHOOSE if chooses else _TO_WAIT


def _thread(work: Work, row: DemandInvitation) -> tuple[ThreadEntry, ...]:
    """Return the lines of a thread, the first one first; as many statements for many as for one."""
    rows = select(InvitationEntry).where(InvitationEntry.invitation_id == row.id)
    entries = work.session.scalars(rows.order_by(InvitationEntry.id)).all()
    known = accounts(work, sorted({one.actor for one in entries if one.side != "platform"}))
    files = invitation_files.of_invitation(work, row.id)
    return tuple(
        ThreadEntry(
            one.at, cast("Party", one.side),
            known[one.actor].shown_name if one.side != "platform" and one.actor in known else "",
            cast("InvitationAction", one.kind), one.text,
            to_yuan(one.price_fen) if one.price_fen is not None else None,
            tuple(files.get(one.id, ())),
        )
        for one in entries
    )  # fmt: skip


def _views() -> Select[Any]:
    enterprise = select(Organisation.name).where(Organisation.id == Demand.organisation_id)
    columns: tuple[Any, ...] = (
        DemandInvitation, Demand.title, Case.number, Organisation.name.label("provider_name"),
        enterprise.correlate(Demand).scalar_subquery().label("enterprise_name"),
        invitation_stage().label("stage"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Demand, Demand.id == DemandInvitation.demand_id)
        .join(Case, Case.id == Demand.case_id)
        .join(Organisation, Organisation.id == DemandInvitation.provider_id)
        .outerjoin(ServiceOrder, ServiceOrder.id == Demand.order_id)
    )


def _view(row: Row[Any]) -> NegotiationView:
    of: DemandInvitation = row.DemandInvitation
    return NegotiationView(
        of.id, row.number, row.title, row.enterprise_name, of.provider_id, row.provider_name,
        cast("InvitationState", of.state), row.stage,
        to_yuan(of.price_fen) if of.price_fen is not None else None,
        of.invited_at, of.ended_at,
    )  # fmt: skip
