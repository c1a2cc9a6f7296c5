"""Sealed bids: encrypted as they come in, and readable to nobody before the opening.

The one place that unseals. What a bid says is in no other table, no message, no log and no variable of its
process; a copy of the database opens none, and the platform itself does not before the hour.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import delete, select

from forms.uploads import clean_name, name_for
from workflows.business.demands.tender_models import Tender, TenderBid, TenderBidFile
from workflows.business.ledger.money import to_fen
from workflows.files.sent_files import CheckedFile
from workflows.ground.db import new_id
from workflows.ground.errors import InvalidState
from workflows.ground.safe import Safe
from workflows.ground.work import Work

PURPOSE = "sealed bids"
"""What the safe of the bids is for."""


@dataclass(frozen=True, slots=True)
class BidContent:
    """What a provider offers; `price` in yuan."""

    price: Decimal
    plan: str
    files: Sequence[CheckedFile] = ()


def seal(work: Work, secret_key: str, bid: TenderBid, content: BidContent) -> None:
    """Put what a held bid says under seal, in place of what it said before."""
    safe = Safe(secret_key, PURPOSE)
    work.session.execute(delete(TenderBidFile).where(TenderBidFile.bid_id == bid.id))
    named = []
    for one in content.files:
        file_id = new_id()
        name = name_for(clean_name(one.name), one.content_type)
        named.append({"id": file_id, "name": name, "type": one.content_type, "size": len(one.content)})
        work.session.add(
            TenderBidFile(
                id=file_id, bid_id=bid.id, name="", content_type="", sealed=safe.lock_bytes(one.content)
            )
        )
    said = {"price_fen": to_fen(content.price), "plan": content.plan, "files": named}
    bid.sealed = safe.lock(json.dumps(said, ensure_ascii=False))
    bid.receipt = sha256(bid.sealed).hexdigest()
    work.session.flush()


def unseal(work: Work, secret_key: str, tender: Tender, bid: TenderBid) -> None:
    """Open a held bid: from now on its price and its plan stand in its row, and its files have names.

    Raises: InvalidState: it is not yet time, or the installation has another secret than when it was sealed.
    """
    if work.now < tender.opens_at:
        raise InvalidState("demands.still_sealed")
    kept = Safe(secret_key, PURPOSE).unlock(bid.sealed) if bid.sealed is not None else None
    if kept is None:
        raise InvalidState("demands.seal_unreadable")
    said = json.loads(kept)
    bid.price_fen, bid.plan = said["price_fen"], said["plan"]
    bid.opened_at, bid.sealed, bid.state = work.now, None, "opened"
    rows = work.session.scalars(select(TenderBidFile).where(TenderBidFile.bid_id == bid.id))
    files = {one.id: one for one in rows}
    for one in said["files"]:
        row = files[one["id"]]
        row.name, row.content_type, row.size_bytes = one["name"], one["type"], one["size"]
        row.opened_at = work.now
    work.session.flush()


def seal_quote(work: Work, secret_key: str, bid: TenderBid, price_fen: int) -> str:
    """Put the new price of a held bid under seal, in place of one sent before; return the receipt."""
    bid.sealed_quote, bid.quoted_at = Safe(secret_key, PURPOSE).lock(str(price_fen)), work.now
    work.session.flush()
    return sha256(bid.sealed_quote).hexdigest()


def unseal_quote(secret_key: str, bid: TenderBid, *, early: bool) -> None:
    """Open the new price of a held bid, from now on its price; the one before stays beside it.

    `early`: the second round still takes prices.
    Raises: InvalidState: it is early, or the installation has another secret than when it was sealed.
    """
    if early:
        raise InvalidState("demands.still_sealed")
    kept = Safe(secret_key, PURPOSE).unlock(bid.sealed_quote) if bid.sealed_quote is not None else None
    if kept is None:
        raise InvalidState("demands.seal_unreadable")
    bid.first_price_fen, bid.price_fen, bid.sealed_quote = bid.price_fen, int(kept), None


def file_content(secret_key: str, row: TenderBidFile) -> bytes:
    """Return what a file of an opened bid holds. Raises: InvalidState: it is sealed."""
    content = Safe(secret_key, PURPOSE).unlock_bytes(row.sealed) if row.opened_at is not None else None
    if content is None:
        raise InvalidState("demands.still_sealed")
    return content


def discard(work: Work, bid: TenderBid) -> None:
    """Destroy what a held bid that was never opened says."""
    work.session.execute(delete(TenderBidFile).where(TenderBidFile.bid_id == bid.id))
    bid.sealed = None
    work.session.flush()
