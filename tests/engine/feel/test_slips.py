"""What people write by habit is found, with what FEEL wants; what FEEL reads right is left alone."""

from __future__ import annotations

import pytest

from engine.feel import compile_unary_tests, slips

DATES = ["2026-03-01", "2026-3-1", "2026/3/1", "2026/03/01", "2026.3.1", "2026年3月1日", "2026年03月01号"]
NUMBERS = {
    "1,000": "1000",
    "1,000,000": "1000000",
    "12,00,000": "1200000",
    "1 000": "1000",
    "1'000": "1000",
    "1_000": "1000",
    "1，000": "1000",
    "1.234,50": "1234.50",
    "１０００": "1000",
    "１，０００．５": "1000.5",
    "10%": "0.1",
    "1.5万": "15000",
    "2亿": "200000000",
}
RANGES = ["1000-2000", "1000~2000", "1000～2000", "1000 至 2000", "1000..2000"]
RIGHT = ["5", "1, 2, 3", "0.5,1.5", "[1..5]", '"2026-03-01"', '@"2026-03-01"', 'date("2026-03-01")', "x-1"]
RIGHT += ["substring(x, 1,000)", "5 - 3", "2026", "a1,000", '"1,000"', "> 1.5", '"50%"']


@pytest.mark.parametrize("text", DATES)
def test_dates_are_found_everywhere(text: str) -> None:
    for around in (text, f">= {text}", f"[{text}..{text}]", f"x > {text}"):
        assert {(one.kind, one.text, one.write) for one in slips(around)} == {
            ("date", text, 'date("2026-03-01")')
        }


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_found_in_cells(text: str) -> None:
    for around in (text, f">= {text}"):
        assert [(one.text, one.write) for one in slips(around, lists=True)] == [(text, NUMBERS[text])]
    assert list(slips(text)) == []


@pytest.mark.parametrize("text", RANGES)
def test_ranges_are_found_in_cells(text: str) -> None:
    assert [(one.kind, one.write) for one in slips(text, lists=True)] == [("range", "[1000..2000]")]


@pytest.mark.parametrize("text", [*NUMBERS.values(), "[1000..2000]", 'date("2026-03-01")'])
def test_what_is_to_be_written_is_feel_and_no_slip(text: str) -> None:
    compile_unary_tests(text)
    assert list(slips(text, lists=True)) == []


@pytest.mark.parametrize("text", RIGHT)
def test_what_feel_reads_right_is_left_alone(text: str) -> None:
    assert list(slips(text, lists=True)) == []
