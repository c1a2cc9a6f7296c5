"""What both sides do to the plan of an order in service, in random histories, and what must agree with it.

Days and amounts change, milestones fall away and new ones come, in the middle or last; the supplement is
signed by both, and what it adds is paid. Until then nothing of the plan is other than it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from tests.workflows.business.histories import contract_steps
from workflows.approvals.models import Case
from workflows.approvals.values import RUNNING_STATES
from workflows.business.contracts.content import from_json
from workflows.business.contracts.models import Contract
from workflows.business.contracts.queries import ContractBrief
from workflows.business.contracts.values import RUNNING
from workflows.business.orders import plan_changes, plan_effects
from workflows.business.orders.milestones import milestones_of
from workflows.business.orders.models import OrderPlanChange, ServiceOrder
from workflows.business.orders.plan_changes import NewPart
from workflows.business.orders.values import ENDED, SERVING, OrderDetail
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

Command = Callable[[Work], object]
STEPS = ("propose_plan", "agree_plan", "return_plan", "take_back_plan", "pay_plan")
RUNS = {"signing": RUNNING, "to_pay": ("signed",), "in_force": ("signed",), "unsigned": ("abandoned",)}
"""How the supplement of a change stands that is in such a state."""


def to_sign(detail: OrderDetail) -> ContractBrief | None:
    """Return the contract that waits for the sides of an order: that of a change of plan, if there is one."""
    change = detail.plan_change
    return change.supplement if change is not None and change.supplement is not None else detail.contract


def command(kind: str, own: Viewer, detail: OrderDetail, size: int) -> Command | None:
    """Return what takes a step with the plan of an order as its page shows it; None where there is none."""
    number, words = detail.order.number, f"说明 {size}"
    if kind == "propose_plan":
        plan = other_plan(detail, size)
        return lambda work: plan_changes.propose(work, own, number, plan, words)
    if not detail.plan_changes:
        return None
    about = number, detail.plan_changes[0].id
    if kind == "return_plan":
        return lambda work: plan_changes.give_back(work, own, *about, words)
    step = {
        "agree_plan": plan_changes.agree,
        "take_back_plan": plan_changes.take_back,
        "pay_plan": plan_changes.pay_into_escrow,
    }[kind]
    return lambda work: step(work, own, *about)


def other_plan(detail: OrderDetail, size: int) -> dict[int, NewPart]:
    """Return a plan of later days; by size another amount, the last one removed, and a new one somewhere."""
    rest = [one for one in detail.milestones if one.state not in {"accepted", "ended"}]
    later = timedelta(days=size)
    plan = {one.position: NewPart(one.amount, (one.due_on or date(2026, 6, 1)) + later) for one in rest}
    if not plan:
        return plan
    first, last = min(plan), max(plan)
    if size % 2:
        plan[last] = NewPart(max(Decimal("0.01"), rest[-1].amount + (size - 20) * 50), plan[last].due)
    if size % 3 == 0:
        plan[last] = NewPart(None, None, removed=True)
    if size % 5 < 3:
        due = plan[(first, last)[size % 2]].due or (rest[-1].due_on or date(2026, 6, 1)) + later
        plan[detail.milestones[-1].position + 1] = NewPart(Decimal(size * 10), due, f"新增 {size}")
    return plan


def snapshot(work: Work, row: ServiceOrder) -> tuple[object, ...]:
    """Return the plan of an order, and the changes to it with their supplements, as they are."""
    plan = [(one.position, one.title, one.amount_fen, one.due_on) for one in milestones_of(work, row)]
    changes = plan_effects.changes(work, row)
    supplements = [contract_steps.snapshot(work, plan_effects.SUBJECT, one.id) for one in changes]
    return row.total_fen, row.due_fen, plan, [(one.id, one.state) for one in changes], supplements


def given_back_fen(work: Work, row: ServiceOrder) -> int:
    """Return what changes of plan have given back of what was paid."""
    return sum(one.given_back_fen for one in plan_effects.changes(work, row))


def plan_agrees(work: Work, row: ServiceOrder, *, settled: bool) -> None:
    """Compare changes of an order's plan with their supplements, and the plan with the newest in force."""
    changes = plan_effects.changes(work, row)
    under_way = [one for one in changes if one.state in {"open", "signing", "to_pay"}]
    assert len(under_way) <= 1
    assert not (under_way and row.state in ENDED), "nothing is left to change"
    for one in changes:
        _supplement_agrees(work, one, settled=settled)
    in_force = [one for one in changes if one.state == "in_force"]
    if in_force:
        newest = max(in_force, key=lambda one: one.in_force_at or row.placed_at)
        _holds(work, row, contract_steps.contract_of(work, plan_effects.SUBJECT, newest.id))
    if under_way and row.state in SERVING and not row.pending:
        assert plan_effects.fits(work, row, under_way[0]), "what is under way can still be had"


def _supplement_agrees(work: Work, change: OrderPlanChange, *, settled: bool) -> None:
    about = contract_steps.contract_of(work, plan_effects.SUBJECT, change.id)
    if about is None:
        assert change.state in {"open", "returned", "taken_back", "overtaken"}
        return
    assert about.state in RUNS.get(change.state, ("abandoned", "signed")), change.state
    contract_steps.agrees_with_its_files(work, about)
    if settled:
        case = work.session.scalars(select(Case).where(Case.subject_id == about.id)).one()
        assert (case.state in RUNNING_STATES) == (about.state in RUNNING), "its process goes with it"


def _holds(work: Work, row: ServiceOrder, about: Contract | None) -> None:
    """What both have signed last is the plan, but for the notes of what was accepted then."""
    assert about is not None
    terms = from_json(contract_steps.versions(work, about)[-1].terms)
    agreed = [(one.title.removesuffix("（已验收）"), one.amount_fen, one.due) for one in terms.milestones]
    assert [(one.title, one.amount_fen, one.due_on) for one in milestones_of(work, row)] == agreed
    assert about.amount_fen == row.due_fen
