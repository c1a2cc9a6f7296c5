"""The demands of an enterprise as a file that a spreadsheet opens; no text in it is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from forms import Text
from workflows.business.demands.queries import own_demands
from workflows.business.demands.stages import DEMAND_STAGES
from workflows.business.demands.values import DemandCard
from workflows.ground.errors import Invalid
from workflows.ground.messages import Locale
from workflows.ground.spreadsheets import Cell, FileKind, write_rows
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

MOST_DEMANDS = 5_000
_COLUMNS = (
    (Text("需求编号", "Demand"), 18),
    (Text("需求名称", "Title"), 40),
    (Text("类别", "Category"), 24),
    (Text("预算（元）", "Budget (yuan)"), 16),
    (Text("交付日期", "Delivery by"), 14),
    (Text("冻结的保证金（元）", "Deposit held (yuan)"), 18),
    (Text("提交时间", "Handed in"), 20),
    (Text("状态", "State"), 14),
)
_SHEET = Text("我的需求", "My demands")


def export(
    work: Work,
    viewer: Viewer,
    organisation_id: str,
    target: BinaryIO,
    *,
    kind: FileKind,
    locale: Locale,
    categories: Mapping[str, str],
    stage: str = "",
    text: str = "",
) -> None:
    """Write the demands of an enterprise; `categories` are the names of the categories.

    Raises: Forbidden; Invalid: more than one file holds.
    """
    listed = own_demands(
        work, viewer, organisation_id, locale, stage=stage, text=text, limit=MOST_DEMANDS + 1
    )
    if len(listed) > MOST_DEMANDS:
        raise Invalid("demands.too_long", most=MOST_DEMANDS)
    widths = [width for _, width in _COLUMNS]
    write_rows(_rows(listed, locale, categories), target, kind=kind, sheet=_SHEET.say(locale), widths=widths)


def _rows(
    listed: Iterable[DemandCard], locale: Locale, categories: Mapping[str, str]
) -> Iterable[list[Cell]]:
    yield [heading.say(locale) for heading, _ in _COLUMNS]
    for one in listed:
        yield [
            one.number, one.title, categories.get(one.category, one.category), one.budget,
            one.deliver_by.isoformat(), one.deposit, one.created_at,
            DEMAND_STAGES[one.stage].say(locale),
        ]  # fmt: skip
