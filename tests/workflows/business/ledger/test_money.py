"""Amounts come in and go out as they are, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.business.ledger.money import MOST_FEN, shown, to_fen, to_yuan
from workflows.ground.errors import Invalid


@given(st.integers(-MOST_FEN, MOST_FEN))
def test_fen_come_back_as_they_were(fen: int) -> None:
    assert to_fen(to_yuan(fen)) == fen


@pytest.mark.parametrize(("amount", "fen"), [("0.01", 1), ("1E+2", 10_000), ("-3.10", -310), ("7.000", 700)])
def test_amounts_are_exact(amount: str, fen: int) -> None:
    assert to_fen(Decimal(amount)) == fen


@pytest.mark.parametrize("amount", ["0.001", "1.999", "-0.005"])
def test_a_fraction_of_a_fen_is_refused(amount: str) -> None:
    with pytest.raises(Invalid, match="whole fen"):
        to_fen(Decimal(amount))


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+30", "10000000000000.01"])
def test_what_is_no_sum_of_money_is_refused(amount: str) -> None:
    with pytest.raises(Invalid):
        to_fen(Decimal(amount))


def test_a_float_is_a_programming_error() -> None:
    with pytest.raises(TypeError, match="Decimal"):
        to_fen(0.1)  # type: ignore[arg-type]


def test_sums_are_written_as_people_read_them() -> None:
    assert shown(-123_456_789) == "-1,234,567.89"
