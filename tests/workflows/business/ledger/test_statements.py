"""Statements: running balance, periods, pages, and files that execute nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from lxml import etree

from tests.asked import asked_meanwhile
from tests.workflows.business.ledger.conftest import Books
from tests.workflows.conftest import FixedClock
from workflows.business.ledger import statements
from workflows.business.ledger.statement_export import write_csv, write_xlsx
from workflows.business.ledger.statements import (
    StatementLine,
    StatementPeriod,
    period_of,
    statement,
    whole_statement,
)
from workflows.business.ledger.values import Cause
from workflows.ground.errors import Invalid, NotFound

MARCH = period_of(date(2026, 3, 1), date(2026, 3, 31))
EVIL = '=HYPERLINK("http://x","y")'


@pytest.fixture
def history(books: Books, clock: FixedClock) -> Books:
    """A recharge before March, then one movement a day, in turns."""
    clock.now = datetime(2026, 2, 20, tzinfo=UTC)
    books.recharge("100")
    books.recharge("100", books.seller, key="second")
    clock.now = datetime(2026, 3, 2, 2, tzinfo=UTC)
    for day in range(6):
        target = (books.buyer, books.seller) if day % 2 else (books.seller, books.buyer)
        books.move(target[1], target[0], f"{day + 1}", key=f"day {day}", cause=Cause("notice", EVIL))
        clock.pass_time(days=1)
    return books


def pages(books: Books, account_id: str, *, newest_first: bool, limit: int) -> list[StatementLine]:
    lines: list[StatementLine] = []
    after = None
    while True:
        with books.platform.begin() as work:
            page = statement(work, account_id, MARCH, after=after, newest_first=newest_first, limit=limit)
        lines += page.lines
        if (after := page.next) is None:
            return lines


def test_each_line_has_the_balance_after_it(history: Books) -> None:
    with history.platform.begin() as work:
        page = statement(work, history.buyer, MARCH)
    assert (page.opening, page.closing, page.next) == (Decimal("100.00"), Decimal("103.00"), None)
    assert [str(line.amount) for line in page.lines] == ["-1.00", "2.00", "-3.00", "4.00", "-5.00", "6.00"]
    balances = ["99.00", "101.00", "98.00", "102.00", "97.00", "103.00"]
    assert [str(line.balance) for line in page.lines] == balances
    assert {line.others for line in page.lines} == {("wallet",)}


def test_a_day_begins_and_ends_in_shanghai(history: Books, clock: FixedClock) -> None:
    clock.now = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
    history.move(history.buyer, history.seller, "50")
    assert len(pages(history, history.buyer, newest_first=False, limit=50)) == 6
    assert period_of(date(2026, 3, 1), date(2026, 3, 1)) == StatementPeriod(
        datetime(2026, 2, 28, 16, tzinfo=UTC), datetime(2026, 3, 1, 16, tzinfo=UTC)
    )


def test_an_export_reads_account_and_opening_balance_once(
    history: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "EXPORT_PAGE_LINES", 2)
    asked: list[str] = []
    with history.platform.begin() as work:
        rows, row = work.transaction.rows, work.transaction.row
        monkeypatch.setattr(work.transaction, "rows", lambda *said: asked.append("rows") or rows(*said))
        monkeypatch.setattr(work.transaction, "row", lambda *said: asked.append("row") or row(*said))
        opening, lines = whole_statement(work, history.buyer, MARCH)
        shown = list(lines)
    assert (opening, [str(line.balance) for line in shown][-1]) == (Decimal("100.00"), "103.00")
    assert asked == ["row", "rows", *["rows"] * 4], "account, opening balance, and a statement a page"


@pytest.mark.parametrize("limit", [1, 2, 4, 6, 7])
@pytest.mark.parametrize("account", ["buyer", "clearing"])
def test_pages_show_each_line_once_in_both_orders(
    history: Books, limit: int, account: str, clock: FixedClock
) -> None:
    for number in range(7):  # at one moment, in several shards
        history.recharge("1", key=f"r{number}")
    account_id = getattr(history, account)
    whole = pages(history, account_id, newest_first=False, limit=100)
    assert len(whole) == (13 if account == "buyer" else 7)
    assert pages(history, account_id, newest_first=False, limit=limit) == whole
    assert pages(history, account_id, newest_first=True, limit=limit) == whole[::-1]
    for before, line in pairwise(whole):
        assert before.balance + line.amount == line.balance
    assert (len({line.place.shard for line in whole}) > 1) == (account == "clearing")


def test_an_empty_period_has_its_balances(history: Books) -> None:
    with history.platform.begin() as work:
        page = statement(work, history.buyer, period_of(date(2026, 2, 25), date(2026, 2, 26)))
    assert (page.opening, page.closing, page.lines) == (Decimal("100.00"), Decimal("100.00"), ())


@pytest.mark.parametrize("cursor", ["", "x", "1~2", "1~2~3~4", "١~0~1", "9" * 40 + "~0~1", "1~0~-1"])
def test_what_is_no_cursor_is_not_found(history: Books, cursor: str) -> None:
    with history.platform.begin() as work, pytest.raises(NotFound):
        statement(work, history.buyer, MARCH, after=cursor)


@pytest.mark.parametrize("last", [date(2026, 2, 28), date(2027, 3, 2)])
def test_a_period_runs_forwards_and_is_a_year_at_most(last: date) -> None:
    with pytest.raises(Invalid):
        period_of(date(2026, 3, 1), last)


def test_a_page_costs_the_same_however_much_came_before(history: Books, clock: FixedClock) -> None:
    def cost() -> int:
        with asked_meanwhile() as asked, history.platform.begin() as work:
            statement(work, history.buyer, MARCH, limit=5)
        return len(asked)

    few = cost()
    for number in range(20):
        history.recharge("1", key=f"r{number}")
    assert (few, cost()) == (3, 3)


def test_a_page_reads_its_own_lines_and_not_those_before(history: Books, clock: FixedClock) -> None:
    with history.platform.begin() as work:
        place = (MARCH.since, -1, 0)
        bounds = (history.buyer, history.buyer, MARCH.since, MARCH.until, 6, 6)
        for other in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):  # what few rows make cheap
            work.transaction.run(f"SET LOCAL {other} = off")
        rows = work.transaction.rows("EXPLAIN " + statements._RISING, (*place, *bounds))
    plan = "\n".join(str(row["QUERY PLAN"]) for row in rows)
    assert "ix_ledger_entries_at" in plan
    assert "ROW(at, version) >" in plan.partition("ix_ledger_entries_at")[2].partition("Filter")[0]


def test_a_csv_opens_in_chinese_and_executes_nothing(history: Books) -> None:
    target = io.BytesIO()
    with history.platform.begin() as work:
        write_csv(work, history.buyer, MARCH, target, "zh-CN")
    content = target.getvalue()
    assert content.startswith("\ufeff时间,类型,".encode())
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert (rows[1][1], rows[1][5], rows[-1][1], rows[-1][5]) == ("期初余额", "100.00", "期末余额", "103.00")
    assert rows[2][:8] == ["2026-03-02 10:00:00", "支付", "钱包", "", "1.00", "99.00", "外部通知", f"'{EVIL}"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_a_spreadsheet_has_numbers_as_numbers_and_no_formula(history: Books) -> None:
    target = io.BytesIO()
    with history.platform.begin() as work:
        write_xlsx(work, history.buyer, MARCH, target, "en")
    with zipfile.ZipFile(target) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert list(sheet.iter(f"{name}f", f"{name}hyperlink")) == []
    texts = ["".join(cell.itertext()) for cell in sheet.iter(f"{name}c")]
    assert EVIL in texts
    (balance,) = [cell for cell in sheet.iter(f"{name}c") if cell.get("r") == "F3"]
    assert (balance.get("t"), balance.findtext(f"{name}v")) == (None, "99")


def test_an_export_is_bounded(history: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST_LINES", 5)
    with history.platform.begin() as work, pytest.raises(Invalid, match="shorter period"):
        write_csv(work, history.buyer, MARCH, io.BytesIO(), "en")
