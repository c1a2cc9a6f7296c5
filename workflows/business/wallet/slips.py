"""Slips of transfers: which were handed in before, whatever the file was called then."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from workflows.business.wallet.models import OfflineSlip
from workflows.files.queries import content_hashes
from workflows.ground.db import among
from workflows.ground.work import Work

MOST_CASES = 5
"""That finance is told of at once; who needs more looks for them."""


def note(work: Work, case_number: str, files: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Note with which slips a case was handed in; return the hashes of their contents."""
    hashes = content_hashes(work, [str(one["id"]) for one in files])
    for sha256 in sorted(hashes):
        values = {"sha256": sha256, "case_number": case_number, "noted_at": work.now}
        work.session.execute(insert(OfflineSlip).values(**values).on_conflict_do_nothing())
    return hashes


def cases_with(work: Work, hashes: Collection[str], *, but: str) -> list[str]:
    """Return the numbers of other cases that came with one of these slips, the earliest first."""
    numbers = (
        select(OfflineSlip.case_number)
        .where(among(OfflineSlip.sha256, hashes), OfflineSlip.case_number != but)
        .group_by(OfflineSlip.case_number)
        .order_by(OfflineSlip.case_number)
        .limit(MOST_CASES)
    )
    return list(work.session.scalars(numbers))
