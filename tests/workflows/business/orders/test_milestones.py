"""Milestones: reported, returned, accepted, silent, disputed; and what is paid out with each."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pypdf import PdfWriter
from sqlalchemy import select

from tests.factories.orders import Market
from tests.factories.people import Applicant, viewer
from tests.workflows.business.orders.test_checkout import left, voucher
from tests.workflows.conftest import FixedClock
from workflows.business.orders import report_files
from workflows.files.sent_files import SentFile
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound
from workflows.notices.models import Message

pytestmark = pytest.mark.prepared


def pdf() -> bytes:
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(made)
    return made.getvalue()


PDF = pdf()


def states(at: Market, number: str) -> list[str]:
    return [one.state for one in at.look(number).milestones]


def news(at: Market, who: Applicant, template: str = "order_news") -> list[str]:
    """Return what a side was told, the last one last."""
    with at.platform.begin() as work:
        rows = select(Message).where(Message.user_id == who.user_id, Message.template == template)
        return [
            str(one.params.get("what") or one.params["day"])
            for one in work.session.scalars(rows.order_by(Message.id))
        ]


def test_each_milestone_is_paid_out_when_it_is_accepted(at: Market) -> None:
    one = voucher(at, "100.00")
    number = at.begun("1100.00", "333.33", "333.33", "333.34")
    assert states(at, number) == ["in_service", "planned", "planned"]
    at.act(number, "finish", "第一步完成")
    at.act(number, "return", "缺少验收单")
    assert at.state(number) == "in_service"
    at.act(number, "finish", "已补验收单")
    assert at.state(number) == "awaiting_completion"
    at.act(number, "approve")
    assert (at.state(number), states(at, number)) == ("in_service", ["accepted", "in_service", "planned"])
    # 2 % of 333.33 is 6.66; the fee of the whole is 20.00, and the last milestone brings what is left of it.
    assert at.wallet(at.seller).available == Decimal("326.67")
    assert left(at, one) == (Decimal("0.00"), Decimal("66.67"), Decimal("33.33"))
    at.check()
    for _milestone in range(2):
        at.act(number, "finish")
        at.act(number, "approve")
        at.check()
    shown = at.look(number)
    assert (shown.order.state, shown.order.released, shown.order.fee) == (
        "awaiting_rating",
        Decimal("1000.00"),
        Decimal("20.00"),
    )
    assert at.wallet(at.seller).available == Decimal("980.00")
    assert left(at, one) == (Decimal("0.00"), Decimal("0.00"), Decimal("100.00"))
    first = shown.milestones[0]
    assert [(one.answer, one.answer_note) for one in first.reports] == [
        ("returned", "缺少验收单"),
        ("accepted", "说明"),
    ]
    assert (first.title, first.accepted_as) == ("第1步", "enterprise")


def test_at_the_end_all_is_paid_out_at_once(at: Market) -> None:
    number = at.begun("3000.00", "1000.00", "2000.00", release="end")
    at.act(number, "finish")
    at.act(number, "approve")
    assert at.wallet(at.seller).total == Decimal(0)
    at.act(number, "finish")
    at.act(number, "approve")
    assert at.wallet(at.seller).available == Decimal("2940.00")
    at.check()


def test_no_more_is_paid_out_than_is_in_escrow(at: Market) -> None:
    number = at.begun("8000.00", "4000.00", "1000.00", "3000.00", part=True)
    at.act(number, "finish")
    at.act(number, "approve")
    assert at.look(number).order.released == Decimal("2400.00")
    at.act(number, "finish")
    assert at.pay(number) is None
    at.act(number, "approve")
    assert at.look(number).order.released == Decimal("5000.00")
    at.act(number, "finish")
    at.act(number, "approve")
    assert at.wallet(at.seller).available == Decimal("7840.00")
    at.check()


def test_the_last_milestone_waits_for_the_balance(at: Market) -> None:
    number = at.begun("8000.00", "4000.00", "4000.00", part=True)
    at.act(number, "finish")
    at.act(number, "approve")
    at.act(number, "finish")
    with pytest.raises(InvalidState, match="balance of 5,600"):
        at.act(number, "approve")
    assert at.pay(number) is None
    at.act(number, "approve")
    assert at.state(number) == "awaiting_rating"
    at.check()


def test_silence_over_national_day_is_reminded_of_then_accepted(at: Market, clock: FixedClock) -> None:
    """Reported on Monday, 28 September 2026: 1 to 7 October are free, Saturday 10 October is worked."""
    clock.now = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
    ignored = at.ordered()
    clock.now = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
    at.run()
    number = at.begun("3000.00", "1000.00", "2000.00")
    at.act(number, "finish")
    deadlines = {one.element_id: f"{one.at:%Y-%m-%d}" for one in at.look(number).deadlines}
    assert deadlines == {"not_answered_yet": "2026-10-13", "not_answered": "2026-10-20"}
    clock.now = datetime(
        2026, 10, 8, 1, 0, tzinfo=UTC
    )  # the first working day after the holiday is the second
    at.run()
    assert at.state(ignored) == "awaiting_acceptance"
    clock.now = datetime(2026, 10, 8, 3, 0, tzinfo=UTC)
    at.run()
    assert at.state(ignored) == "cancelled"  # nobody has accepted it within three working days
    clock.now = datetime(2026, 10, 13, 1, 0, tzinfo=UTC)
    at.run()
    assert news(at, at.buyer, "order_reminder") == []
    clock.now = datetime(2026, 10, 13, 3, 0, tzinfo=UTC)
    at.run()
    assert news(at, at.buyer, "order_reminder") == news(at, at.seller, "order_reminder") == ["2026年10月20日"]
    clock.now = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)
    at.run()
    assert at.state(number) == "awaiting_completion"
    clock.now = datetime(2026, 10, 20, 3, 0, tzinfo=UTC)
    at.run()
    assert (at.state(number), states(at, number)) == ("in_service", ["accepted", "in_service"])
    assert at.look(number).milestones[0].accepted_as == "deemed"
    told = "里程碑“第1步”逾期未答复，已视为验收合格"
    assert news(at, at.buyer)[-1] == news(at, at.seller)[-1] == told
    assert at.wallet(at.seller).available == Decimal("980.00")
    at.check()


@pytest.mark.parametrize("by", ["buyer", "seller"])
def test_a_dispute_stops_the_clock_and_is_decided(at: Market, clock: FixedClock, by: str) -> None:
    number = at.begun("3000.00", "1000.00", "2000.00")
    at.act(number, "finish")
    at.dispute(number, getattr(at, by))
    assert (at.state(number), at.look(number).actions) == ("disputed", ("propose_end",))
    assert at.look(number).deadlines[0].element_id == "not_ruled_yet"
    clock.pass_time(days=60)
    at.run()
    assert at.state(number) == "disputed"
    with pytest.raises(Conflict):
        at.act(number, "approve")
    at.rule(number, "return")
    assert (at.state(number), states(at, number)) == ("in_service", ["in_service", "planned"])
    at.dispute(number, getattr(at, by))
    at.rule(number, "accept")
    assert (at.state(number), states(at, number)) == ("in_service", ["accepted", "in_service"])
    assert at.look(number).milestones[0].accepted_as == "platform"
    assert at.wallet(at.seller).available == Decimal("980.00")
    at.check()


def test_the_platform_ends_an_order_with_a_refund(at: Market) -> None:
    one = voucher(at, "600.00")
    number = at.begun("3600.00", "1000.00", "2000.00")
    at.act(number, "finish")
    at.act(number, "approve")
    at.act(number, "finish")
    at.dispute(number, at.buyer)
    at.rule(number, "refund", "1500.00")
    shown = at.look(number)
    assert (shown.order.state, shown.order.cancelled_by, shown.order.refund) == (
        "cancelled",
        "platform",
        Decimal("1500.00"),
    )
    assert at.wallet(at.buyer).total == Decimal("18500.00")
    assert at.wallet(at.seller).available == Decimal("1470.00")  # 1,500.00 less 2 %
    assert left(at, one) == (Decimal("400.00"), Decimal("0.00"), Decimal("200.00"))
    assert [one.state for one in shown.milestones] == ["accepted", "ended"]
    at.check()


def test_files_go_with_the_report_and_are_seen_by_both_sides(at: Market) -> None:
    number = at.begun()

    def attach(who: Applicant, name: str = "验收单.pdf", content: bytes = PDF) -> None:
        with at.platform.begin(who.user_id) as work:
            sent = [SentFile(name, io.BytesIO(content))]
            report_files.attach(work, viewer(at.platform, who.user_id), number, sent)

    def opened(who: Applicant, file_id: str) -> bytes:
        with at.platform.begin(who.user_id) as work:
            return report_files.open_file(work, viewer(at.platform, who.user_id), number, file_id)[1]

    for _file in range(2):
        attach(at.seller)
    with pytest.raises(Forbidden):
        attach(at.buyer)
    with pytest.raises(Invalid, match="not taken"):
        attach(at.seller, "表格.pdf", b"MZ\x90\x00")
    kept, taken = at.look(number, at.seller).attached
    with pytest.raises(NotFound):
        opened(at.buyer, kept.id)
    assert at.look(number).attached == ()
    with at.platform.begin(at.seller.user_id) as work:
        report_files.remove(work, viewer(at.platform, at.seller.user_id), number, taken.id)
    at.act(number, "finish")
    (report,) = at.look(number).milestones[0].reports
    assert [one.name for one in report.files] == ["验收单.pdf"]
    assert opened(at.buyer, kept.id) == PDF
    with pytest.raises(Conflict):
        attach(at.seller)
