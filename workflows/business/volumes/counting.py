"""Counting a deal once it is done, and reading what deals add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy.dialects.postgresql import insert

from workflows.business.ledger.money import to_yuan
from workflows.business.volumes.models import VolumeTotal
from workflows.ground.work import Work

SubjectKind = Literal["provider", "product"]


@dataclass(frozen=True, slots=True)
class Volume:
    """How many deals somebody has had, and for how many yuan."""

    deals: int
    amount: Decimal


NO_VOLUME = Volume(0, Decimal(0))


def count_deal(work: Work, provider_id: str, total_fen: int, by_product: Mapping[str, int]) -> None:
    """Let a deal count for its provider and, in fen by product id, for its products.

    Whoever calls it holds the deal and does so once.
    """
    sums = [("provider", provider_id, total_fen)]
    sums += sorted(("product", product_id, fen) for product_id, fen in by_product.items())
    for kind, subject_id, fen in sums:  # in one order, so that two deals at once wait for each other
        row = insert(VolumeTotal).values(subject_kind=kind, subject_id=subject_id, deals=1, sum_fen=fen)
        more = {"deals": VolumeTotal.deals + 1, "sum_fen": VolumeTotal.sum_fen + fen}
        keys = [VolumeTotal.subject_kind, VolumeTotal.subject_id]
        work.session.execute(row.on_conflict_do_update(index_elements=keys, set_=more))


def volume_of(work: Work, kind: SubjectKind, subject_id: str) -> Volume:
    """Return what the deals of a provider or a product add up to."""
    row = work.session.get(VolumeTotal, (kind, subject_id))
    return Volume(row.deals, to_yuan(row.sum_fen)) if row is not None else NO_VOLUME
