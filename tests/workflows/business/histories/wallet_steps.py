"""What people, finance and the gateway do to wallets, beside what the model says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories.people import viewer
from tests.workflows.business.histories.playing import NUMBERS, PEOPLE, Again, Played, nothing
from tests.workflows.business.wallet.conftest import receive
from workflows.approvals.cases import withdraw_and_urge
from workflows.approvals.models import Case
from workflows.business.ledger.money import to_yuan
from workflows.business.payments.gateway import GatewayPayOut
from workflows.business.payments.pay_outs import follow
from workflows.business.wallet import withdrawals
from workflows.business.wallet.models import Withdrawal
from workflows.ground.errors import Invalid, InvalidState
from workflows.ground.work import Work


@dataclass
class Paid:
    """A withdrawal of the model: `state` is asked, paid or back."""

    id: str
    owner: int
    fen: int
    state: str = "asked"


@dataclass(kw_only=True)
class WalletSteps(Played):
    """Recharge, withdraw, take back, pay out, fail."""

    cards: list[str]
    fen: list[int] = field(default_factory=lambda: [0] * PEOPLE)
    asked: list[Paid] = field(default_factory=list)

    def _recharge(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        who = number % PEOPLE
        again = self._notice(who, fen)
        again(work)
        return lambda: self._add(who, fen, again)

    def _notice(self, who: int, fen: int) -> Again:
        said = (self.people[who].organisation_id, f"{to_yuan(fen):.2f}", f"H-{next(NUMBERS)}")
        return lambda work: receive(work, *said)

    def _recharge_twice(self, number: int, fen: int) -> None:
        """The same notice comes twice at once."""
        notice = self._notice(number % PEOPLE, fen)
        self.at_once(number, lambda work, _: notice(work))
        self._add(number % PEOPLE, fen, notice)

    def _add(self, who: int, fen: int, again: Again) -> None:
        self.fen[who] += fen
        self.last = again

    def _withdraw(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        who = number % PEOPLE
        person = self.people[who]
        words = {"card_id": self.cards[who], "amount": to_yuan(fen)}
        own = viewer(self.platform, person.user_id)
        if fen > self.fen[who]:
            with pytest.raises(Invalid):
                withdrawals.ask(work, own, person.organisation_id, **words)  # type: ignore[arg-type]
            return nothing
        case = withdrawals.ask(work, own, person.organisation_id, **words)  # type: ignore[arg-type]
        row = work.session.scalars(select(Withdrawal.id).where(Withdrawal.case_number == case)).one()

        def change() -> None:
            self.fen[who] -= fen
            self.asked.append(Paid(row, who, fen))

        return change

    def _withdraw_twice(self, number: int, fen: int) -> None:
        """Two ask at once: both get it if there is enough for both."""
        who = number % PEOPLE
        person, own = self.people[who], viewer(self.platform, self.actor(number))
        card, amount = self.cards[who], to_yuan(fen)

        def ask(work: Work, _: int) -> str:
            return withdrawals.ask(work, own, person.organisation_id, card_id=card, amount=amount)

        said = self.at_once(number, ask)
        cases = [one for one in said if isinstance(one, str)]
        assert len(cases) == min(2, self.fen[who] // fen), said
        with self.platform.begin() as work:
            rows = select(Withdrawal.id).where(Withdrawal.case_number.in_(cases))
            self.asked += [Paid(row, who, fen) for row in work.session.scalars(rows)]
        self.fen[who] -= fen * len(cases)

    def _take_back(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        if not self.asked:
            return nothing
        one = self.asked[number % len(self.asked)]
        if one.state != "asked":
            with pytest.raises(InvalidState):
                withdrawals.withdrawn(work, one.id)
            return nothing
        number_of_case = work.session.get_one(Withdrawal, one.id).case_number
        case = work.session.scalars(select(Case.id).where(Case.number == number_of_case)).one()
        withdraw_and_urge.withdraw(work, viewer(self.platform, self.people[one.owner].user_id), case, "")
        return lambda: self._back(one)

    def _back(self, one: Paid) -> None:
        one.state = "back"
        self.fen[one.owner] += one.fen

    def _paid(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        return self._settle(work, number, "paid")

    def _failed(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        return self._settle(work, number, "failed")

    def _settle(self, work: Work, number: int, state: Any) -> Callable[[], None]:
        """Let finance have released it, and the gateway say how it ended, twice."""
        waiting = [one for one in self.asked if one.state == "asked"]
        if not waiting:
            return nothing
        one = waiting[number % len(waiting)]
        pay_out = withdrawals.pay(work, one.id)
        assert withdrawals.pay(work, one.id) == pay_out
        for _ in range(2):
            said = GatewayPayOut(pay_out, f"SO{pay_out}", to_yuan(one.fen), state, "", work.now)
            follow(work, "sandbox", said)

        def change() -> None:
            if state == "failed":
                self._back(one)
            one.state = state

        return change
