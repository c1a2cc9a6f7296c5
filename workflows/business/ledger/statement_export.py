"""Statements as files that a spreadsheet opens: CSV with a mark by which Excel knows UTF-8, and XLSX.

No cell is ever a formula: texts are written as texts, and in CSV, which has no types, whatever a spreadsheet
would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter

from forms import Text
from workflows.business.ledger.kinds import ACCOUNT_KINDS, TRANSFER_KINDS
from workflows.business.ledger.statements import StatementLine, StatementPeriod, whole_statement
from workflows.ground.clock import SHANGHAI
from workflows.ground.messages import Locale
from workflows.ground.work import Work

Cell = str | Decimal | datetime | None

HEADINGS = (
    Text("时间", "Time"),
    Text("类型", "Kind"),
    Text("对方账户", "Other account"),
    Text("收入（元）", "In (yuan)"),
    Text("支出（元）", "Out (yuan)"),
    Text("余额（元）", "Balance (yuan)"),
    Text("原因", "Cause"),
    Text("编号", "Cause number"),
    Text("交易号", "Transfer"),
    Text("冲正的交易", "Reverses"),
)
WIDTHS = (18, 12, 18, 16, 16, 18, 10, 28, 38, 38)
CAUSES = {
    "case": Text("办件", "Case"),
    "task": Text("任务", "Task"),
    "notice": Text("外部通知", "Notice from outside"),
}
OPENING, CLOSING = Text("期初余额", "Opening balance"), Text("期末余额", "Closing balance")
SHEET = Text("对账单", "Statement")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BALANCE = 5


def write_csv(work: Work, account_id: str, period: StatementPeriod, target: BinaryIO, locale: Locale) -> None:
    """Write a statement as CSV. Raises: NotFound; Invalid: it has more lines than an export holds."""
    with io.TextIOWrapper(_Kept(target), "utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        for row in _rows(work, account_id, period, locale):
            writer.writerow([_csv_cell(cell) for cell in row])


def write_xlsx(
    work: Work, account_id: str, period: StatementPeriod, target: BinaryIO, locale: Locale
) -> None:
    """Write a statement as XLSX, a row in memory at a time. Raises: as `write_csv`."""
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    formats = {Decimal: book.add_format({"num_format": "#,##0.00"}), str: None}
    formats[datetime] = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet(SHEET.say(locale))
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(_rows(work, account_id, period, locale)):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif isinstance(cell, Decimal):
                sheet.write_number(number, column, float(cell), formats[Decimal])
            elif cell is not None:
                sheet.write_datetime(number, column, _local(cell), formats[datetime])
    book.close()


def _rows(work: Work, account_id: str, period: StatementPeriod, locale: Locale) -> Iterable[list[Cell]]:
    """Yield headings, opening balance, lines, closing balance; all rows have as many cells."""
    balance, lines = whole_statement(work, account_id, period)
    yield [heading.say(locale) for heading in HEADINGS]
    yield _edge(OPENING, balance, locale)
    for line in lines:
        balance = line.balance
        yield _row(line, locale)
    yield _edge(CLOSING, balance, locale)


def _edge(label: Text, balance: Decimal, locale: Locale) -> list[Cell]:
    row: list[Cell] = [None] * len(HEADINGS)
    row[1], row[_BALANCE] = label.say(locale), balance
    return row


def _row(line: StatementLine, locale: Locale) -> list[Cell]:
    kind = TRANSFER_KINDS.get(line.kind)
    return [
        line.at,
        kind.say(locale) if kind is not None else line.kind,
        ", ".join(
            ACCOUNT_KINDS[one].label.say(locale) if one in ACCOUNT_KINDS else one for one in line.others
        ),
        line.amount if line.amount > 0 else None,
        -line.amount if line.amount < 0 else None,
        line.balance,
        CAUSES[line.cause.kind].say(locale),
        line.cause.id,
        line.transfer_id,
        line.reverses,
    ]


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{_local(cell):%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, str) and cell.startswith(_STARTS_A_FORMULA):
        return f"'{cell}"
    return "" if cell is None else str(cell)


def _local(moment: datetime) -> datetime:
    """Return the time in Shanghai without its zone, which spreadsheets do not know."""
    return moment.astimezone(SHANGHAI).replace(tzinfo=None)


class _Kept(io.BufferedWriter):
    """Lets a text layer write to somebody else's file, which stays open when the layer is closed."""

    def __init__(self, target: BinaryIO) -> None:
        super().__init__(target)

    def close(self) -> None:
        """Write what is left; the file is its owner's to close."""
        self.flush()
