"""A withdrawal over HTTP: four eyes, one pay-out that is refused, and what nobody else may see."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories.people import staff, viewer
from tests.web.people_at_work import signed_in
from tests.web.wallet.sandbox import Market, certified_card, market, pays_with
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.conftest import FixedClock
from tests.workflows.people.sub_accounts.conftest import certified_provider
from workflows.approvals.inbox.lists import to_do
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.values import Decision
from workflows.business.ledger.queries import balance, find_account
from workflows.business.wallet.models import BankCard, Withdrawal
from workflows.ground.errors import WorkflowsError
from workflows.ground.settings import Settings
from workflows.notices.models import Message

pytestmark = pytest.mark.prepared

PASSWORD = "Pay-with-2026"
GOOD, REFUSED = "6217002920111234", "6217002920110002"


@pytest.fixture
def at(settings: Settings, clock: FixedClock) -> Iterator[Market]:
    with market(settings, clock, TESTING=True, WTF_CSRF_ENABLED=False) as served:
        pays_with(served, PASSWORD)
        with served.platform.begin() as work:
            receive(work, served.team.owner.organisation_id, "100.00")
        yield served


def asked(at: Market, number: str = GOOD, amount: str = "30.00") -> str:
    """Ask for a withdrawal as its owner does; return the number of the case."""
    form = {"card": certified_card(at, number), "amount": amount, "payment_password": PASSWORD}
    answer = at.owner.post("/wallet/withdraw", data=form)
    assert answer.status_code == 302, answer.text
    at.run()
    return str(answer.headers["Location"].rpartition("/")[2])


def approve(at: Market, who: str) -> None:
    """Let a person of finance approve what waits for them."""
    decide(at, who, Decision("approve"))


def decide(at: Market, who: str, decision: Decision) -> None:
    with at.platform.begin(who) as work:
        (item,) = to_do(work, viewer(at.platform, who)).items
        assignment.claim(work, viewer(at.platform, who), item.task_id)
        deciding.decide(work, viewer(at.platform, who), item.task_id, decision)
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
    case = at.owner.get(f"/cases/{number}").text
    assert "收款账户已注销" in case
    assert "未能办理" in case
    with at.platform.begin() as work:
        told = work.session.scalars(select(Message).where(Message.template == "case_rejected")).one()
    assert (told.params["opinion"], told.params["opinion_en"]) == ("收款账户已注销", "The account is closed")
    at.owner.set_cookie("locale", "en")
    for page in ("/wallet/withdraw", f"/cases/{number}"):
        english = at.owner.get(page).text
        assert "The account is closed" in english, page
        assert "收款账户已注销" not in english, page


def test_what_finance_refuses_or_leaves_says_so(at: Market) -> None:
    first = staff(at.platform, "finance")
    asked(at)
    decide(at, first, Decision("reject", "请先结清保证金"))
    at.run()
    assert money(at) == BACK
    assert "财务未通过" in at.owner.get("/wallet/withdraw").text
    number = asked(at, "6217002920115678")
    at.run(days=20)
    assert money(at) == BACK
    owner = signed_in(at.app, at.platform, at.team.owner.user_id)
    assert "逾期未办理" in owner.get("/wallet/withdraw").text
    assert "逾期未办理" in owner.get(f"/cases/{number}").text


def test_a_wrong_password_too_much_or_a_foreign_card_moves_nothing(at: Market) -> None:
    own = certified_card(at, GOOD)
    for form in (
        {"card": own, "amount": "30.00", "payment_password": "Wrong-2026"},
        {"card": own, "amount": "100.01", "payment_password": PASSWORD},
        {"card": own, "amount": "0.001", "payment_password": PASSWORD},
        {"card": own, "amount": "1,5", "payment_password": PASSWORD},
        {"card": "nobody's", "amount": "30.00", "payment_password": PASSWORD},
    ):
        assert at.owner.post("/wallet/withdraw", data=form).status_code == 422
    assert money(at) == BACK
    with at.platform.begin() as work:
        assert list(work.session.scalars(select(Withdrawal))) == []


def test_the_fifth_wrong_password_says_locked_and_keeps_the_amount(at: Market) -> None:
    wrong = {"card": certified_card(at, GOOD), "amount": "30.00", "payment_password": "Wrong-2026"}
    for _attempt in range(5):
        answer = at.owner.post("/wallet/withdraw", data=wrong)
        assert answer.status_code == 422
        assert 'value="30.00"' in answer.text
    for page in (answer, at.owner.get("/wallet/withdraw"), at.owner.get("/wallet/cards")):
        assert "安全密码连续输错五次，已锁定" in page.text
        assert "请先设置安全密码" not in page.text


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
