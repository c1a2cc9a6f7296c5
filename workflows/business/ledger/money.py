"""Amounts: `Decimal` of yuan above the database, whole fen in it, and nothing lost on the way."""

from __future__ import annotations

from decimal import Decimal

from workflows.ground.errors import Invalid

MOST_FEN = 10**15
"""Ten trillion yuan: more is a slip of the pen, and sums of it still fit the column."""
FEN = Decimal("0.01")


def to_fen(amount: Decimal) -> int:
    """Return an amount in whole fen. Raises: Invalid: it has fractions of a fen, or is beyond all measure."""
    if not isinstance(amount, Decimal):  # a float has lost what it was before it came here
        raise TypeError(f"Expected an amount as Decimal, but got {type(amount).__name__}.")
    if not amount.is_finite() or abs(amount) > MOST_FEN // 100:
        raise Invalid("ledger.amount_too_large", amount=amount)
    fen = int(amount.scaleb(2).to_integral_value())
    if to_yuan(fen) != amount:
        raise Invalid("ledger.fraction_of_fen", amount=amount)
    return fen


def to_yuan(fen: int) -> Decimal:
    """Return whole fen as yuan with two places."""
    return Decimal(fen).scaleb(-2).quantize(FEN)


def shown(fen: int) -> str:
    """Return fen as yuan for a sentence: 1,234.50."""
    return f"{to_yuan(fen):,.2f}"
