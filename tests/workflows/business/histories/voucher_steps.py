"""What enterprises, reviewers, orders and the clock do to vouchers, beside what the model says of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from sqlalchemy import select

from tests.factories.people import viewer
from tests.workflows.business.histories.playing import LATER, NUMBERS, PEOPLE, Again, Played, nothing
from workflows.business.campaigns.claiming import claim
from workflows.business.campaigns.values import ClaimAnswer
from workflows.business.ledger.holds import capture, release, reserve
from workflows.business.ledger.money import to_yuan
from workflows.business.ledger.operations import reverse
from workflows.business.ledger.values import Cause, HoldView, Receipt
from workflows.business.vouchers.expiry import look_at_ends
from workflows.business.vouchers.models import VoucherGrant
from workflows.business.vouchers.operations import grant
from workflows.business.vouchers.values import GrantOrder, GrantSource
from workflows.ground.errors import InvalidState
from workflows.ground.work import Work

STOCK, FACE = 2, 10_000
PRESSES = 100
CASE = Cause("case", "DD-1")
Source = Literal["campaign", "quota"]


@dataclass
class Voucher:
    """A voucher of the model: what is held of it, by hold, and what was captured, by transfer."""

    account: str
    fen: int
    holds: list[tuple[str, int]] = field(default_factory=list)
    captured: list[tuple[str, int]] = field(default_factory=list)


@dataclass(kw_only=True)
class VoucherSteps(Played):
    """Grant, grab, hold, capture, release, refund, expire."""

    programme_id: str
    campaign_id: str
    spent: str
    vouchers: dict[tuple[Source, int], Voucher] = field(default_factory=dict)

    def _voucher(self, number: int) -> Voucher | None:
        """Return one of the vouchers that are there, None if there is none."""
        known = [self.vouchers[key] for key in sorted(self.vouchers)]
        return known[number % len(known)] if known else None

    def _grabbed(self) -> set[int]:
        return {who for source, who in self.vouchers if source == "campaign"}

    def _pressed(self, work: Work, number: int) -> ClaimAnswer:
        """Return what a person is told at last: on a slow machine others, or a process that was killed, hold
        the last voucher for long, and who is told so has got nothing and presses again."""
        answer = ClaimAnswer("busy")
        for _ in range(PRESSES):
            if answer.outcome != "busy":
                break
            answer = claim(work, viewer(self.platform, self.actor(number)), self.campaign_id)
        return answer

    def _grab(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        who = number % PEOPLE
        answer = self._pressed(work, number)
        got = self._grabbed()
        assert answer.outcome == ("claimed" if who in got or len(got) < STOCK else "sold_out")
        assert answer.repeated == (who in got)
        if answer.claim is None or answer.repeated:
            return nothing
        account = work.session.get_one(VoucherGrant, answer.claim.voucher_id).account_id
        return lambda: self.vouchers.update({("campaign", who): Voucher(account, FACE)})

    def _grab_twice(self, number: int, _fen: int) -> None:
        """Two clicks at once of the same enterprise, and one of another beside them."""
        clicks = [number, number, number + 1]

        def click(of: int) -> str:
            with self.platform.begin(self.actor(of)) as work:
                return self._pressed(work, of).outcome

        with ThreadPoolExecutor(len(clicks)) as pool:
            said = list(pool.map(click, clicks))
        assert set(said) <= {"claimed", "sold_out"}
        owners = [person.organisation_id for person in self.people]
        with self.platform.begin() as work:
            mine = (VoucherGrant.source_id == self.campaign_id, VoucherGrant.organisation_id.in_(owners))
            rows = work.session.scalars(select(VoucherGrant).where(*mine)).all()
            got = {owners.index(row.organisation_id): row.account_id for row in rows}
        assert len(got) == len(rows) <= STOCK
        assert all((of % PEOPLE in got) == (what == "claimed") for of, what in zip(clicks, said, strict=True))
        for who in got.keys() - self._grabbed():
            self.vouchers["campaign", who] = Voucher(got[who], FACE)

    def _quota(self, who: int) -> GrantOrder:
        number = f"{self.programme_id}-{who}"
        source, cause = GrantSource("quota", number), Cause("case", number)
        return GrantOrder(self.programme_id, self.people[who].organisation_id, source, cause, to_yuan(FACE))

    def _grant(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        """Grant what a reviewer has decided; a decision that comes again grants the same voucher."""
        made = grant(work, self._quota(number % PEOPLE))
        account = work.session.get_one(VoucherGrant, made.id).account_id
        return lambda: self._granted(number % PEOPLE, account)

    def _grant_twice(self, number: int, _fen: int) -> None:
        order = self._quota(number % PEOPLE)
        first, second = self.at_once(number, lambda work, _: grant(work, order).id)
        assert first == second
        with self.platform.begin() as work:
            account = work.session.get_one(VoucherGrant, first).account_id
        self._granted(number % PEOPLE, account)

    def _granted(self, who: int, account: str) -> None:
        known = self.vouchers.setdefault(("quota", who), Voucher(account, FACE))
        assert known.account == account
        self.last = lambda work: grant(work, self._quota(who))

    def _hold(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        one = self._voucher(number)
        if one is None:
            return self._grant(work, number, fen)
        if one.fen < fen:
            return nothing
        again = self._reserving(one, fen)
        made = again(work)

        def change() -> None:
            one.fen -= fen
            one.holds.append((made.id, fen))
            self.last = again

        return change

    def _reserving(self, one: Voucher, fen: int) -> Callable[[Work], HoldView]:
        key, until = f"hold {next(NUMBERS)}", self.platform.clock() + timedelta(days=1)
        return lambda work: reserve(
            work, key=key, cause=CASE, account_id=one.account, amount=to_yuan(fen), purpose="order",
            until=until,
        )  # fmt: skip

    def _hold_twice(self, number: int, fen: int) -> None:
        """Two orders at once: both hold if there is enough for both."""
        one = self._voucher(number)
        if one is None:
            return
        orders = [self._reserving(one, fen) for _ in range(2)]
        said = self.at_once(number, lambda work, of: orders[of](work))
        made = [hold for hold in said if isinstance(hold, HoldView)]
        assert len(made) == min(2, one.fen // fen), said
        one.fen -= fen * len(made)
        one.holds += [(hold.id, fen) for hold in made]

    def _capture(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        one = self._voucher(number)
        if one is None or not one.holds:
            return self._hold(work, number, fen)
        again = self._capturing(one.holds[-1][0])
        made = again(work)

        def change() -> None:
            self._captured(one, made)
            self.last = again

        return change

    def _capturing(self, hold: str) -> Callable[[Work], Receipt]:
        key = f"capture {next(NUMBERS)}"
        return lambda work: capture(work, hold, key=key, cause=CASE, target=self.spent)

    def _captured(self, one: Voucher, made: Receipt) -> None:
        _, fen = one.holds.pop()
        one.captured.append((made.transfer_id, fen))

    def _capture_twice(self, number: int, _fen: int) -> None:
        """Two take the same hold at once: one gets it, the other is told that it is over."""
        one = self._voucher(number)
        if one is None or not one.holds:
            return
        ways = [self._capturing(one.holds[-1][0]) for _ in range(2)]
        said = self.at_once(number, lambda work, of: ways[of](work))
        (made,) = (receipt for receipt in said if isinstance(receipt, Receipt))
        assert [refusal.code for refusal in said if isinstance(refusal, InvalidState)] == [
            "ledger.hold_closed"
        ]
        self._captured(one, made)

    def _refund(self, work: Work, number: int, fen: int) -> Callable[[], None]:
        """Give back what an order has paid; where there is nothing yet, come a step nearer to it."""
        one = self._voucher(number)
        if one is None or not one.captured:
            return self._capture(work, number, fen)
        again = self._refunding(one.captured[-1][0])
        again(work)
        return lambda: self._refunded(one, again)

    def _refunding(self, transfer: str) -> Callable[[Work], Receipt]:
        key = f"refund {next(NUMBERS)}"
        return lambda work: reverse(work, transfer, key=key, cause=CASE)

    def _refunded(self, one: Voucher, again: Again | None) -> None:
        one.fen += one.captured.pop()[1]
        self.last = again

    def _refund_twice(self, number: int, _fen: int) -> None:
        one = self._voucher(number)
        if one is None or not one.captured:
            return
        ways = [self._refunding(one.captured[-1][0]) for _ in range(2)]
        said = self.at_once(number, lambda work, of: ways[of](work))
        assert [refusal.code for refusal in said if isinstance(refusal, InvalidState)] == [
            "ledger.reversed_already"
        ]
        self._refunded(one, None)

    def _release(self, work: Work, number: int, _fen: int) -> Callable[[], None]:
        one = self._voucher(number)
        if one is None or not one.holds:
            return nothing
        (hold, fen), key = one.holds[-1], f"release {next(NUMBERS)}"

        def again(work: Work) -> Receipt:
            return release(work, hold, key=key, cause=CASE)

        again(work)

        def change() -> None:
            one.holds.pop()
            one.fen += fen
            self.last = again

        return change

    def _expire(self, work: Work, _number: int, _fen: int) -> Callable[[], None]:
        """Take back what is available of every voucher; what an order holds stays held until a later look."""
        mine = select(VoucherGrant).where(VoucherGrant.programme_id == self.programme_id)
        for row in work.session.scalars(mine):
            row.next_look_at = self.platform.clock() - LATER  # before those of other examples
        work.session.flush()
        look_at_ends(work)

        def change() -> None:
            for one in self.vouchers.values():
                one.fen = 0

        return change
