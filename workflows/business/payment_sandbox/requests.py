"""What a merchant sends: fields that it has signed, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from workflows.business.ledger.money import to_fen
from workflows.ground.errors import Invalid
from workflows.ground.signing_keys.operations import key_pair
from workflows.ground.signing_keys.signatures import is_signed
from workflows.ground.work import Work

MERCHANT, MERCHANT_KEY = "tongban", "merchant tongban"


def insist_on_merchant(work: Work, secret_key: str, fields: Mapping[str, str]) -> None:
    """Raise: Invalid: not signed by a known merchant."""
    public = key_pair(work, secret_key, MERCHANT_KEY).public_pem
    if fields.get("merchant") != MERCHANT or not is_signed(public, fields):
        raise Invalid("payment_sandbox.not_signed")


def fen(text: str) -> int:
    """Return an amount above zero. Raises: Invalid."""
    try:
        amount = to_fen(Decimal(text))
    except InvalidOperation as error:
        raise Invalid("payment_sandbox.unreadable") from error
    if amount <= 0:
        raise Invalid("payment_sandbox.unreadable")
    return amount


def moment(text: str) -> datetime:
    """Return an aware moment. Raises: Invalid."""
    try:
        said = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("payment_sandbox.unreadable") from error
    if said.tzinfo is None:
        raise Invalid("payment_sandbox.unreadable")
    return said
