"""What follows from what the reader of a document has seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from workflows.business.pdf_signatures.values import SignatureState, SignatureView, Verdict

WHOLE = "ENTIRE_FILE"
"""What the last signature has to cover."""


def views(said: Mapping[str, Any], revoked: Mapping[str, datetime]) -> tuple[SignatureView, ...]:
    """Return every signature with how it stands; `revoked`: when which certificates were, by serial."""
    return tuple(_view(one, revoked.get(one["serial"])) for one in said["signatures"])


def _view(one: Mapping[str, Any], revoked_at: datetime | None) -> SignatureView:
    signed_at = datetime.fromisoformat(one["signed_at"]) if one["signed_at"] else None
    return SignatureView(
        one["field"], one["signer"], one["code"], one["serial"], one["fingerprint"], signed_at,
        _state(one, signed_at, revoked_at), revoked_at,
    )  # fmt: skip


def _state(one: Mapping[str, Any], signed_at: datetime | None, revoked_at: datetime | None) -> SignatureState:
    if one["broken"] or not (one["intact"] and one["unchanged"] and one["canonical"]):
        return "changed"
    if not one["trusted"]:
        return "stranger"
    if not one["stamped"] or signed_at is None:
        return "untimed"
    return "revoked" if revoked_at is not None and revoked_at <= signed_at else "valid"


def verdict(said: Mapping[str, Any], signatures: Sequence[SignatureView], *, is_issued: bool) -> Verdict:
    """Return the one word for a document: the worst that there is to say of it."""
    if not signatures:
        return "unsigned"
    states = {one.state for one in signatures}
    if "changed" in states or said["signatures"][-1]["coverage"] != WHOLE:
        return "changed"
    if "stranger" in states or "untimed" in states:
        return "stranger"
    if "revoked" in states:
        return "revoked"
    if said["empty"]:
        return "incomplete"
    return "genuine" if is_issued else "changed"
