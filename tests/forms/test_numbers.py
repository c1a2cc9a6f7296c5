"""Numbers as people type them: whatever is accepted means what everybody reads, the rest is refused."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.numbers import NumberUnclear, read_digits, read_number, read_number_or_none

FULL_WIDTH = str.maketrans("0123456789,.+-", "".join(chr(ord(sign) + 0xFEE0) for sign in "0123456789,.+-"))

decimals = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=None
).map(lambda number: Decimal(format(number, "f")[:30]))


def unambiguous(text: str) -> Decimal:
    """Read a text by a second rule: a comma or blank may stand only before each third digit of the whole."""
    whole, _, fraction = text.lstrip("+-").partition(".")
    groups = re.split("[, ]", whole)
    assert len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(one) == 3 for one in groups[1:]))
    assert len(set(re.findall("[, ]", whole))) <= 1
    sign = -1 if text.startswith("-") else 1
    return sign * Decimal("".join(groups) + ("." + fraction if fraction else "") or "0")


@given(decimals, st.sampled_from(["", ",", "_ "]), st.booleans())
def test_a_number_written_in_any_usual_way_comes_back(
    number: Decimal, grouping: str, full_width: bool
) -> None:
    text = format(number, ",f" if grouping else "f")
    if grouping == "_ ":
        text = text.replace(",", " ")
    assert read_number(text.translate(FULL_WIDTH) if full_width else text) == number


@given(st.text(alphabet="0123456789,. +-", max_size=14))
def test_what_is_accepted_can_be_read_in_one_way_only(text: str) -> None:
    number = read_number_or_none(text)
    if number is not None:
        assert number == unambiguous(text.strip())


@given(st.text(alphabet="0123456789,", min_size=1, max_size=9))
def test_a_comma_never_changes_the_size_of_a_number(text: str) -> None:
    """`8,5` was counted as 85: what has a comma is grouped by three, or refused."""
    number = read_number_or_none(text)
    if number is not None and "," in text:
        assert format(number, ",f") == text


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    number = read_number_or_none(text)
    assert number is None or number.is_finite()


@pytest.mark.parametrize("text", ["0,123", "1,23", "1,2345", "1,234 567", "12_000", "1.2.3", "1,,234", ","])
def test_what_two_people_would_read_differently_is_refused(text: str) -> None:
    with pytest.raises(NumberUnclear):
        read_number(text)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("６２１７ ００００　1234-5678", "6217000012345678"),
        ("62170000", "62170000"),
        ("6217O000", "6217O000"),
    ],
)
def test_a_row_of_digits_is_read_as_people_type_it(typed: str, digits: str) -> None:
    """14.11: full-width digits of a Chinese input method, groups; a letter stays and is refused."""
    assert read_digits(typed) == digits
