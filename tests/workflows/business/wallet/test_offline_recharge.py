"""Recharge by transfer: what is credited, once, and a slip that is handed in a second time."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PIL import Image

from tests.factories.people import staff, viewer
from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.approvals.cases import submitting
from workflows.approvals.inbox.lists import to_do
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.ledger.queries import balance, find_account
from workflows.business.ledger.statements import StatementLine, StatementPeriod, whole_statement
from workflows.business.wallet.offline_recharges import offline_recharges
from workflows.files.operations import store

pytestmark = pytest.mark.prepared

SAID = {
    "platform_account": "main",
    "amount": "5000.00",
    "paid_on": "2026-03-02",
    "payer_name": "湘江检测",
    "payer_account": "6217 0029 2011 0000",
}
ARRIVED = {"arrived_amount": "4990.50", "arrived_on": "2026-03-02", "bank_reference": "CCB-1"}


@pytest.fixture
def finance(platform: Platform) -> str:
    return staff(platform, "finance")


def slip(platform: Platform, team: Team, *, name: str, colour: str = "white") -> dict[str, Any]:
    content = io.BytesIO()
    Image.new("RGB", (30, 30), colour).save(content, "PNG")
    content.seek(0)
    who = team.owner.user_id
    with platform.begin(who) as work:
        seen_by = viewer(platform, who)
        return dict(store(work, platform.files, seen_by, content, name=name, profile="scan").descriptor)


def report(platform: Platform, team: Team, file: dict[str, Any]) -> str:
    """Hand a transfer in; return the number of the case."""
    who = team.owner.user_id
    with platform.begin(who) as work:
        case = submitting.submit(
            work,
            viewer(platform, who),
            "offline_recharge",
            {**SAID, "slip": [file]},
            organisation_id=team.owner.organisation_id,
        )
    platform.engine.run_due_jobs()
    return case.number


Confirm = Callable[[str], dict[str, Any]]


@pytest.fixture
def confirm(platform: Platform, finance: str) -> Confirm:
    """Let finance approve what waits of a case; return the variables that its step had."""

    def carry_out(number: str) -> dict[str, Any]:
        with platform.begin(finance) as work:
            waiting = to_do(work, viewer(platform, finance)).items
            (item,) = [one for one in waiting if one.case.number == number]
            known = dict(work.runtime.variables(item.case.instance_id or ""))
            assignment.claim(work, viewer(platform, finance), item.task_id)
        with platform.begin(finance) as work:
            decision = Decision("approve", data=ARRIVED)
            deciding.decide(work, viewer(platform, finance), item.task_id, decision)
        platform.engine.run_due_jobs()
        return known

    return carry_out


def lines(platform: Platform, team: Team) -> list[StatementLine]:
    with platform.begin() as work:
        account = find_account(work, team.owner.organisation_id, "wallet")
        if account is None:
            return []
        from datetime import timedelta

        period = StatementPeriod(work.now - timedelta(days=300), work.now + timedelta(days=1))
        return list(whole_statement(work, account.id, period)[1])


def latest(platform: Platform, team: Team) -> list[tuple[str, str, Decimal]]:
    """Return the latest recharges by transfer, as the wallet's page lists them."""
    with platform.begin() as work:
        seen_by = viewer(platform, team.owner.user_id)
        rows = offline_recharges(work, seen_by, team.owner.organisation_id)
        return [(one.case_number, one.state, one.amount) for one in rows]


def test_what_really_came_is_credited_and_names_the_case(platform: Platform, confirm: Confirm) -> None:
    team = certified_provider(platform)
    number = report(platform, team, slip(platform, team, name="a.png"))
    assert lines(platform, team) == []
    assert latest(platform, team) == [(number, "in_review", Decimal("5000.00"))], "what was reported"
    confirm(number)
    assert latest(platform, team) == [(number, "approved", Decimal("4990.50"))], "what really came"
    (line,) = lines(platform, team)
    assert (line.amount, line.kind, line.cause.id) == (Decimal("4990.50"), "recharge", number)
    with platform.begin() as work:
        account = find_account(work, team.owner.organisation_id, "wallet")
        assert account is not None
        assert balance(work, account.id).available == Decimal("4990.50")


def test_the_same_slip_is_seen_whatever_it_is_called(platform: Platform, confirm: Confirm) -> None:
    team, other = certified_provider(platform), certified_provider(platform)
    first = report(platform, team, slip(platform, team, name="a.png"))
    second = report(platform, other, slip(platform, other, name="b.png"))
    third = report(platform, team, slip(platform, team, name="c.png", colour="black"))
    assert confirm(first)["same_slip"] == ""
    assert confirm(second)["same_slip"] == first
    assert confirm(third)["same_slip"] == ""
