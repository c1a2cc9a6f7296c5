"""What became of programmes, for those who oversee them: budget, granted, used, expired, and with whom.

The report of a programme adds up its own vouchers by one statement: it grows with that programme alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO, LiteralString

from forms import Text
from workflows.business.ledger.money import to_yuan
from workflows.business.vouchers.queries import LISTED_FOR, programme, programmes, remaining_budgets
from workflows.business.vouchers.size_class import SIZE_CLASSES
from workflows.business.vouchers.values import ProgrammeView
from workflows.ground.messages import Locale
from workflows.ground.spreadsheets import Cell, FileKind, write_rows
from workflows.ground.work import Work
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.organisations.queries import regions
from workflows.people.viewer import Viewer, require

_SUMS: LiteralString = """
SELECT g.region_code, g.size_class, count(*) AS vouchers, sum(g.face_value_fen) AS granted,
       sum(b.amount_fen) AS available, sum(h.held) AS held, sum(g.expired_fen) AS expired
FROM voucher_grants g
JOIN ledger_balances b ON b.account_id = g.account_id AND b.shard = 0
CROSS JOIN LATERAL (
    SELECT coalesce(sum(o.amount_fen), 0) AS held FROM ledger_holds l
    JOIN ledger_balances o ON o.account_id = l.account_id
    WHERE l.held_from = g.account_id AND l.closed_at IS NULL
) h
WHERE g.programme_id = %s GROUP BY g.region_code, g.size_class
"""
HEADINGS = (
    Text("分组", "By"),
    Text("名称", "Name"),
    Text("张数", "Vouchers"),
    Text("已发放（元）", "Granted (yuan)"),
    Text("已使用（元）", "Used (yuan)"),
    Text("冻结（元）", "Held (yuan)"),
    Text("未使用（元）", "Left (yuan)"),
    Text("过期或放弃（元）", "Expired or given up (yuan)"),
)
WIDTHS = (14, 26, 10, 18, 18, 18, 18, 18)
TOTAL, REGION, SIZE = Text("合计", "Total"), Text("地区", "Region"), Text("企业规模", "Size class")
UNKNOWN = Text("未注明", "Not said")
SHEET = Text("服务券统计", "Vouchers")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was granted to some, and where it is now: granted = used + held + left + expired."""

    vouchers: int = 0
    granted: Decimal = Decimal(0)
    held: Decimal = Decimal(0)
    left: Decimal = Decimal(0)
    expired: Decimal = Decimal(0)

    @property
    def used(self) -> Decimal:
        """Return what orders have really taken."""
        return self.granted - self.held - self.left - self.expired

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.vouchers + other.vouchers,
            self.granted + other.granted,
            self.held + other.held,
            self.left + other.left,
            self.expired + other.expired,
        )


@dataclass(frozen=True, slots=True)
class ProgrammeReport:
    """A programme's figures. `set_aside`: what campaigns have taken from the budget and nobody claimed yet.

    `by_region` and `by_size` are pairs of a name and its figures, the largest amount first.
    """

    programme: ProgrammeView
    remaining: Decimal
    set_aside: Decimal
    total: Figures
    by_region: tuple[tuple[str, Figures], ...]
    by_size: tuple[tuple[str, Figures], ...]


def may_oversee(viewer: Viewer) -> bool:
    """Operators, administrators and the department see what became of the budgets."""
    return viewer.holds(*OVERSIGHT)


def overview(work: Work, viewer: Viewer) -> tuple[tuple[ProgrammeView, Decimal], ...]:
    """Return the programmes of two years, each with what is left of its budget. Raises: Forbidden."""
    require(may_oversee(viewer))
    of = programmes(work, since=work.now - LISTED_FOR)
    remaining = remaining_budgets(work, [one.id for one in of])
    return tuple((one, remaining.get(one.id, Decimal("0.00"))) for one in of)


def report(work: Work, viewer: Viewer, programme_id: str, locale: Locale) -> ProgrammeReport:
    """Return what became of a programme's budget. Raises: Forbidden; NotFound."""
    require(may_oversee(viewer))
    of = programme(work, programme_id)
    remaining = remaining_budgets(work, [of.id]).get(of.id, Decimal("0.00"))
    rows = work.transaction.rows(_SUMS, (of.id,))
    sums = [(row["region_code"], row["size_class"], _figures(row)) for row in rows]
    total = sum((figures for _, _, figures in sums), Figures())
    places = {one.code: one.name(locale) for one in regions(work)}
    sizes = {value: Text(*words).say(locale) for value, words in SIZE_CLASSES.items()}
    return ProgrammeReport(
        of, remaining, of.budget - remaining - total.granted, total,
        _grouped(((places.get(region), figures) for region, _, figures in sums), locale),
        _grouped(((sizes.get(size), figures) for _, size, figures in sums), locale),
    )  # fmt: skip


def export_report(of: ProgrammeReport, kind: FileKind, target: BinaryIO, locale: Locale) -> None:
    """Write a report as a file that a spreadsheet opens; its texts execute nothing there."""
    write_rows(_table(of, locale), target, kind=kind, sheet=SHEET.say(locale), widths=WIDTHS)


def _figures(row: Mapping[str, Any]) -> Figures:
    granted, held, left, expired = (
        to_yuan(int(row[name])) for name in ("granted", "held", "available", "expired")
    )
    return Figures(int(row["vouchers"]), granted, held, left, expired)


def _grouped(pairs: Iterable[tuple[str | None, Figures]], locale: Locale) -> tuple[tuple[str, Figures], ...]:
    groups: dict[str, Figures] = defaultdict(Figures)
    for name, figures in pairs:
        groups[name or UNKNOWN.say(locale)] += figures
    return tuple(sorted(groups.items(), key=lambda pair: (-pair[1].granted, pair[0])))


def _table(of: ProgrammeReport, locale: Locale) -> Iterator[list[Cell]]:
    yield [heading.say(locale) for heading in HEADINGS]
    yield _line(TOTAL.say(locale), of.programme.name, of.total)
    for label, groups in ((REGION, of.by_region), (SIZE, of.by_size)):
        for name, figures in groups:
            yield _line(label.say(locale), name, figures)


def _line(label: str, name: str, of: Figures) -> list[Cell]:
    return [label, name, str(of.vouchers), of.granted, of.used, of.held, of.left, of.expired]
