"""Filed deals as files that a spreadsheet opens; no text is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from forms import Text
from workflows.business.filed_deals.queries import filed_deals
from workflows.business.filed_deals.values import (
    ANSWER_NAMES,
    STATE_NAMES,
    DealCard,
    DealScope,
    DealSearch,
)
from workflows.ground.errors import Invalid
from workflows.ground.messages import Locale
from workflows.ground.spreadsheets import Cell, FileKind, write_rows
from workflows.ground.work import Work

MOST_EXPORTED = 5_000
SHEET = Text("交易备案", "Filed deals")
_COLUMNS = (
    (Text("编号", "Number"), 18),
    (Text("产品或服务", "Product or service"), 40),
    (Text("服务机构", "Provider"), 28),
    (Text("客户企业", "Customer"), 28),
    (Text("成交金额（元）", "Sum (yuan)"), 16),
    (Text("成交日期", "Date of the deal"), 14),
    (Text("客户答复", "Customer's answer"), 14),
    (Text("提交时间", "Filed"), 20),
    (Text("办结时间", "Ended"), 20),
    (Text("状态", "State"), 14),
)


def export(
    work: Work, scope: DealScope, search: DealSearch, target: BinaryIO, *, kind: FileKind, locale: Locale
) -> None:
    """Write the filed deals of a scope. Raises: Invalid: more than one file holds."""
    listed = filed_deals(work, scope, search, limit=MOST_EXPORTED + 1)
    if len(listed) > MOST_EXPORTED:
        raise Invalid("filed_deals.too_long", most=MOST_EXPORTED)
    widths = [width for _, width in _COLUMNS]
    write_rows(_rows(listed, locale), target, kind=kind, sheet=SHEET.say(locale), widths=widths)


def _rows(listed: Iterable[DealCard], locale: Locale) -> Iterable[list[Cell]]:
    yield [heading.say(locale) for heading, _ in _COLUMNS]
    for one in listed:
        yield [
            one.number, one.title, one.provider_name, one.enterprise_name, one.amount, f"{one.made_on}",
            ANSWER_NAMES[one.answer].say(locale), one.filed_at, one.ended_at,
            STATE_NAMES[one.state].say(locale),
        ]  # fmt: skip
