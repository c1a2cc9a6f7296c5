"""Lists of orders as files that a spreadsheet opens; no text in them is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from forms import Text
from workflows.business.carts.values import unit
from workflows.business.orders.queries import OrderSearch, orders
from workflows.business.orders.values import STATE_NAMES, OrderView, Side
from workflows.ground.errors import Invalid
from workflows.ground.messages import Locale
from workflows.ground.spreadsheets import Cell, FileKind, write_rows
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

MOST_ORDERS = 5_000
_COLUMNS = (
    (Text("订单编号", "Order"), 18),
    (Text("产品", "Product"), 40),
    (Text("产品类型", "Kind"), 14),
    (Text("订单金额（元）", "Price (yuan)"), 16),
    (Text("服务券抵扣（元）", "Deducted (yuan)"), 16),
    (Text("已付金额（元）", "Paid (yuan)"), 16),
    (Text("客户", "Customer"), 28),
    (Text("服务机构", "Provider"), 28),
    (Text("下单时间", "Placed"), 20),
    (Text("状态", "State"), 14),
)
_SHEET: Mapping[Side, Text] = {
    "enterprise": Text("我购买的服务", "Purchases"),
    "provider": Text("订单管理", "Sales"),
}


def export(
    work: Work,
    viewer: Viewer,
    own: tuple[str, Side],
    search: OrderSearch,
    target: BinaryIO,
    *,
    kind: FileKind,
    locale: Locale,
    kinds: Mapping[str, str],
) -> None:
    """Write the orders of one organisation's side; `kinds` are the names of kinds of products.

    Raises: Forbidden; Invalid: more than one file holds.
    """
    exported = orders(work, viewer, *own, search, limit=MOST_ORDERS + 1)
    if len(exported) > MOST_ORDERS:
        raise Invalid("orders.too_long", most=MOST_ORDERS)
    rows = _rows(exported, locale, kinds)
    widths = [width for _, width in _COLUMNS]
    write_rows(rows, target, kind=kind, sheet=_SHEET[own[1]].say(locale), widths=widths)


def _rows(exported: Iterable[OrderView], locale: Locale, kinds: Mapping[str, str]) -> Iterable[list[Cell]]:
    yield [heading.say(locale) for heading, _ in _COLUMNS]
    for one in exported:
        yield [
            one.number,
            "; ".join(
                f"{line.product_name} ({line.specification}) × {line.quantity} "
                f"{unit(line.mode, line.quantity).say(locale)}"
                for line in one.lines
            ),
            ", ".join(dict.fromkeys(kinds.get(line.product_kind, line.product_kind) for line in one.lines)),
            one.total,
            one.deducted,
            one.paid,
            one.enterprise_name,
            one.provider_name,
            one.placed_at,
            STATE_NAMES[one.state].say(locale),
        ]
