"""The wallet as sub-accounts meet it: by the menu they were given, with a payment password of their own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.web.people_at_work import signed_in
from tests.web.wallet.sandbox import Market, certified_card, market, pays_with
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.conftest import FixedClock
from workflows.business.wallet.models import BankCard, Withdrawal
from workflows.ground.settings import Settings
from workflows.people.identity.models import Credential, PaymentPassword
from workflows.people.identity.passwords import hash_password
from workflows.people.identity.queries import account
from workflows.people.sub_accounts import operations as sub_accounts

pytestmark = pytest.mark.prepared

OWNERS, MEMBERS = "Pay-with-2026", "Mine-alone-2026"
PAGES = ("/wallet", "/wallet/recharge", "/wallet/withdraw", "/wallet/cards", "/wallet/statement.csv")
CARD = "6217002920111234"


@pytest.fixture
def at(settings: Settings, clock: FixedClock) -> Iterator[Market]:
    with market(settings, clock, TESTING=True, WTF_CSRF_ENABLED=False) as served:
        pays_with(served, OWNERS)
        with served.platform.begin() as work:
            receive(work, served.team.owner.organisation_id, "100.00")
        yield served


def member(at: Market, *menus: str) -> tuple[str, FlaskClient]:
    """Return a sub-account that has replaced its first password, with the browser it works in."""
    user_id = at.team.add(*menus).user_id
    with at.platform.begin() as work:
        replaced = update(Credential).where(Credential.user_id == user_id).values(must_change=False)
        work.session.execute(replaced)
    return user_id, signed_in(at.app, at.platform, user_id)


def has_payment_password(at: Market, user_id: str) -> None:
    with at.platform.begin() as work:
        work.session.add(
            PaymentPassword(
                user_id=user_id, password_hash=hash_password(MEMBERS), failures=0, changed_at=work.now
            )
        )


def asked(at: Market) -> list[tuple[str, int]]:
    with at.platform.begin() as work:
        return [(row.asked_by, row.amount_fen) for row in work.session.scalars(select(Withdrawal))]


def test_without_the_menu_there_is_no_wallet(at: Market) -> None:
    card = certified_card(at, CARD)
    user_id, browser = member(at, "products")
    has_payment_password(at, user_id)
    assert 'href="/wallet"' not in browser.get("/workbench").text
    for page in PAGES:
        assert browser.get(page).status_code == 403, page
    for path, form in (
        ("/wallet/recharge", {"amount": "1.00"}),
        ("/wallet/withdraw", {"card": card, "amount": "1.00", "payment_password": MEMBERS}),
        ("/wallet/cards", {"bank": "ccb", "number": "6217002920119999", "payment_password": MEMBERS}),
        (f"/wallet/cards/{card}/remove", {}),
    ):
        assert browser.post(path, data=form).status_code == 403, path
    assert asked(at) == []
    assert at.available() == Decimal("100.00")
    with at.platform.begin() as work:
        assert [row.state for row in work.session.scalars(select(BankCard))] == ["certified"]


def test_with_the_menu_the_own_payment_password_counts_and_not_the_owners(at: Market) -> None:
    card = certified_card(at, CARD)
    user_id, browser = member(at, "wallet")
    assert 'href="/wallet"' in browser.get("/workbench").text
    for page in PAGES:
        assert browser.get(page).status_code == 200, page
    assert "安全密码" in browser.get("/wallet/withdraw").text
    form = {"card": card, "amount": "30.00", "payment_password": OWNERS}
    assert browser.post("/wallet/withdraw", data=form).status_code == 422, "there is none of their own yet"
    has_payment_password(at, user_id)
    assert browser.post("/wallet/withdraw", data=form).status_code == 422
    assert asked(at) == []
    answer = browser.post("/wallet/withdraw", data=form | {"payment_password": MEMBERS})
    assert answer.status_code == 302
    assert (asked(at), at.available()) == ([(user_id, 3000)], Decimal("70.00"))


def test_the_menu_taken_away_ends_it_at_once(at: Market) -> None:
    card = certified_card(at, CARD)
    user_id, browser = member(at, "wallet")
    has_payment_password(at, user_id)
    with at.platform.begin() as work:
        name = account(work, user_id).full_name
    person = at.team.person("products", full_name=name)
    at.team.act(at.team.owner.user_id, sub_accounts.change, user_id, person)
    form = {"card": card, "amount": "30.00", "payment_password": MEMBERS}
    assert browser.post("/wallet/withdraw", data=form).status_code == 403
    assert browser.get("/wallet").status_code == 403
    assert 'href="/wallet"' not in browser.get("/workbench").text
    assert asked(at) == []
