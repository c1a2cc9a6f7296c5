"""Tables as files that a spreadsheet opens: CSV with a mark by which Excel knows UTF-8, and XLSX.

No cell is ever a formula: texts are written as texts, and in CSV, which has no types, whatever a spreadsheet
would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO, Literal

from workflows.ground.clock import SHANGHAI

Cell = str | Decimal | datetime | None
Rows = Iterable[Sequence[Cell]]
FileKind = Literal["csv", "xlsx"]
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_rows(rows: Rows, target: BinaryIO, *, kind: FileKind, sheet: str, widths: Iterable[int]) -> None:
    """Write rows as a file of a kind; `sheet` and `widths`, in characters, are those of a workbook."""
    if kind == "csv":
        write_csv_rows(rows, target)
    else:
        write_xlsx_rows(rows, target, sheet=sheet, widths=widths)


def write_csv_rows(rows: Rows, target: BinaryIO) -> None:
    """Write rows as CSV, one in memory at a time."""
    with io.TextIOWrapper(_Kept(target), "utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        for row in rows:
            writer.writerow([_csv_cell(cell) for cell in row])


def write_xlsx_rows(rows: Rows, target: BinaryIO, *, sheet: str, widths: Iterable[int]) -> None:
    """Write rows as the one sheet of a workbook, the first row as headings that stay in sight."""
    import xlsxwriter  # noqa: PLC0415 - forty modules, of which few processes ever need one

    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    formats: dict[type, Any] = {Decimal: book.add_format({"num_format": "#,##0.00"})}
    formats[datetime] = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    page = book.add_worksheet(sheet)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, column, cell)
            elif isinstance(cell, Decimal):
                page.write_number(number, column, float(cell), formats[Decimal])
            elif cell is not None:
                page.write_datetime(number, column, _local(cell), formats[datetime])
    book.close()


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
