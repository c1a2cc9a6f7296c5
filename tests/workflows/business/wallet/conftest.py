"""A certified provider with money in its wallet."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.bootstrap import Platform
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.values import Cause
from workflows.ground.work import Work


def receive(work: Work, organisation_id: str, yuan: str, said: str = "notice 1") -> str:
    """Let an amount come in; return the account's id."""
    clearing = open_account(work, PLATFORM, "clearing").id
    own = open_account(work, organisation_id, "wallet").id
    cause, amount = Cause("notice", said), Decimal(yuan)
    move(work, key=said, kind="recharge", cause=cause, source=clearing, target=own, amount=amount)
    return own


@pytest.fixture
def team(platform: Platform) -> Team:
    """The provider, before anything has moved."""
    return certified_provider(platform)
