"""Wallets: what they show, and to whom."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest

from tests.factories.people import staff
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.conftest import FixedClock
from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.bootstrap import Platform
from workflows.business.ledger.holds import reserve
from workflows.business.ledger.statements import period_of
from workflows.business.ledger.values import Cause
from workflows.business.wallet import queries
from workflows.business.wallet.values import WalletView
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import Forbidden, NotFound
from workflows.people.identity.queries import account


def wallet_of(team: Team, by: str = "") -> WalletView:
    wallet: WalletView = team.act(by or team.owner.user_id, queries.wallet)
    return wallet


def test_before_anything_has_moved_it_is_empty_and_looking_opens_nothing(
    team: Team, platform: Platform, clock: FixedClock
) -> None:
    wallet = wallet_of(team)
    assert (wallet.account_id, wallet.balance.total, wallet.holds) == (None, Decimal("0.00"), ())
    today = clock.now.astimezone(SHANGHAI).date()
    period = period_of(today, today)
    assert team.act(team.owner.user_id, queries.wallet_statement, period) is None
    with pytest.raises(NotFound):
        team.act(
            team.owner.user_id, queries.export_statement, period, kind="csv", target=BytesIO(), locale="en"
        )
    with platform.begin() as work:
        assert work.transaction.rows("SELECT id FROM ledger_accounts") == []


def test_balance_what_is_held_and_the_statement_newest_first(team: Team, platform: Platform) -> None:
    own = team.owner.organisation_id
    with platform.begin() as work:
        account_id = receive(work, own, "100.00")
        reserve(work, key="h", cause=Cause("case", "TX-1"), account_id=account_id, amount=Decimal("30.00"),
                purpose="withdrawal", until=work.now + timedelta(days=3))  # fmt: skip
        today = work.now.astimezone(SHANGHAI).date()
    wallet = wallet_of(team)
    assert (wallet.balance.available, wallet.balance.held) == (Decimal("70.00"), Decimal("30.00"))
    (hold,) = wallet.holds
    assert (hold.purpose, hold.cause, hold.remaining) == (
        "withdrawal", Cause("case", "TX-1"), Decimal("30.00"),
    )  # fmt: skip
    shown = team.act(team.owner.user_id, queries.wallet_statement, period_of(today, today))
    assert [str(line.amount) for line in shown.lines] == ["-30.00", "100.00"]
    earlier = period_of(date(2020, 1, 1), date(2020, 1, 2))
    assert team.act(team.owner.user_id, queries.wallet_statement, earlier).lines == ()


def test_a_foreign_organisation_sees_nothing(team: Team, platform: Platform) -> None:
    with platform.begin() as work:
        receive(work, team.owner.organisation_id, "100.00")
    stranger = certified_provider(platform).owner.user_id
    for who in (stranger, staff(platform, "consultant")):
        with pytest.raises(NotFound):
            wallet_of(team, who)
    with pytest.raises(Forbidden):  # sees the organisation, not its money
        wallet_of(team, staff(platform, "operator"))


def test_a_sub_account_sees_it_with_the_menu_and_not_after_it_was_taken(
    team: Team, platform: Platform
) -> None:
    from workflows.people.sub_accounts import operations

    without, with_menu = team.add("products"), team.add("wallet")
    with pytest.raises(Forbidden):
        wallet_of(team, without.user_id)
    assert wallet_of(team, with_menu.user_id).account_id is None
    with platform.begin() as work:
        name = account(work, with_menu.user_id).full_name
    person = team.person("products", full_name=name)
    team.act(team.owner.user_id, operations.change, with_menu.user_id, person)
    with pytest.raises(Forbidden):
        wallet_of(team, with_menu.user_id)
