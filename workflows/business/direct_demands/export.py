"""Direct demands, and what became of them, as files that a spreadsheet opens; no text is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from forms import Text
from workflows.business.direct_demands.queries import DirectScope, direct_demands, figures
from workflows.business.direct_demands.values import (
    ADDRESSEE_KIND_NAMES,
    STATE_NAMES,
    STATES,
    DirectCard,
    DirectFigures,
    DirectSearch,
)
from workflows.ground.errors import Invalid
from workflows.ground.messages import Locale
from workflows.ground.spreadsheets import Cell, FileKind, write_rows
from workflows.ground.work import Work

MOST_EXPORTED = 5_000
_COLUMNS = (
    (Text("编号", "Number"), 18),
    (Text("需求名称", "Title"), 40),
    (Text("企业", "Enterprise"), 28),
    (Text("服务机构", "Provider"), 28),
    (Text("对象类型", "Addressed to a"), 16),
    (Text("需求对象", "Addressee"), 28),
    (Text("预算（元）", "Budget (yuan)"), 16),
    (Text("提出时间", "Sent"), 20),
    (Text("受理或谢绝时间", "Answered"), 20),
    (Text("了结时间", "Ended"), 20),
    (Text("状态", "State"), 14),
)
LIST_SHEET, FIGURES_SHEET = Text("直接需求", "Direct demands"), Text("直接需求统计", "Figures")
TOTAL = Text("合计", "Total")
RECEIVED = Text("收到", "Received")
ANSWERED_SHARE = Text("处理率（%）", "Answered (%)")
ORDERED_SHARE = Text("成单率（%）", "Became orders (%)")


def export(
    work: Work, scope: DirectScope, search: DirectSearch, target: BinaryIO, *, kind: FileKind, locale: Locale
) -> None:
    """Write the direct demands of a scope. Raises: Invalid: more than one file holds."""
    listed = direct_demands(work, scope, search, limit=MOST_EXPORTED + 1)
    if len(listed) > MOST_EXPORTED:
        raise Invalid("direct_demands.too_long", most=MOST_EXPORTED)
    widths = [width for _, width in _COLUMNS]
    write_rows(_rows(listed, locale), target, kind=kind, sheet=LIST_SHEET.say(locale), widths=widths)


def export_figures(
    work: Work, scope: DirectScope, search: DirectSearch, target: BinaryIO, *, kind: FileKind, locale: Locale
) -> None:
    """Write what became of the direct demands of a scope, the line of all together first."""
    lines = figures(work, scope, search)
    widths = [32, *(12 for _ in range(len(STATES) + 3))]
    rows = _lines(lines, scope, locale)
    write_rows(rows, target, kind=kind, sheet=FIGURES_SHEET.say(locale), widths=widths)


def _rows(listed: Iterable[DirectCard], locale: Locale) -> Iterable[list[Cell]]:
    yield [heading.say(locale) for heading, _ in _COLUMNS]
    for one in listed:
        yield [
            one.number, one.title, one.enterprise_name, one.provider_name,
            ADDRESSEE_KIND_NAMES[one.addressee_kind].say(locale), one.addressee_name, one.budget,
            one.sent_at, one.answered_at, one.ended_at, STATE_NAMES[one.state].say(locale),
        ]  # fmt: skip


def _lines(lines: Iterable[DirectFigures], scope: DirectScope, locale: Locale) -> Iterable[list[Cell]]:
    by = Text("服务机构", "Provider") if scope.part == "all" else Text("需求对象", "Addressee")
    states = [STATE_NAMES[one].say(locale) for one in STATES]
    shares = [ANSWERED_SHARE.say(locale), ORDERED_SHARE.say(locale)]
    yield [by.say(locale), RECEIVED.say(locale), *states, *shares]
    for one in lines:
        counted = [one.received, *(one.by_state[state] for state in STATES)]
        yield [
            one.name or TOTAL.say(locale),
            *(str(number) for number in counted),
            *(str(share) if share is not None else "" for share in (one.answered_share, one.ordered_share)),
        ]
