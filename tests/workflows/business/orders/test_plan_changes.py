"""Changing the plan of an order in service: proposed, returned, agreed on, signed, paid; and the books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories.contracts import Parties
from tests.factories.orders import PASSWORD, Market
from tests.factories.people import Applicant, viewer
from tests.forms.files import pdf
from tests.workflows.business.histories.playing import die_before
from tests.workflows.business.orders.test_contracts import accepted, agreed
from tests.workflows.business.orders.test_ending import command, together
from tests.workflows.business.orders.test_milestones import news
from tests.workflows.conftest import FixedClock
from workflows.approvals.models import Case
from workflows.bootstrap import Platform
from workflows.business.contracts import answering, paper, sealing, templates
from workflows.business.contracts.values import ContractView
from workflows.business.orders import actions, escrow, plan_changes, plan_effects
from workflows.business.orders.order_lifecycle import locked
from workflows.business.orders.plan_changes import NewPart
from workflows.business.orders.values import OrderDetail, PlanChangeView
from workflows.business.pdf_signatures import verification
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound

pytestmark = pytest.mark.prepared


@pytest.fixture
def both(at: Market) -> Parties:
    """Both sides of the market as parties that can sign."""
    with at.platform.begin() as work:
        templates.load_delivered(work)
    return at.parties()


def serving(at: Market, both: Parties, *, part: bool = False, **changes: object) -> str:
    """Return an order in service: 3,000.00, 6,000.00 and 3,000.00, all of it paid or 3,600.00."""
    number = accepted(at)
    plan = {"payment": "instalments", "deposit_fen": 360_000} if part else {}
    contract_id = agreed(at, both, number, **{"release": "milestones", **plan, **changes})
    if changes.get("way") == "paper":
        by_hand(both, contract_id)
    else:
        for who in (both.provider, both.enterprise):
            both.sign(contract_id, who)
    at.run()
    assert at.pay(number, part=part) is None
    at.act(number, "start")
    return number


def by_hand(both: Parties, contract_id: str) -> None:
    both.act(both.provider, paper.add, contract_id, [paper.Handed("scan", "合同.pdf", BytesIO(pdf()))])
    both.act(both.provider, paper.submit, contract_id)
    both.act(both.enterprise, paper.confirm, contract_id)


def later(at: Market, number: str, days: int = 30, **amounts: str) -> dict[int, NewPart]:
    """Return the plan of what is not accepted, so many days later, `m2="…"` with another amount."""
    plan = {}
    for one in at.look(number).milestones:
        if one.state != "accepted":
            assert one.due_on is not None
            amount = Decimal(amounts.get(f"m{one.position}", one.amount))
            plan[one.position] = NewPart(amount, one.due_on + timedelta(days=days))
    return plan


def propose(
    at: Market, number: str, who: Applicant, plan: dict[int, NewPart], reason: str = "需求增加"
) -> str:
    with at.platform.begin(who.user_id) as work:
        plan_changes.propose(work, viewer(at.platform, who.user_id), number, plan, reason)
    return at.look(number).plan_changes[0].id


def answer(at: Market, number: str, who: Applicant, does: Callable[..., Any], *more: str) -> Any:
    change_id = at.look(number).plan_changes[0].id
    with at.platform.begin(who.user_id) as work:
        said = does(work, viewer(at.platform, who.user_id), number, change_id, *more)
    at.run()
    return said


def newest(at: Market, number: str) -> PlanChangeView:
    return at.look(number).plan_changes[0]


def supplement(at: Market, both: Parties, number: str) -> ContractView:
    about = newest(at, number).supplement
    assert about is not None
    return both.seen(about.id)


def signed_by_both(at: Market, both: Parties, number: str) -> None:
    contract_id = supplement(at, both, number).id
    for who in (both.provider, both.enterprise):
        both.sign(contract_id, who)
    at.run()


def amounts(detail: OrderDetail) -> list[str]:
    return [str(one.amount) for one in detail.milestones]


def test_new_days_hold_once_both_have_signed(at: Market, both: Parties) -> None:
    number = serving(at, both)
    before = [one.due_on for one in at.look(number).milestones]
    propose(at, number, at.seller, later(at, number))
    assert news(at, at.buyer)[-1] == "对方提议变更里程碑计划，请查看后同意或退回"
    assert {"agree_plan", "return_plan"} <= set(at.look(number, at.buyer).actions)
    assert "take_back_plan" in at.look(number, at.seller).actions
    answer(at, number, at.buyer, plan_changes.agree)
    drawn = supplement(at, both, number)
    assert (drawn.state, drawn.title, drawn.amount_fen) == (
        "provider_signs",
        "信息化服务合同补充协议",
        1_200_000,
    )
    assert drawn.terms is not None
    assert "完成日期由" in drawn.terms.clauses[1].text
    assert [one.due_on for one in at.look(number).milestones] == before, (
        "nothing changes before both have signed"
    )
    signed_by_both(at, both, number)
    shown = at.look(number)
    assert newest(at, number).state == "in_force"
    assert [one.due_on for one in shown.milestones] == [
        day + timedelta(days=30) for day in before if day is not None
    ]
    assert [one.kind for one in shown.events][-3:] == ["propose_plan", "agree_plan", "plan_changed"]
    assert news(at, at.seller)[-1] == "里程碑计划已按补充协议变更，退回企业 0.00 元"
    assert at.wallet(at.buyer).held == Decimal("12000.00")
    at.check()


def test_the_supplement_is_a_signed_file_of_its_own(at: Market, both: Parties) -> None:
    number = serving(at, both)
    propose(at, number, at.buyer, later(at, number, m2="6000.00"))
    answer(at, number, at.seller, plan_changes.agree)
    signed_by_both(at, both, number)
    about = newest(at, number).supplement
    assert about is not None
    drawn = both.seen(about.id)
    assert (about.state, about.document_id) == ("signed", drawn.documents[-1].id)
    assert [one.party for one in drawn.signatures] == ["provider", "enterprise"]
    with at.platform.begin() as work:
        trusted = verification.trusted(work)
    reading = verification.read(BytesIO(both.pdf(about.id)), trusted)
    with at.platform.begin() as work:
        said = verification.judge(work, reading)
        cases = work.session.scalars(select(Case).where(Case.subject_id == about.id)).all()
        assert [one.state for one in cases] == ["approved"], "its process has come to its end"
    assert [one.state for one in said.signatures] == ["valid", "valid"]


def test_a_lower_total_gives_the_rest_back_by_the_ledger(at: Market, both: Parties) -> None:
    number = serving(at, both)
    at.act(number, "finish")
    at.act(number, "approve")
    propose(at, number, at.buyer, later(at, number, 0, m2="4000.50"))
    answer(at, number, at.seller, plan_changes.agree)
    at.check()
    signed_by_both(at, both, number)
    shown = at.look(number)
    assert amounts(shown) == ["3000.00", "4000.50", "3000.00"]
    assert (shown.order.total, shown.order.due, shown.order.paid) == (Decimal("10000.50"),) * 3
    assert newest(at, number).given_back == shown.given_back == Decimal("1999.50")
    assert at.wallet(at.buyer).held == Decimal("7000.50")
    assert at.wallet(at.buyer).available == Decimal("9999.50")
    at.check()
    for _milestone in range(2):
        at.act(number, "finish")
        at.act(number, "approve")
    assert at.state(number) == "awaiting_rating"
    assert at.wallet(at.buyer).held == Decimal("0.00")
    at.check()


def test_a_higher_total_counts_once_it_is_in_escrow(at: Market, both: Parties) -> None:
    number = serving(at, both)
    propose(at, number, at.seller, later(at, number, m3="4500.00"))
    answer(at, number, at.buyer, plan_changes.agree)
    signed_by_both(at, both, number)
    assert newest(at, number).state == "to_pay"
    assert amounts(at.look(number))[2] == "3000.00"
    assert "pay_plan" in at.look(number, at.buyer).actions
    assert "pay_plan" not in at.look(number, at.seller).actions
    with pytest.raises(Forbidden):
        answer(at, number, at.seller, plan_changes.pay, PASSWORD)
    assert answer(at, number, at.buyer, plan_changes.pay, "Wrong-2026") is not None
    assert newest(at, number).state == "to_pay"
    for _click in range(2):
        assert answer(at, number, at.buyer, plan_changes.pay, PASSWORD) is None
    shown = at.look(number)
    assert (newest(at, number).state, amounts(shown)[2]) == ("in_force", "4500.00")
    assert (shown.order.due, shown.order.paid) == (Decimal("13500.00"), Decimal("13500.00"))
    assert at.wallet(at.buyer).held == Decimal("13500.00")
    at.check()
    for _milestone in range(3):
        at.act(number, "finish")
        at.act(number, "approve")
    assert at.state(number) == "awaiting_rating"
    at.check()


def test_too_little_in_the_wallet_leaves_everything_as_it_was(at: Market, both: Parties) -> None:
    number = serving(at, both)
    propose(at, number, at.seller, later(at, number, m3="14000.00"))
    answer(at, number, at.buyer, plan_changes.agree)
    signed_by_both(at, both, number)
    with pytest.raises(InvalidState, match="recharge"):
        answer(at, number, at.buyer, plan_changes.pay, PASSWORD)
    assert (newest(at, number).state, at.look(number).order.due) == ("to_pay", Decimal("12000.00"))
    at.check()


@pytest.mark.parametrize(
    ("last", "held", "outstanding"), [("2000.00", "3600.00", "7400.00"), ("5000.00", "5600.00", "8400.00")]
)
def test_with_instalments_the_balance_follows(
    at: Market, both: Parties, last: str, held: str, outstanding: str
) -> None:
    """What is added is paid at once, what falls away lessens the balance."""
    number = serving(at, both, part=True)
    propose(at, number, at.seller, later(at, number, m3=last))
    answer(at, number, at.buyer, plan_changes.agree)
    signed_by_both(at, both, number)
    if newest(at, number).state == "to_pay":
        assert answer(at, number, at.buyer, plan_changes.pay, PASSWORD) is None
    shown = at.look(number)
    assert (at.wallet(at.buyer).held, shown.order.outstanding) == (Decimal(held), Decimal(outstanding))
    at.check()


def test_a_returned_one_changes_nothing_and_a_new_one_may_follow(at: Market, both: Parties) -> None:
    number = serving(at, both)
    propose(at, number, at.seller, later(at, number))
    with pytest.raises(Invalid):
        answer(at, number, at.buyer, plan_changes.give_back, "  ")
    for _click in range(2):
        answer(at, number, at.buyer, plan_changes.give_back, "请按原计划")
    assert (newest(at, number).state, newest(at, number).answer_note) == ("returned", "请按原计划")
    propose(at, number, at.buyer, later(at, number))
    for _click in range(2):
        answer(at, number, at.buyer, plan_changes.take_back)
    assert news(at, at.seller)[-1] == "对方已撤回里程碑计划变更"
    propose(at, number, at.seller, later(at, number))
    assert [one.state for one in at.look(number).plan_changes] == ["open", "taken_back", "returned"]
    with pytest.raises(Conflict):
        propose(at, number, at.buyer, later(at, number, 60))


def test_what_is_proposed_is_checked_at_its_fields(at: Market, both: Parties, clock: FixedClock) -> None:
    number = serving(at, both)
    good = later(at, number)
    day = good[3].due
    wrong = {
        "orders.plan_amount": NewPart(Decimal("0.00"), day),
        "orders.plan_due": NewPart(Decimal("3000.00"), None),
        "orders.plan_due_passed": NewPart(Decimal("3000.00"), clock.now.date() - timedelta(days=2)),
        "orders.plan_due_order": NewPart(Decimal("3000.00"), clock.now.date() + timedelta(days=2)),
    }
    for code, part in wrong.items():
        with pytest.raises(Invalid) as refused:
            propose(at, number, at.buyer, {**good, 3: part})
        assert [one.code for one in refused.value.problems] == [code]
    for amount in ("0.001", "1000000000.01"):
        with pytest.raises(Invalid):
            propose(at, number, at.buyer, {**good, 3: NewPart(Decimal(amount), day)})
    with pytest.raises(Invalid, match="Nothing differs"):
        propose(at, number, at.buyer, later(at, number, 0))
    with pytest.raises(Conflict):
        propose(at, number, at.buyer, {3: good[3]})
    with pytest.raises(Invalid):
        propose(at, number, at.buyer, good, " ")
    stranger = at.buyer.user_id
    other = at.begun()
    whole = {1: NewPart(Decimal("3000.00"), date(2027, 1, 1))}
    with at.platform.begin(stranger) as work, pytest.raises(InvalidState, match="contract"):
        plan_changes.propose(work, viewer(at.platform, stranger), other, whole, "没有合同")
    assert "propose_plan" not in at.look(other).actions


def test_only_the_other_side_answers(at: Market, both: Parties) -> None:
    number = serving(at, both)
    change_id = propose(at, number, at.buyer, later(at, number))
    for command_ in (plan_changes.agree, plan_changes.give_back):
        with pytest.raises(Forbidden):
            answer(at, number, at.buyer, command_, *(["不行"] if command_ is plan_changes.give_back else []))
    with pytest.raises(Forbidden):
        answer(at, number, at.seller, plan_changes.take_back)
    elsewhere = at.begun()
    with at.platform.begin(at.seller.user_id) as work, pytest.raises(NotFound):
        plan_changes.agree(work, viewer(at.platform, at.seller.user_id), elsewhere, change_id)


def test_a_milestone_of_it_that_is_accepted_ends_it(at: Market, both: Parties) -> None:
    number = serving(at, both)
    propose(at, number, at.seller, later(at, number))
    answer(at, number, at.buyer, plan_changes.agree)
    both.sign(supplement(at, both, number).id, both.provider)
    at.act(number, "finish")
    at.act(number, "approve")
    assert newest(at, number).state == "overtaken"
    assert supplement(at, both, number).state == "abandoned"
    assert news(at, at.seller)[-1] == "所涉里程碑已验收，里程碑计划变更不再办理"
    propose(at, number, at.seller, later(at, number))
    at.check()


def test_another_milestone_that_is_accepted_leaves_it(at: Market, both: Parties) -> None:
    number = serving(at, both)
    plan = later(at, number, 0)
    plan[3] = NewPart(Decimal("3000.00"), later(at, number, 30)[3].due)
    propose(at, number, at.seller, plan)
    answer(at, number, at.buyer, plan_changes.agree)
    at.act(number, "finish")
    at.act(number, "approve")
    signed_by_both(at, both, number)
    assert (newest(at, number).state, at.look(number).milestones[2].due_on) == ("in_force", plan[3].due)
    at.check()


@pytest.mark.parametrize("waits", ["open", "signing", "to_pay"])
def test_an_order_that_ends_ends_the_change_too(at: Market, both: Parties, waits: str) -> None:
    number = serving(at, both)
    propose(at, number, at.seller, later(at, number, m3="3500.00"))
    if waits != "open":
        answer(at, number, at.buyer, plan_changes.agree)
    if waits == "to_pay":
        signed_by_both(at, both, number)
    assert newest(at, number).state == waits
    at.proposed(number, at.buyer, "12000.00")
    at.agree(number, at.seller)
    assert (at.state(number), newest(at, number).state) == ("cancelled", "overtaken")
    assert at.wallet(at.buyer).available == Decimal("20000.00")
    at.check()


def test_given_up_before_both_have_signed(at: Market, both: Parties, clock: FixedClock) -> None:
    number = serving(at, both)
    propose(at, number, at.seller, later(at, number))
    answer(at, number, at.buyer, plan_changes.agree)
    both.act(both.enterprise, answering.withdraw, supplement(at, both, number).id, "另行商定")
    at.run()
    assert newest(at, number).state == "unsigned"
    propose(at, number, at.seller, later(at, number, 60))
    answer(at, number, at.buyer, plan_changes.agree)
    clock.now += timedelta(days=30)
    at.run()
    assert newest(at, number).state == "unsigned", "nobody has signed in time"
    at.check()


def test_on_paper_as_the_contract_was(at: Market, both: Parties) -> None:
    number = serving(at, both, way="paper")
    propose(at, number, at.buyer, later(at, number, 0, m3="1000.00"))
    answer(at, number, at.seller, plan_changes.agree)
    drawn = supplement(at, both, number)
    assert (drawn.state, drawn.way) == ("paper_due", "paper")
    by_hand(both, drawn.id)
    at.run()
    assert (newest(at, number).state, newest(at, number).given_back) == ("in_force", Decimal("2000.00"))
    at.check()


def test_of_both_at_once_one_finds_what_the_other_has_done(at: Market, both: Parties) -> None:
    number = serving(at, both)
    plan = later(at, number)
    buyer, seller = viewer(at.platform, at.buyer.user_id), viewer(at.platform, at.seller.user_id)
    refused = together(
        command(at, at.buyer, lambda work: plan_changes.propose(work, buyer, number, plan, "甲方")),
        command(at, at.seller, lambda work: plan_changes.propose(work, seller, number, plan, "乙方")),
    )
    assert sorted(refused) == ["", "orders.plan_under_way"]
    (change,) = at.look(number).plan_changes
    mine, other = ((at.buyer, buyer), (at.seller, seller))
    if change.side == "provider":
        mine, other = other, mine
    refused = together(
        command(at, mine[0], lambda work: plan_changes.take_back(work, mine[1], number, change.id)),
        command(at, other[0], lambda work: plan_changes.agree(work, other[1], number, change.id)),
    )
    assert sorted(refused) == ["", "orders.plan_answered"]
    at.check()


def test_signing_while_the_milestone_is_accepted_ends_one_way(at: Market, both: Parties) -> None:
    """The last signature and the acceptance come at the same moment: the plan holds, or it is over."""
    number = serving(at, both)
    propose(at, number, at.seller, later(at, number, 0, m1="2000.00"))
    answer(at, number, at.buyer, plan_changes.agree)
    contract_id = supplement(at, both, number).id
    both.sign(contract_id, both.provider)
    at.act(number, "finish")
    buyer = viewer(at.platform, at.buyer.user_id)
    together(
        lambda: both.sign(contract_id, both.enterprise),
        command(at, at.buyer, lambda work: actions.act(work, buyer, number, "approve")),
    )
    at.run()
    shown = at.look(number)
    was = newest(at, number).state
    assert (was, str(shown.milestones[0].amount)) in {("in_force", "2000.00"), ("overtaken", "3000.00")}
    assert shown.order.paid - shown.order.released == at.wallet(at.buyer).held
    at.check()


def test_what_fails_in_the_middle_leaves_nothing(
    at: Market, both: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One command, one transaction: signature, plan, money and process go together, or none of them."""
    number = serving(at, both)
    propose(at, number, at.buyer, later(at, number, 0, m3="1000.00"))
    answer(at, number, at.seller, plan_changes.agree)
    contract_id = supplement(at, both, number).id
    both.sign(contract_id, both.provider)

    def fail(*_: object) -> None:
        raise RuntimeError("the machine stops")

    with monkeypatch.context() as patched:
        patched.setattr(plan_effects, "note", fail)
        with pytest.raises(RuntimeError):
            both.sign(contract_id, both.enterprise)
    assert (supplement(at, both, number).state, newest(at, number).state) == ("enterprise_signs", "signing")
    assert at.wallet(at.buyer).held == Decimal("12000.00")
    at.check()
    both.sign(contract_id, both.enterprise)
    at.run()
    assert (newest(at, number).state, at.wallet(at.buyer).held) == ("in_force", Decimal("10000.00"))
    with at.platform.begin() as work:
        row = locked(work, number=number)
        assert escrow.held_fen(row) == 1_000_000
    at.check()


def test_a_process_that_is_killed_in_the_middle_leaves_nothing(at: Market, both: Parties) -> None:
    """By SIGKILL before its commit: when the other side agrees, the last one signs, what is due is paid."""
    number = serving(at, both)
    propose(at, number, at.seller, later(at, number, 0, m3="4000.00"))
    change_id = newest(at, number).id

    def give(does: Callable[..., Any], *more: object) -> None:
        def act(platform: Platform) -> None:
            with platform.begin(at.buyer.user_id) as work:
                does(work, viewer(platform, at.buyer.user_id), *more)

        before = as_it_is()
        assert die_before(at.platform, 1, act), "it came to its commit, and no further"
        assert as_it_is() == before
        at.check()
        act(at.platform)
        at.run()
        assert as_it_is() != before

    def as_it_is() -> tuple[object, ...]:
        change, order = newest(at, number), at.look(number).order
        drawn = both.seen(change.supplement.id) if change.supplement else None
        signed = (drawn.state, len(drawn.signatures), len(drawn.documents)) if drawn else ()
        return change.state, signed, order.due, order.paid, at.wallet(at.buyer)

    give(plan_changes.agree, number, change_id)
    contract_id = supplement(at, both, number).id
    both.sign(contract_id, both.provider)
    both.act(both.enterprise, sealing.send_code, contract_id)
    give(sealing.sign, at.platform.settings.secret_key, contract_id, both.code())
    give(plan_changes.pay_into_escrow, number, change_id)
    shown = at.look(number)
    assert (newest(at, number).state, shown.order.paid) == ("in_force", Decimal("13000.00"))
    at.check()


def test_milestones_fall_away_and_new_ones_come_by_their_days(at: Market, both: Parties) -> None:
    """3,000, 6,000 and 3,000 become 3,000, 500, 3,000 and 6,000: the second falls away, two new ones come."""
    number = serving(at, both)
    plan = later(at, number, 0)
    first, last = plan[1].due, plan[3].due
    assert first is not None
    assert last is not None
    plan[2] = NewPart(None, None, removed=True)
    plan[4] = NewPart(Decimal("6000.00"), last + timedelta(days=30), "试运行")
    plan[5] = NewPart(Decimal("500.00"), first - timedelta(days=1), "中期评审")
    with pytest.raises(Invalid) as refused:
        propose(at, number, at.seller, plan)
    assert [one.code for one in refused.value.problems] == ["orders.plan_due_order"], "before what has begun"
    plan[5] = NewPart(Decimal("500.00"), first, "中期评审")
    propose(at, number, at.seller, plan)
    answer(at, number, at.buyer, plan_changes.agree)
    drawn = supplement(at, both, number).terms
    assert drawn is not None
    assert "取消里程碑“系统上线”" in drawn.clauses[1].text
    assert "新增里程碑“试运行”：金额 6,000.00 元" in drawn.clauses[1].text
    assert [one.title for one in drawn.milestones] == ["需求调研", "中期评审", "验收交付", "试运行"]
    signed_by_both(at, both, number)
    assert answer(at, number, at.buyer, plan_changes.pay, PASSWORD) is None
    shown = at.look(number)
    assert [(one.position, one.title) for one in shown.milestones] == [
        (1, "需求调研"), (2, "中期评审"), (3, "验收交付"), (4, "试运行"),
    ]  # fmt: skip
    assert amounts(shown) == ["3000.00", "500.00", "3000.00", "6000.00"]
    assert shown.order.paid == Decimal("12500.00")
    at.check()
    for left in ("in_service", "in_service", "in_service", "awaiting_rating"):
        at.act(number, "finish")
        at.act(number, "approve")
        assert at.state(number) == left
    assert at.wallet(at.buyer).held == Decimal("0.00")
    at.check()


def test_the_one_under_way_becomes_the_last(at: Market, both: Parties) -> None:
    number = serving(at, both)
    plan = later(at, number, 0)
    with pytest.raises(Invalid) as refused:
        propose(at, number, at.buyer, {**plan, 1: NewPart(None, None, removed=True)})
    assert [one.code for one in refused.value.problems] == ["orders.plan_begun"]
    with pytest.raises(Invalid) as refused:
        propose(at, number, at.buyer, {**plan, 4: NewPart(Decimal("1.00"), plan[3].due)})
    assert [one.code for one in refused.value.problems] == ["orders.plan_title"]
    propose(at, number, at.buyer, plan | dict.fromkeys((2, 3), NewPart(None, None, removed=True)))
    answer(at, number, at.seller, plan_changes.agree)
    signed_by_both(at, both, number)
    assert (newest(at, number).state, at.wallet(at.buyer).held) == ("in_force", Decimal("3000.00"))
    at.act(number, "finish")
    at.act(number, "approve")
    assert at.state(number) == "awaiting_rating"
    at.check()


@pytest.mark.parametrize("what", ["falls away", "would follow a new one"])
def test_what_was_still_to_come_has_begun(at: Market, both: Parties, what: str) -> None:
    number = serving(at, both)
    plan = later(at, number, 0)
    new = {4: NewPart(Decimal("500.00"), plan[1].due, "中期评审")}
    propose(at, number, at.buyer, plan | (new if "new" in what else {2: NewPart(None, None, removed=True)}))
    at.act(number, "finish")
    at.act(number, "approve")
    assert (newest(at, number).state, len(at.look(number).milestones)) == ("overtaken", 3)
    at.check()
