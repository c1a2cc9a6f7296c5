"""What has happened in the room of a tender, and what was written there.

Two hundred people ask for it at once when something has happened, and all of it stands in the same lines: a
process reads them once for each revision of the room. Who may read which of them is decided for each person.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import select

from workflows.business.demands.tender_models import Tender, TenderEntry
from workflows.business.demands.tender_values import TenderAction, TenderLine
from workflows.business.demands.values import Party
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation

Lines = Sequence[tuple[str | None, TenderLine]]
"""Each line with the provider whose bid it is about, None if it is about all; the first one first."""
MOST_KEPT = 16
"""Rooms that a process keeps the lines of."""
_kept: OrderedDict[tuple[str, int], Lines] = OrderedDict()
_reading = threading.Lock()


def history(
    work: Work, tender: Tender, enterprise_name: str, only: set[str] | None, *, named: bool
) -> tuple[tuple[TenderLine, ...], Mapping[str, list[TenderLine]]]:
    """Return what has happened in a tender, the first one first, and what was written with each provider.

    `only`: of bids, those of these providers alone, None: of all. Who bids for the opening to come is left
    out until the waiting time, from which on it is `named`.
    """
    lines = _lines(work, tender, enterprise_name)
    since = max((place for place, (_, one) in enumerate(lines) if one.kind in {"begin", "reopen"}), default=0)
    shown, threads = [], dict[str, list[TenderLine]]()
    for place, (provider_id, line) in enumerate(lines):
        known = provider_id in only if only is not None else named or place < since
        if provider_id is not None and not known:
            continue
        if line.kind == "say":
            threads.setdefault(provider_id or "", []).append(line)
        else:
            shown.append(line)
    return tuple(shown), threads


def _lines(work: Work, tender: Tender, enterprise_name: str) -> Lines:
    """Return all lines of a tender as it is read here; what is changed in this transaction is never kept."""
    if not work.transaction.only_reads:
        return _read(work, tender.id, enterprise_name)
    key = (tender.id, tender.revision)
    with _reading:
        lines = _kept.get(key)
        if lines is None:
            lines = _kept[key] = _read(work, tender.id, enterprise_name)
            if len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return lines


def _read(work: Work, tender_id: str, enterprise_name: str) -> Lines:
    rows = (
        select(TenderEntry, Organisation.name)
        .outerjoin(Organisation, Organisation.id == TenderEntry.provider_id)
        .where(TenderEntry.tender_id == tender_id)
        .order_by(TenderEntry.id)
    )
    return [
        (one.provider_id, _line(one, provider or "", enterprise_name))
        for one, provider in work.session.execute(rows)
    ]


def _line(one: TenderEntry, provider_name: str, enterprise_name: str) -> TenderLine:
    by = {"enterprise": enterprise_name, "provider": provider_name}.get(one.side, "")
    return TenderLine(one.at, cast("Party", one.side), by, cast("TenderAction", one.kind), one.text)
