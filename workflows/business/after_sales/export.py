"""Lists of after-sales cases as files that a spreadsheet opens; no text in them is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from forms import Text
from workflows.business.after_sales.values import STATE_NAMES, AfterSalesView
from workflows.ground.errors import Invalid
from workflows.ground.messages import Locale
from workflows.ground.spreadsheets import Cell, FileKind, write_rows

MOST_CASES = 5_000
_COLUMNS = (
    (Text("售后编号", "Case"), 18),
    (Text("订单编号", "Order"), 18),
    (Text("产品", "Product"), 40),
    (Text("企业", "Enterprise"), 28),
    (Text("服务机构", "Provider"), 28),
    (Text("问题说明", "What is wrong"), 40),
    (Text("退款（元）", "Refund (yuan)"), 14),
    (Text("已退（元）", "Given back (yuan)"), 14),
    (Text("尚欠（元）", "Still owed (yuan)"), 14),
    (Text("申请时间", "Opened"), 20),
    (Text("状态", "State"), 16),
)
_SHEET = Text("售后", "After-sales")


def write(cases: Sequence[AfterSalesView], target: BinaryIO, *, kind: FileKind, locale: Locale) -> None:
    """Write the cases of a list, which was asked for one more than fits. Raises: Invalid: too many."""
    if len(cases) > MOST_CASES:
        raise Invalid("after_sales.too_many", most=MOST_CASES)
    widths = [width for _, width in _COLUMNS]
    write_rows(_rows(cases, locale), target, kind=kind, sheet=_SHEET.say(locale), widths=widths)


def _rows(cases: Iterable[AfterSalesView], locale: Locale) -> Iterable[list[Cell]]:
    yield [heading.say(locale) for heading, _ in _COLUMNS]
    for one in cases:
        yield [
            one.number, one.order_number, one.product_name, one.enterprise_name, one.provider_name,
            one.reason, one.refund, one.collected, one.owed, one.opened_at,
            STATE_NAMES[one.state].say(locale),
        ]  # fmt: skip
