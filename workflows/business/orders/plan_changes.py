"""Changing the plan of an order in service: other days and amounts, milestones that fall away or are new.

One side proposes, the other agrees or returns it with a remark. What is agreed on is frozen as a supplement
to the contract, which both sign like the contract itself; then it holds (`plan_effects`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from workflows.business.contracts import supplements
from workflows.business.contracts.content import LONGEST_TITLE, MOST_MILESTONES
from workflows.business.contracts.queries import contract_of_subject
from workflows.business.ledger.money import FEN, to_yuan
from workflows.business.orders import ending_proposals, escrow, milestones, notices, plan_effects
from workflows.business.orders.actions import PASSWORD_FIELD, check_serving, checked_reason, seen
from workflows.business.orders.models import OrderMilestone, OrderPlanChange, ServiceOrder
from workflows.business.orders.order_lifecycle import CONTRACT_SUBJECT
from workflows.business.orders.plan_supplement import supplement_terms
from workflows.business.orders.policy import may_pay, organisation_of
from workflows.business.orders.proposals import Course
from workflows.business.orders.terms import follows_its_plan
from workflows.business.orders.timeline import note
from workflows.business.orders.values import HELD_FOR
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.identity import payment_passwords
from workflows.people.identity.values import AttemptRefused
from workflows.people.viewer import Viewer, require

MOST_YUAN = Decimal(1_000_000_000)


@dataclass(frozen=True, slots=True)
class NewPart:
    """What a milestone is to be: its amount in yuan and its day, None where nothing readable was typed.

    `title`: of one that is new; `removed`: it falls away, whatever else was typed.
    """

    amount: Decimal | None
    due: date | None
    title: str = ""
    removed: bool = False


def propose(work: Work, viewer: Viewer, number: str, plan: Mapping[int, NewPart], reason: str) -> None:
    """Propose another plan; `plan` has every milestone that is not accepted yet, by its position.

    What has a position behind the last one is new, and comes where its day puts it, behind what has begun.
    What has begun cannot fall away.

    The same proposal again, by the same side, changes nothing.

    Raises: NotFound; Invalid: at the fields; InvalidState: an older process, or no contract that is signed;
        Conflict: being processed, not in service, a milestone was accepted meanwhile, or a change is under
        way.
    """
    row, side = seen(work, viewer, number)
    said = checked_reason(reason, needed=True)
    rows = milestones.milestones_of(work, row)
    waiting = plan_effects.under_way(work, row)
    if waiting is None:
        check_serving(work, row)
        check_contract(work, row)
    parts = _checked(work, rows, plan, can_grow=follows_its_plan(work, row))
    if waiting is not None:
        if (waiting.state, waiting.side, waiting.reason, waiting.parts) == ("open", side, said, parts):
            return
        raise Conflict("orders.plan_under_way")
    work.session.add(
        OrderPlanChange(
            id=new_id(), order_id=row.id, side=side, parts=parts, reason=said, state="open",
            proposed_by=work.actor, proposed_at=work.now,
        )
    )  # fmt: skip
    note(work, row, side, "propose_plan", said)
    notices.tell(work, row, notices.other(side), "propose_plan")


def check_contract(work: Work, row: ServiceOrder) -> str:
    """Return the id of the signed contract that a supplement belongs to. Raises: InvalidState: none."""
    about = contract_of_subject(work, CONTRACT_SUBJECT, row.id)
    if about is None or about.state != "signed":
        raise InvalidState("orders.no_contract")
    return about.id


def _checked(
    work: Work, rows: Sequence[OrderMilestone], plan: Mapping[int, NewPart], *, can_grow: bool
) -> list[dict[str, Any]]:
    """Return what changes, as it is stored. Raises: Invalid: at the fields; Conflict: other milestones."""
    rest = [one for one in rows if plan_effects.is_open(one)]
    new = {position: part for position, part in plan.items() if position > rows[-1].position}
    if {one.position for one in rest} != plan.keys() - new.keys():
        raise Conflict("orders.plan_moved_on")
    if not can_grow and (new or any(part.removed for part in plan.values())):
        raise InvalidState("orders.plan_fixed")
    today = work.now.astimezone(SHANGHAI).date()
    problems = [problem for one in rest for problem in _problems_of(one, plan[one.position], today)]
    problems += [
        problem for position, part in new.items() for problem in _problems_of_new(position, part, today)
    ]
    if len(rows) + len(new) > MOST_MILESTONES:
        problems.append(FieldProblem("", "orders.plan_too_long", {"most": MOST_MILESTONES}))
    order = _in_order(rows, plan) if not problems else []
    problems += _order_problems(order, plan)
    if problems:
        raise Invalid("orders.plan_invalid", problems)
    parts = [_part(one, plan[one.position]) for one in rest]
    changed = [one for one in parts if _differs(one)]
    changed += _new_parts([position for position, _ in order], new)
    if not changed:
        raise Invalid("orders.plan_unchanged", [FieldProblem("", "orders.plan_unchanged", {})])
    return changed


def _differs(part: Mapping[str, Any]) -> bool:
    is_now, was = (part["amount_fen"], part["due"]), (part["was_amount_fen"], part["was_due"])
    return part["kind"] == "removed" or is_now != was


def _problems_of(milestone: OrderMilestone, part: NewPart, today: date) -> Iterable[FieldProblem]:
    if part.removed:
        if milestone.state != "planned":
            yield FieldProblem(f"remove-{milestone.position}", "orders.plan_begun", {})
        return
    yield from _amount_problems(milestone.position, part)
    if part.due is None or part.due != milestone.due_on:
        yield from _day_problems(milestone.position, part, today)


def _problems_of_new(position: int, part: NewPart, today: date) -> Iterable[FieldProblem]:
    if part.removed or not 0 < len(part.title) <= LONGEST_TITLE:
        yield FieldProblem(f"title-{position}", "orders.plan_title", {"most": LONGEST_TITLE})
    yield from _amount_problems(position, part)
    yield from _day_problems(position, part, today)


def _amount_problems(position: int, part: NewPart) -> Iterable[FieldProblem]:
    if part.amount is None or not FEN <= part.amount <= MOST_YUAN or part.amount != part.amount.quantize(FEN):
        yield FieldProblem(f"amount-{position}", "orders.plan_amount", {})


def _day_problems(position: int, part: NewPart, today: date) -> Iterable[FieldProblem]:
    latest = today + HELD_FOR
    if part.due is None:
        yield FieldProblem(f"due-{position}", "orders.plan_due", {})
    elif not today <= part.due <= latest:
        yield FieldProblem(f"due-{position}", "orders.plan_due_passed", {"latest": latest.isoformat()})


def _in_order(rows: Sequence[OrderMilestone], plan: Mapping[int, NewPart]) -> list[tuple[int, date]]:
    """Return positions and days of the plan to be: what is new comes behind what is due by its day."""
    order, begun = [], 0
    for one in rows:
        part = plan.get(one.position)
        if part is None or not part.removed:
            order.append((one.position, _day(one.due_on if part is None else part.due)))
        begun += one.state != "planned"
    new = [(_day(part.due), position) for position, part in plan.items() if position > rows[-1].position]
    for day, position in sorted(new):
        places = [place for place, (_, due) in enumerate(order, start=1) if due <= day]
        order.insert(max([begun, *places]), (position, day))
    return order


def _day(due: date | None) -> date:
    assert due is not None, "milestones of a contract have a day"
    return due


def _order_problems(order: Sequence[tuple[int, date]], plan: Mapping[int, NewPart]) -> Iterator[FieldProblem]:
    """A milestone is not due before the one before it."""
    for (_, before), (position, day) in pairwise(order):
        if position in plan and day < before:
            yield FieldProblem(f"due-{position}", "orders.plan_due_order", {})


def _part(milestone: OrderMilestone, part: NewPart) -> dict[str, Any]:
    was = {
        "position": milestone.position,
        "title": milestone.title,
        "was_amount_fen": milestone.amount_fen,
        "was_due": milestone.due_on.isoformat() if milestone.due_on else "",
    }
    if part.removed:
        return was | {"kind": "removed", "amount_fen": 0, "due": ""}
    return was | _to_be(part) | {"kind": "changed"}


def _new_parts(order: Sequence[int], new: Mapping[int, NewPart]) -> Iterator[dict[str, Any]]:
    after = 0
    for place, position in enumerate(order, start=1):
        if position not in new:
            after = position
            continue
        part = new[position]
        was = {"position": place, "title": part.title, "was_amount_fen": 0, "was_due": ""}
        yield was | _to_be(part) | {"kind": "added", "after": after}


def _to_be(part: NewPart) -> dict[str, Any]:
    assert part.amount is not None
    assert part.due is not None
    return {"amount_fen": int(part.amount * 100), "due": part.due.isoformat()}


def agree(work: Work, viewer: Viewer, number: str, change_id: str) -> None:
    """Agree to a change: its supplement is frozen, and both sign it. Agreeing again changes nothing.

    Raises: NotFound; Forbidden: one's own proposal; Conflict: being processed, not in service, answered
        otherwise, or a milestone was accepted meanwhile; TooMany: others are being typeset.
    """
    row, side = seen(work, viewer, number)
    change = _COURSE.of_the_other(work, row, side, change_id)
    if change.state in {"signing", "to_pay", "in_force"}:
        return
    _COURSE.check_open(change)
    check_serving(work, row)
    if not plan_effects.fits(work, row, change):
        raise Conflict("orders.plan_moved_on")
    contract_id = check_contract(work, row)
    order = supplements.SupplementOrder(
        plan_effects.SUBJECT,
        change.id,
        row.provider_id,
        row.enterprise_id,
        row.due_fen + plan_effects.added_fen(change),
        change.proposed_by,
        change.proposed_at,
    )
    terms = supplement_terms(work, row, change, contract_id)
    ending_proposals.answer(work, change, "signing")
    supplements.agree(work, viewer, organisation_of(row, side), order, terms)
    note(work, row, side, "agree_plan")
    notices.tell(work, row, notices.other(side), "agree_plan")


_COURSE = Course(
    OrderPlanChange, "orders.plan_answered", "returned", ending_proposals.answer,
    {"returned": "return_plan", "taken_back": "take_back_plan"},
)  # fmt: skip
give_back, take_back = _COURSE.give_back, _COURSE.take_back


def pay(work: Work, viewer: Viewer, number: str, change_id: str, password: str) -> AttemptRefused | None:
    """Pay what a signed change adds into escrow, with which it holds; None once it does.

    A wrong payment password is a value, so that the failed attempt is committed. Paying again changes
    nothing.

    Raises: as `pay_into_escrow`.
    """
    row, change = _payable(work, viewer, number, change_id)
    if change.state == "in_force":
        return None
    checked = payment_passwords.check(work, password)
    if checked != "right":
        return AttemptRefused((payment_passwords.refusal_at(PASSWORD_FIELD, checked),))
    _pay(work, row, change)
    return None


def pay_into_escrow(work: Work, viewer: Viewer, number: str, change_id: str) -> None:
    """Hold of the wallet what a signed change adds; the caller has asked for the payment password.

    Raises: NotFound; Forbidden: not given orders and wallet, or an agent; Conflict: nothing is to be paid;
        InvalidState: there is too little in the wallet.
    """
    row, change = _payable(work, viewer, number, change_id)
    if change.state != "in_force":
        _pay(work, row, change)


def _payable(work: Work, viewer: Viewer, number: str, change_id: str) -> tuple[ServiceOrder, OrderPlanChange]:
    row, _side = seen(work, viewer, number)
    require(may_pay(viewer, row), "orders.not_yours")
    change = _COURSE.of_order(work, row, change_id)
    if change.state not in {"to_pay", "in_force"}:
        raise Conflict("orders.plan_answered")
    return row, change


def _pay(work: Work, row: ServiceOrder, change: OrderPlanChange) -> None:
    """The plan holds first: what is paid is never more than what is due."""
    amount = to_yuan(plan_effects.added_fen(change))
    plan_effects.put_in_force(work, row, change)
    escrow.pay_in(work, row, amount)
    note(work, row, "enterprise", "pay", f"{amount:.2f}")
