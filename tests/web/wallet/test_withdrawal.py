"""A withdrawal over HTTP: four eyes, one pay-out that is refused, and what nobody else may see."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories.people import staff, viewer
from tests.web.people_at_work import signed_in
from tests.web.wallet.sandbox import Market, market, pays_with
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.conftest import FixedClock
from tests.workflows.people.sub_accounts.conftest import certified_provider
from workflows.approvals.inbox.lists import to_do
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.values import Decision
from workflows.business.ledger.queries import balance, find_account
from workflows.business.payments.card_numbers import lock_card
from workflows.business.wallet.models import BankCard, Withdrawal
from workflows.ground.errors import WorkflowsError
from workflows.ground.settings import Settings
from workflows.people.organisations.queries import names

PASSWORD = "Pay-with-2026"
GOOD, REFUSED = "6217002920111234", "6217002920110002"


@pytest.fixture
def at(settings: Settings, clock: FixedClock) -> Iterator[Market]:
    with market(settings, clock, TESTING=True, WTF_CSRF_ENABLED=False) as served:
        served.platform.prepare()
        pays_with(served, PASSWORD)
        with served.platform.begin() as work:
            receive(work, served.team.owner.organisation_id, "100.00")
        yield served


def card(at: Market, number: str) -> str:
    """Return the id of a certified card."""
    owner = at.team.owner.organisation_id
    with at.platform.begin() as work:
        row = BankCard(
            organisation_id=owner, bank="ccb", bank_name="中国建设银行", holder=names(work, [owner])[owner],
            number=lock_card(at.platform.settings.secret_key, number), tail=number[-4:], state="certified",
            reason="", tries=1, added_by="", added_at=work.now, changed_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        return row.id


def asked(at: Market, number: str = GOOD, amount: str = "30.00") -> str:
    """Ask for a withdrawal as its owner does; return the number of the case."""
    form = {"card": card(at, number), "amount": amount, "payment_password": PASSWORD}
    answer = at.owner.post("/wallet/withdraw", data=form)
    assert answer.status_code == 302, answer.text
    at.run()
    return str(answer.headers["Location"].rpartition("/")[2])


def approve(at: Market, who: str) -> None:
    """Let a person of finance approve what waits for them."""
    with at.platform.begin(who) as work:
        (item,) = to_do(work, viewer(at.platform, who)).items
        assignment.claim(work, viewer(at.platform, who), item.task_id)
        deciding.decide(work, viewer(at.platform, who), item.task_id, Decision("approve"))
    at.run()


def money(at: Market) -> tuple[Decimal, Decimal]:
    """Return what the wallet has at its disposal, and what of it is held."""
    with at.platform.begin() as work:
        account = find_account(work, at.team.owner.organisation_id, "wallet")
        assert account is not None
        has = balance(work, account.id)
        return has.available, has.held


HELD, GONE, BACK = (
    (Decimal(70), Decimal(30)),
    (Decimal(70), Decimal(0)),
    (Decimal(100), Decimal(0)),
)


def test_two_people_of_finance_let_it_go_and_the_first_cannot_do_both(at: Market) -> None:
    first, second = staff(at.platform, "finance"), staff(at.platform, "finance")
    number = asked(at)
    assert money(at) == HELD
    approve(at, first)
    with at.platform.begin(second) as work:
        (item,) = to_do(work, viewer(at.platform, second)).items
    with at.platform.begin(first) as work, pytest.raises(WorkflowsError):
        deciding.decide(work, viewer(at.platform, first), item.task_id, Decision("approve"))
    assert money(at) == HELD
    approve(at, second)
    assert money(at) == GONE
    page = at.owner.get("/wallet/withdraw").text
    assert number in page
    assert "已到账" in page


def test_a_refused_pay_out_comes_back_with_the_reason(at: Market) -> None:
    first, second = staff(at.platform, "finance"), staff(at.platform, "finance")
    number = asked(at, REFUSED)
    approve(at, first)
    approve(at, second)
    assert money(at) == BACK
    assert "收款账户已注销" in at.owner.get("/wallet/withdraw").text
    assert "收款账户已注销" in at.owner.get(f"/cases/{number}").text


def test_a_wrong_password_too_much_or_a_foreign_card_moves_nothing(at: Market) -> None:
    own = card(at, GOOD)
    for form in (
        {"card": own, "amount": "30.00", "payment_password": "Wrong-2026"},
        {"card": own, "amount": "100.01", "payment_password": PASSWORD},
        {"card": own, "amount": "0.001", "payment_password": PASSWORD},
        {"card": "nobody's", "amount": "30.00", "payment_password": PASSWORD},
    ):
        assert at.owner.post("/wallet/withdraw", data=form).status_code == 422
    assert money(at) == BACK
    with at.platform.begin() as work:
        assert list(work.session.scalars(select(Withdrawal))) == []


def test_another_organisation_sees_nothing_of_it(at: Market) -> None:
    number = asked(at)
    other = signed_in(at.app, at.platform, certified_provider(at.platform).owner.user_id)
    for page in ("/wallet", "/wallet/withdraw", "/wallet/cards"):
        answer = other.get(page)
        assert answer.status_code == 200
        assert number not in answer.text
        assert "1234" not in answer.text
    assert other.get(f"/cases/{number}").status_code == 404
    with at.platform.begin() as work:
        (row,) = work.session.scalars(select(BankCard))
    form = {"card": row.id, "amount": "1.00", "payment_password": PASSWORD}
    assert other.post("/wallet/withdraw", data=form).status_code == 422
    assert other.post(f"/wallet/cards/{row.id}/remove").status_code == 404
