"""Every money route × people of other organisations, sub-accounts × objects: found from the table of routes.

A route that is added is asked as soon as it is there; one that changes something has to be put into a class
here first.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from tests.web.people_at_work import signed_in
from tests.web.wallet.sandbox import Market, certified_card
from tests.workflows.business.campaigns.conftest import begun
from tests.workflows.business.vouchers.conftest import granted
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.conftest import FixedClock
from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.bootstrap import Platform
from workflows.business.campaigns.models import CampaignClaim
from workflows.business.payments.models import PaymentOrder
from workflows.business.payments.operations import create_order
from workflows.business.vouchers.models import VoucherProgramme
from workflows.business.wallet.models import BankCard, Withdrawal
from workflows.people.identity.models import Credential

pytestmark = pytest.mark.prepared

MONEY = ("wallet.", "vouchers.", "campaigns.", "payments.")
CARD = "6217002920118642"
BALANCE, RECHARGE, FACE = "4,321.09", "87.65", "543.21"
WITHOUT_PASSWORD = {
    "wallet.start_recharge": "money comes in",
    "wallet.set_payment_password": "sets the own one, by a code",
    "wallet.send_payment_code": "sends that code",
    "wallet.change_payment_password": "asks for the own one",
    "wallet.remove_card": "takes a way out away",
    "vouchers.give_up": "goes back to the programme, nowhere else; the legal person alone",
    "campaigns.grab": "a voucher comes in",
    "campaigns.apply": "leads to a form",
    "payments.notice": "the gateway's signature counts",
}
"""Routes that change something without a payment password, and why they may."""
WITH_PASSWORD = {"wallet.ask_withdrawal", "wallet.add"}
PUBLIC = ("campaigns.", "payments.")
"""Rooms that answer everybody; what they show of others is nothing."""
STRANGER, STRANGERS_CLERK = "owner of another organisation", "its sub-account with the wallet"
CLERK = "own sub-account without the wallet"
WITH_A_WALLET = {STRANGER, STRANGERS_CLERK}


@dataclass(frozen=True, slots=True)
class Rich:
    """An organisation with one of everything that money pages show."""

    at: Market
    objects: dict[str, str]
    secrets: tuple[str, ...]

    def kept(self) -> list[int]:
        """Count what money pages can add or take away."""
        with self.at.platform.begin() as work:
            cards = select(func.count()).where(BankCard.state == "certified")
            tables = (BankCard, PaymentOrder, Withdrawal, CampaignClaim)
            asked = [cards, *(select(func.count()).select_from(table) for table in tables)]
            return [work.session.scalar(one) or 0 for one in asked]

    def requests(self, method: str) -> list[tuple[str, str]]:
        """Return endpoint and address of every money route, with the objects of this organisation."""
        adapter, addresses = self.at.app.url_map.bind("localhost"), []
        for rule in self.at.app.url_map.iter_rules():
            if rule.endpoint.startswith(MONEY) and method in (rule.methods or ()):
                objects = {name: self.objects[name] for name in rule.arguments}
                addresses.append((rule.endpoint, adapter.build(rule.endpoint, objects)))
        return sorted(addresses)

    def form(self) -> dict[str, str]:
        """Return what would do something wherever it is sent: every field of every form of these rooms."""
        return {
            "amount": "1.00", "card": self.objects["card_id"], "bank": "ccb", "number": "6217002920110001",
            "payment_password": "Mine-alone-2026", "current": "Mine-alone-2026", "new": "Mine-other-2026",
            "way": "mobile", "act": "pay", "behaviour": "good",
        }  # fmt: skip

    def told(self, answer: TestResponse) -> list[str]:
        text = answer.get_data(as_text=True)
        return [secret for secret in self.secrets if secret in text]


@pytest.fixture
def rich(app: Flask, platform: Platform, clock: FixedClock, team: Team) -> Rich:
    at = Market(app, platform, clock, team, "", signed_in(app, platform, team.owner.user_id))
    owner = team.owner.organisation_id
    card, campaign = certified_card(at, CARD), begun(platform)
    with platform.begin() as work:
        receive(work, owner, BALANCE.replace(",", ""))
        order = create_order(work, "sandbox", owner=owner, amount=Decimal(RECHARGE))
        programme = work.session.scalars(select(VoucherProgramme.id)).one()
        voucher = granted(work, programme, owner, FACE).id
    objects = {
        "card_id": card, "number": order, "voucher_id": voucher, "programme_id": programme,
        "campaign_id": campaign, "kind": "csv", "gateway": "sandbox",
    }  # fmt: skip
    return Rich(at, objects, (BALANCE, RECHARGE, FACE, CARD[-4:], order, voucher, card))


def without_first_password(rich: Rich, user_id: str) -> FlaskClient:
    with rich.at.platform.begin() as work:
        work.session.execute(
            update(Credential).where(Credential.user_id == user_id).values(must_change=False)
        )
    return signed_in(rich.at.app, rich.at.platform, user_id)


@pytest.fixture
def strangers(rich: Rich, platform: Platform) -> dict[str, FlaskClient]:
    """Nobody who may see this organisation's money."""
    other = certified_provider(platform)
    return {
        STRANGER: signed_in(rich.at.app, platform, other.owner.user_id),
        STRANGERS_CLERK: without_first_password(
            rich, other.add("wallet", mobile="13900009001", name="other_clerk").user_id
        ),
        CLERK: without_first_password(rich, rich.at.team.add("products").user_id),
        "visitor": rich.at.app.test_client(),
    }


def test_the_organisation_itself_sees_all_of_it(rich: Rich) -> None:
    """So that the test below does not pass because nothing is shown to anybody."""
    told = {secret for _, address in rich.requests("GET") for secret in rich.told(rich.at.owner.get(address))}
    assert told == set(rich.secrets)


def test_no_money_page_shows_or_changes_what_is_anothers(
    rich: Rich, strangers: dict[str, FlaskClient]
) -> None:
    before, available, wrong = rich.kept(), rich.at.available(), []
    for who, client in strangers.items():
        for method in ("GET", "POST"):
            for endpoint, address in rich.requests(method):
                if endpoint == "wallet.start_recharge" and who in WITH_A_WALLET:
                    continue  # into a wallet of their own
                answer = client.open(address, method=method, data=rich.form() if method == "POST" else None)
                asked = f"{method} {address} as {who}"
                echoed = {address.rpartition("/")[2], address.rsplit("/", 2)[-2], *rich.form().values()}
                wrong += [f"{asked} shows {secret}" for secret in rich.told(answer) if secret not in echoed]
                shut = who == CLERK and not endpoint.startswith(PUBLIC)
                if answer.status_code >= 500 or (shut and answer.status_code not in {403, 404}):
                    wrong.append(f"{asked}: {answer.status_code}")
    assert wrong == []
    assert rich.at.available() == available
    assert rich.kept() == before


def test_every_route_that_changes_something_is_in_a_class(rich: Rich) -> None:
    posts = {endpoint for endpoint, _ in rich.requests("POST")}
    assert posts == WITH_PASSWORD | set(WITHOUT_PASSWORD), "a new route: does it ask for the password?"


def test_the_menu_alone_lets_no_money_out(rich: Rich) -> None:
    """A sub-account with the menu sees the pages; without a payment password of its own nothing goes out."""
    member = without_first_password(rich, rich.at.team.add("wallet").user_id)
    before, available = rich.kept(), rich.at.available()
    for endpoint, address in rich.requests("GET"):
        if endpoint.startswith("wallet."):
            assert member.get(address).status_code == 200, address
    for endpoint, address in rich.requests("POST"):
        if endpoint in WITH_PASSWORD:
            assert member.post(address, data=rich.form()).status_code == 422, address
    assert (rich.kept(), rich.at.available()) == (before, available)
