"""What the lists of a wallet ask of the database does not grow with what stands in them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.asked import asked_meanwhile
from tests.web.wallet.conftest import SignIn
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.people.sub_accounts.conftest import Team
from workflows.bootstrap import Platform
from workflows.business.ledger.holds import reserve
from workflows.business.ledger.operations import open_account
from workflows.business.ledger.values import Cause
from workflows.business.payments.models import PaymentOrder
from workflows.business.wallet.models import BankCard, Withdrawal

pytestmark = pytest.mark.prepared

FEW, MANY = 2, 9
PAGES = ("/wallet", "/wallet/recharge", "/wallet/withdraw", "/wallet/cards")


def fill(platform: Platform, organisation_id: str, many: range) -> None:
    """Add a line to the statement and a hold, an order, a card and a withdrawal for each number."""
    with platform.begin() as work:
        wallet = open_account(work, organisation_id, "wallet").id
        for number in many:
            receive(work, organisation_id, "10.00", f"SC-{number}")
            hold = reserve(
                work, key=f"hold {number}", cause=Cause("notice", f"SC-{number}"), account_id=wallet,
                amount=Decimal("1.00"), purpose="withdrawal", until=work.now + timedelta(days=9),
            )  # fmt: skip
            card = BankCard(
                organisation_id=organisation_id, bank="ccb", bank_name="中国建设银行", holder="湘江检测",
                number=b"", tail=f"{number:04d}", state="certified", reason="", tries=1, added_by="",
                added_at=work.now, changed_at=work.now,
            )  # fmt: skip
            order = PaymentOrder(
                number=f"CZ{number}", owner=organisation_id, gateway="sandbox", amount_fen=100,
                state="closed", created_by="", created_at=work.now, expires_at=work.now, asked=0,
            )  # fmt: skip
            work.session.add_all([card, order])
            work.session.flush()
            work.session.add(
                Withdrawal(
                    organisation_id=organisation_id, card_id=card.id, amount_fen=100, hold_id=hold.id,
                    state="asked", reason="", case_number=f"TX-{number}", asked_by="", asked_at=work.now,
                    changed_at=work.now,
                )
            )  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_list_costs_the_same_whatever_stands_in_it(
    team: Team, platform: Platform, as_user: SignIn, path: str
) -> None:
    owner = as_user(team.owner.user_id)
    counts = []
    for many in (range(FEW), range(FEW, MANY)):
        fill(platform, team.owner.organisation_id, many)
        assert owner.get(path).status_code == 200
        with asked_meanwhile() as asked:
            page = owner.get(path).text
        said = {
            "/wallet": "SC-1",
            "/wallet/recharge": "CZ1",
            "/wallet/withdraw": "TX-1",
            "/wallet/cards": "0001",
        }
        assert said[path] in page
        counts.append(len(asked))
    assert counts[0] == counts[1]
