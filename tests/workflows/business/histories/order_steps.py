"""What both sides, operators, the gateway and the clock do to an order, and what must agree after each step.

A step is done, breaks off before its commit (an error, a process ended by SIGKILL at its first or second
commit), or is given by two at once. Whatever is refused or broken off leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.factories.contracts import Parties
from tests.factories.orders import Market
from tests.factories.people import Applicant, viewer
from tests.workflows.business.histories import contract_steps, plan_steps
from tests.workflows.business.histories.playing import NUMBERS, PowerCutError, die_before
from tests.workflows.business.orders.test_milestones import PDF
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.conftest import FixedClock
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.tasks import deciding
from workflows.approvals.values import RUNNING_STATES, Decision
from workflows.bootstrap import Platform
from workflows.business.contracts import answering
from workflows.business.contracts.values import RUNNING
from workflows.business.ledger.checking import check_books
from workflows.business.ledger.holds import get_hold
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.models import LedgerEntry, LedgerTransfer
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import open_account
from workflows.business.ledger.queries import balance, moved_by_key
from workflows.business.orders import actions, ending, report_files
from workflows.business.orders.ending_proposals import proposals
from workflows.business.orders.escrow import payments
from workflows.business.orders.milestones import milestones_of
from workflows.business.orders.models import OrderFile, OrderReport, ServiceOrder
from workflows.business.orders.order_lifecycle import CONTRACT_SUBJECT
from workflows.business.orders.values import ENDED, SERVING, SETTLED, OrderDetail
from workflows.files.sent_files import SentFile
from workflows.ground.errors import WorkflowsError
from workflows.ground.work import Work

Command = Callable[[Work], object]
ALWAYS = ("run", "clock", "recharge")
ONWARDS = ("accept", "pay", "start", "finish", "approve", "offer", "agree", "sign", "hand_in", "confirm")
LIKELY = (*ONWARDS, "propose_plan", "agree_plan", "pay_plan")
WILD = (
    "accept", "refuse", "pay", "start", "finish", "approve", "return", "dispute", "cancel", "propose_end",
    "take_back_end", "decline_end", "end", "attach", "rule", "withdraw_contract",
    *sorted(contract_steps.STEPS), *plan_steps.STEPS,
)  # fmt: skip


@dataclass
class OrderHistory:
    """One order of a market, and what is done to it. `notices`: key and amount of what the gateway told."""

    at: Market
    clock: FixedClock
    number: str
    operator: str
    begun_with: Decimal
    notices: list[tuple[str, str]] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)

    @property
    def parties(self) -> Parties:
        return Parties(self.platform, self.at.seller, self.at.buyer)

    @property
    def platform(self) -> Platform:
        return self.at.platform

    def play(self, form: str, pick: int, side: int, size: int) -> None:
        """Do one step: one of those that are offered now, or, every sixth, one that may be refused."""
        who = (self.at.buyer, self.at.seller)[side]
        detail = self.at.look(self.number, who)
        offered = [*self._offered(detail, side), *ALWAYS]
        kind = WILD[pick % len(WILD)] if pick % 6 == 5 else offered[pick % len(offered)]
        self.do(form, kind, side, size, detail)

    def go_on(self, size: int = 1) -> None:
        """Let whoever can lead the order on do so."""
        for side, who in enumerate((self.at.buyer, self.at.seller)):
            detail = self.at.look(self.number, who)
            for kind in (*detail.actions, *_of_contract(detail, side)):
                if kind in ONWARDS:
                    self.do("do", kind, side, size, detail)
                    return

    def do(self, form: str, kind: str, side: int, size: int, detail: OrderDetail) -> None:
        """Do one step of a kind as the page shows it; what is refused or broken off changes nothing."""
        who = (self.at.buyer, self.at.seller)[side]
        if kind == "clock":
            self.clock.pass_time(days=size % 12)
            kind = "run"
        if kind == "run":
            self._run(form)
            return
        person = self.operator if kind == "rule" else who.user_id
        command = self._command(kind, who, detail, size)
        if command is None:
            return
        before = self.snapshot()
        if not self._give(form, person, command):
            assert self.snapshot() == before, f"{kind} was refused or broken off, and has changed something"

    def _offered(self, detail: OrderDetail, side: int) -> Iterator[str]:
        """Yield what may be done now, what leads on more often: few histories shall end early."""
        yield from _of_contract(detail, side) * 4
        for action in detail.actions:
            yield from [action] * (4 if action in LIKELY else 1)
        if detail.order.state == "disputed":
            yield "rule"
        about = plan_steps.to_sign(detail)
        if about is not None and about.state in RUNNING:
            yield "withdraw_contract"
        if "finish" in detail.actions:
            yield "attach"

    def _give(self, form: str, person: str, command: Command) -> bool:
        """Give a command in a form; return whether it was carried out."""
        if form == "crash":
            with pytest.raises((PowerCutError, WorkflowsError)):
                self._cut(person, command)
            return False
        if form == "sigkill":
            die_before(self.platform, 1, lambda platform: _refused(self._on(platform, person, command)))
            return False
        if form == "twice":
            with ThreadPoolExecutor(2) as pool:
                return any(pool.map(lambda _: self._on(self.platform, person, command), range(2)))
        return self._on(self.platform, person, command)

    def _cut(self, person: str, command: Command) -> None:
        with self.platform.begin(person) as work:
            command(work)
            raise PowerCutError

    def _on(self, platform: Platform, person: str, command: Command) -> bool:
        try:
            with platform.begin(person) as work:
                command(work)
        except WorkflowsError:
            return False
        return True

    def _run(self, form: str) -> None:
        """Let what is due be done; killed, a process has done part of it, and the rest comes later."""
        if form == "sigkill":
            die_before(self.platform, 2, lambda platform: platform.engine.run_due_jobs())
        self.at.run()

    def _command(self, kind: str, who: Applicant, detail: OrderDetail, size: int) -> Command | None:
        own, number, words = viewer(self.platform, who.user_id), self.number, f"说明 {size}"
        if kind == "recharge":
            return self._notice(size)
        if kind == "pay":
            return lambda work: actions.pay_into_escrow(work, own, number, part=size % 2 == 0)
        if kind in {"dispute", "cancel"}:
            given = actions.dispute if kind == "dispute" else actions.cancel
            return lambda work: given(work, own, number, words)
        if kind == "attach":
            return lambda work: report_files.attach(work, own, number, [SentFile("单.pdf", BytesIO(PDF))])
        if kind == "propose_end":
            return lambda work: ending.propose(work, own, number, to_yuan(size * 100), words)
        if kind in {"end", "decline_end", "take_back_end"}:
            return self._answer(kind, own, detail, words)
        if kind == "rule":
            return self._ruling(detail, size)
        if kind in plan_steps.STEPS:
            return plan_steps.command(kind, own, detail, size)
        if kind in contract_steps.STEPS or kind == "withdraw_contract":
            return self._with_contract(kind, who, detail, size)
        return lambda work: actions.act(work, own, number, kind, words)  # type: ignore[arg-type]

    def _with_contract(self, kind: str, who: Applicant, detail: OrderDetail, size: int) -> Command | None:
        about = plan_steps.to_sign(detail)
        if about is None:
            return None
        own, shown = viewer(self.platform, who.user_id), self.parties.seen(about.id, who)
        if kind == "withdraw_contract":
            return lambda work: answering.withdraw(work, own, shown.id, f"说明 {size}")
        if kind == "offer":
            return contract_steps.offer(self.parties, own, shown, size)
        return contract_steps.command(kind, own, self.platform.settings.secret_key, shown, size)

    def _notice(self, size: int) -> Command:
        """A recharge that the gateway tells late, and every third time again."""
        if size % 3 == 0 and self.notices:
            key, yuan = self.notices[-1]
        else:
            key, yuan = f"O-{next(NUMBERS)}", f"{size}.00"
            self.notices.append((key, yuan))
        return lambda work: receive(work, self.at.buyer.organisation_id, yuan, key)

    def _answer(self, kind: str, own: Any, detail: OrderDetail, words: str) -> Command | None:
        if not detail.endings:
            return None
        one = detail.endings[0].id
        if kind == "end":
            return lambda work: ending.agree(work, own, self.number, one, held=detail.held)
        if kind == "decline_end":
            return lambda work: ending.decline(work, own, self.number, one, words)
        return lambda work: ending.take_back(work, own, self.number, one)

    def _ruling(self, detail: OrderDetail, size: int) -> Command | None:
        """An operator decides what is in dispute, within what the form would let through."""
        with self.platform.begin() as work:
            tasks = work.session.scalars(
                select(WorkItem.task_id)
                .join(Case, Case.id == WorkItem.case_id)
                .where(Case.number == self.number, WorkItem.state == "open")
            ).all()
        if not tasks:
            return None
        decision = ("accept", "return", "refund")[size % 3]
        if decision == "accept" and detail.order.outstanding:
            decision = "return"
        said: dict[str, Any] = {"decision": decision, "explanation": "经核对"}
        if decision == "refund":
            said["refund_amount"] = str(min(to_yuan(size * 100), detail.held))
        judge = viewer(self.platform, self.operator)
        return lambda work: deciding.decide(work, judge, tasks[0], Decision("submit", data=said))

    def snapshot(self) -> tuple[object, ...]:
        """Return the order with all that belongs to it, and both wallets, as they are."""
        with self.platform.begin() as work:
            row = _order(work, self.number)
            case = work.session.get_one(Case, row.case_id)
            elements = work.runtime.elements_of_case(case.instance_id or "")
            return (
                (row.state, row.pending, row.paid_fen, row.released_fen, row.fee_fen, row.refund_fen),
                [(one.state, one.accepted_as) for one in milestones_of(work, row)],
                [(one.id, one.state) for one in proposals(work, row)],
                sorted(work.session.scalars(select(OrderFile.id).where(OrderFile.order_id == row.id))),
                [get_hold(work, one.hold_id).remaining for one in payments(work, row)],
                contract_steps.snapshot(work, CONTRACT_SUBJECT, row.id),
                plan_steps.snapshot(work, row),
                self._balances(work),
                _fees(work, row),
                sorted(one.element_id for one in elements),
            )

    def _balances(self, work: Work) -> list[Decimal]:
        owners = (self.at.buyer.organisation_id, "wallet"), (self.at.seller.organisation_id, "wallet")
        balances = [balance(work, open_account(work, *one).id) for one in owners]
        return [amount for one in balances for amount in (one.available, one.held)]

    def agrees(self, *, settled: bool) -> None:
        """Compare order, milestones, proposals, contract, files and process with the ledger.

        `settled`: all that was due has been done, so that the process has come to where the order is.
        """
        with self.platform.begin() as work:
            row = _order(work, self.number)
            self.reached.add(row.state)
            self._money_agrees(work, row)
            _milestones_agree(work, row)
            _files_agree(work, row)
            _proposals_agree(work, row, settled=settled)
            contract_steps.contract_agrees(work, row, settled=settled)
            plan_steps.plan_agrees(work, row, settled=settled)
            if settled:
                _process_agrees(work, row)
            assert check_books(work).differences == ()

    def _money_agrees(self, work: Work, row: ServiceOrder) -> None:
        paid = payments(work, row)
        held = sum(to_fen(get_hold(work, one.hold_id).remaining) for one in paid)
        assert sum(one.amount_fen for one in paid) == row.paid_fen + plan_steps.given_back_fen(work, row)
        assert held == (0 if row.state in ENDED else row.paid_fen - row.released_fen)
        if row.voucher_hold_id is not None:
            left = to_fen(get_hold(work, row.voucher_hold_id).remaining)
            assert 0 <= left <= (0 if row.state in ENDED else row.deducted_fen)
        buyer, buyer_held, seller, seller_held = self._balances(work)
        fees = _fees(work, row)
        assert (to_fen(buyer_held), to_fen(seller_held)) == (held, 0)
        wallet = open_account(work, self.at.buyer.organisation_id, "wallet").id
        received = sum(moved_by_key(work, wallet, [key for key, _ in self.notices]).values(), Decimal(0))
        assert buyer + buyer_held + seller + fees == self.begun_with + received, "made or lost"
        assert to_fen(seller) == row.released_fen - row.fee_fen + row.cost_fen
        assert to_fen(fees) == row.fee_fen


def _refused(carried_out: bool) -> None:
    """Who is to be killed at their commit comes here only if they were refused."""
    assert not carried_out


def _of_contract(detail: OrderDetail, side: int) -> tuple[str, ...]:
    about = plan_steps.to_sign(detail)
    if about is None:
        return ()
    return contract_steps.offered(about.state, ("enterprise", "provider")[side])  # type: ignore[arg-type]


def _order(work: Work, number: str) -> ServiceOrder:
    return work.session.scalars(select(ServiceOrder).where(ServiceOrder.number == number)).one()


def _fees(work: Work, row: ServiceOrder) -> Decimal:
    """Return what the platform took of this order: orders of earlier histories go on meanwhile."""
    of_order = (
        select(func.coalesce(func.sum(LedgerEntry.amount_fen), 0))
        .join(LedgerTransfer, LedgerTransfer.id == LedgerEntry.transfer_id)
        .where(LedgerEntry.account_id == open_account(work, PLATFORM, "fees").id)
        .where(LedgerTransfer.idempotency_key.startswith(f"order:{row.id}:"))
    )
    return to_yuan(int(work.session.scalar(of_order) or 0))


def _milestones_agree(work: Work, row: ServiceOrder) -> None:
    milestones = milestones_of(work, row)
    assert sum(one.amount_fen for one in milestones) == row.due_fen
    assert sum(one.voucher_fen for one in milestones) == row.deducted_fen
    states = [one.state for one in milestones]
    accepted = [one for one in states if one == "accepted"]
    assert states[: len(accepted)] == accepted, "accepted one after the other"
    serving = [one for one in states if one in SERVING]
    if row.state in SERVING and not row.pending:
        assert serving == [row.state]
    elif row.state in SETTLED:
        assert states == accepted
    elif row.state == "cancelled":
        assert set(states) <= {"accepted", "ended"}


def _files_agree(work: Work, row: ServiceOrder) -> None:
    for one in work.session.scalars(select(OrderFile).where(OrderFile.order_id == row.id)):
        assert sha256(one.content).hexdigest() == one.sha256
        if one.report_id is None and row.state not in ENDED:
            assert row.state in SERVING, "attached before the start"
        if one.report_id is not None:
            assert work.session.get_one(OrderReport, one.report_id).order_id == row.id


def _proposals_agree(work: Work, row: ServiceOrder, *, settled: bool) -> None:
    all_of_them = proposals(work, row)
    waiting = [one for one in all_of_them if one.state == "open"]
    assert len(waiting) <= 1
    if waiting and settled:
        assert row.state in SERVING, "nothing is left to end"
    assert (row.cancelled_by == "both") == any(one.state == "agreed" for one in all_of_them)
    if settled:
        for one in all_of_them:
            runs = work.session.get_one(Case, one.case_id).state in RUNNING_STATES
            assert runs == (one.state == "open"), one.state


def _process_agrees(work: Work, row: ServiceOrder) -> None:
    case = work.session.get_one(Case, row.case_id)
    elements = {one.element_id for one in work.runtime.elements_of_case(case.instance_id or "")}
    assert row.pending == ""
    assert (case.state in RUNNING_STATES) == (row.state not in ENDED)
    assert elements == set() if row.state in ENDED else row.state in elements
