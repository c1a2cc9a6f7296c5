"""The report of a programme: its figures add up, by region and size class, for those who oversee alone."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from zipfile import ZipFile

import pytest

from tests.factories.people import staff, viewer
from tests.workflows.business.vouchers.conftest import certified_enterprise, granted, opened
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.ledger.holds import capture, reserve
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.operations import open_account, voucher
from workflows.business.ledger.values import Cause
from workflows.business.vouchers.expiry import look_at_ends
from workflows.business.vouchers.report import Figures, ProgrammeReport, export_report, overview, report
from workflows.ground.errors import Forbidden


@pytest.fixture
def told(platform: Platform, clock: FixedClock) -> ProgrammeReport:
    """600 granted of which 150 are spent and 50 held, and 100 of somebody else that expire."""
    owners = [certified_enterprise(platform).organisation_id for _ in range(2)]
    with platform.begin() as work:
        programme = opened(work, name="=1+1")
        first = granted(work, programme.id, owners[0], "600.00", size_class="small")
        granted(work, programme.id, owners[1], "100.00", "PE-2", valid_until=work.now + timedelta(days=1))
        cause, spent = Cause("case", "DD-1"), open_account(work, PLATFORM, "spent", voucher(programme.id))
        hold = reserve(
            work, key="o", cause=cause, account_id=first.account_id, amount=Decimal("200.00"),
            purpose="order", until=work.now + timedelta(days=30),
        )  # fmt: skip
        capture(work, hold.id, key="c", cause=cause, target=spent.id, amount=Decimal("150.00"))
    clock.pass_time(days=2)
    operator = staff(platform, "operator")
    with platform.begin() as work:
        look_at_ends(work)
    with platform.begin(operator) as work:
        return report(work, viewer(platform, operator), programme.id, "zh-CN")


def test_the_figures_add_up(told: ProgrammeReport) -> None:
    assert (told.programme.budget, told.remaining, told.set_aside) == (
        Decimal(1000), Decimal(300), Decimal(0),
    )  # fmt: skip
    assert told.total == Figures(2, Decimal(700), Decimal(50), Decimal(400), Decimal(100))
    assert told.total.used == Decimal(150)
    (small, unknown) = told.by_size
    assert (small[0], small[1].granted, small[1].used) == ("小型", Decimal(600), Decimal(150))
    assert (unknown[0], unknown[1].expired) == ("未注明", Decimal(100))
    assert told.by_region == (("未注明", told.total),)


def test_the_files_execute_nothing(told: ProgrammeReport) -> None:
    written = io.BytesIO()
    export_report(told, "csv", written, "zh-CN")
    lines = written.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "分组,名称,张数,已发放（元）,已使用（元）,冻结（元）,未使用（元）,过期或放弃（元）"
    assert lines[1] == "合计,'=1+1,2,700.00,150.00,50.00,400.00,100.00"
    assert len(lines) == 5
    book = io.BytesIO()
    export_report(told, "xlsx", book, "en")
    with ZipFile(book) as opened_book:
        assert b"<f>" not in opened_book.read("xl/worksheets/sheet1.xml")


def test_the_list_says_what_is_left_and_strangers_see_neither(
    platform: Platform, told: ProgrammeReport
) -> None:
    department, finance = staff(platform, "department"), staff(platform, "finance")
    with platform.begin(department) as work:
        ((one, remaining),) = overview(work, viewer(platform, department))
        assert (one.id, remaining) == (told.programme.id, Decimal("300.00"))
    with platform.begin(finance) as work:
        for look in (overview, lambda w, v: report(w, v, told.programme.id, "en")):
            with pytest.raises(Forbidden):
                look(work, viewer(platform, finance))
