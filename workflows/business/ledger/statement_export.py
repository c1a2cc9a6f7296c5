"""Statements as files that a spreadsheet opens; no text in them is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import BinaryIO

from forms import Text
from workflows.business.ledger.kinds import ACCOUNT_KINDS, TRANSFER_KINDS
from workflows.business.ledger.statements import StatementLine, StatementPeriod, whole_statement
from workflows.ground.messages import Locale
from workflows.ground.spreadsheets import Cell, write_csv_rows, write_xlsx_rows
from workflows.ground.work import Work

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
_BALANCE = 5


def write_csv(work: Work, account_id: str, period: StatementPeriod, target: BinaryIO, locale: Locale) -> None:
    """Write a statement as CSV. Raises: NotFound; Invalid: it has more lines than an export holds."""
    write_csv_rows(_rows(work, account_id, period, locale), target)


def write_xlsx(
    work: Work, account_id: str, period: StatementPeriod, target: BinaryIO, locale: Locale
) -> None:
    """Write a statement as XLSX, a row in memory at a time. Raises: as `write_csv`."""
    rows = _rows(work, account_id, period, locale)
    write_xlsx_rows(rows, target, sheet=SHEET.say(locale), widths=WIDTHS)


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
