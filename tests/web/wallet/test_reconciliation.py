"""The daily reconciliation with the gateway's file, over HTTP, and the cases that it begins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.factories.people import staff, viewer
from tests.web.people_at_work import signed_in
from tests.web.wallet.sandbox import Market, market
from tests.workflows.conftest import FixedClock
from workflows.approvals.inbox.lists import to_do
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.values import Decision
from workflows.business.payment_sandbox.models import SandboxPayment
from workflows.business.payments.models import PaymentDifference, PaymentOrder, StatementDay
from workflows.ground.settings import Settings

pytestmark = pytest.mark.prepared


@pytest.fixture
def at(settings: Settings, clock: FixedClock) -> Iterator[Market]:
    with market(settings, clock, TESTING=True, WTF_CSRF_ENABLED=False) as served:
        yield served


def compare(at: Market) -> list[tuple[str, str]]:
    """Compare yesterday with the gateway; return the number and the kind of each difference noted by now."""
    with at.platform.begin() as work:
        work.jobs.begin_periodic("payment.reconcile_daily")
    at.platform.engine.run_due_jobs()
    with at.platform.begin() as work:
        rows = work.session.scalars(select(PaymentDifference).order_by(PaymentDifference.kind))
        return [(row.number, row.kind) for row in rows]


def days(at: Market) -> list[tuple[int, int]]:
    with at.platform.begin() as work:
        rows = work.session.scalars(select(StatementDay).order_by(StatementDay.day))
        return [(row.equal, row.differences) for row in rows]


def test_what_is_equal_begins_nothing(at: Market) -> None:
    at.pay(at.order("100.00"), "good")
    at.clock.pass_time(days=1)
    assert (compare(at), days(at)) == ([], [(1, 0)])


def test_each_difference_is_a_case_of_finance_once_and_they_clear_it(at: Market) -> None:
    finance = staff(at.platform, "finance")
    equal, here_only, there_only, other = (at.order(yuan) for yuan in ("1.00", "2.00", "3.00", "4.00"))
    for number in (equal, here_only, there_only, other):
        at.pay(number, "good")
    with at.platform.begin() as work:
        work.session.get_one(SandboxPayment, here_only).state = "closed"
        work.session.get_one(SandboxPayment, other).paid_fen = 399
        work.session.get_one(PaymentOrder, there_only).state = "pending"
    at.clock.pass_time(days=1)
    expected = [(there_only, "missing_here"), (here_only, "missing_there"), (other, "other_amount")]
    assert (compare(at), days(at)) == (expected, [(1, 3)])
    assert compare(at) == expected, "compared again, nothing is noted twice"
    with at.platform.begin(finance) as work:
        waiting = to_do(work, viewer(at.platform, finance)).items
        assert len(waiting) == len(expected)
        chosen = waiting[0]
        assignment.claim(work, viewer(at.platform, finance), chosen.task_id)
        said = {"conclusion": "corrected_there", "explanation": "通道次日补账"}
        deciding.decide(work, viewer(at.platform, finance), chosen.task_id, Decision("approve", data=said))
    at.platform.engine.run_due_jobs()
    with at.platform.begin() as work:
        cleared = work.session.scalars(
            select(PaymentDifference).where(PaymentDifference.cleared_at.is_not(None))
        ).one()
        assert (cleared.case_number, cleared.conclusion) == (chosen.case.number, "corrected_there")


def test_an_order_in_question_is_a_case_at_once_and_not_another_by_the_file(at: Market) -> None:
    finance = staff(at.platform, "finance")
    number = at.order("100.00")
    at.pay(number, "other_amount")
    with at.platform.begin(finance) as work:
        (item,) = to_do(work, viewer(at.platform, finance)).items
        assert number in item.case.title_zh
    page = signed_in(at.app, at.platform, finance).get(f"/inbox/tasks/{item.task_id}").text
    assert "沙箱支付通道" in page, "gateways are called by their names"
    at.clock.pass_time(days=1)
    assert compare(at) == [(number, "in_question")]
