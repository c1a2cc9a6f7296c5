"""Chance, which plays again from its seed, and assertions, which have no value when they fail."""

from __future__ import annotations

import uuid

import pytest

from engine.feel import Draws, FeelAssertionFailed, compile_expression


def _evaluate(source: str, draws: Draws | None = None):
    return compile_expression(source).evaluate({}, draws=draws)


def test_what_is_drawn_differs_from_draw_to_draw_and_from_seed_to_seed() -> None:
    drawn = _evaluate("for i in 1..500 return random number()", Draws())
    assert len(set(drawn)) == 500
    assert all(0 <= number < 1 for number in drawn)
    assert 0.4 < sum(drawn) / 500 < 0.6
    assert _evaluate("random number()", Draws()) != _evaluate("random number()", Draws())


def test_the_same_seed_draws_the_same() -> None:
    source = "[uuid(), random number(), uuid()]"
    first = Draws()
    drawn = _evaluate(source, first)
    assert first.used_seed is not None
    assert _evaluate(source, Draws(first.used_seed)) == drawn
    assert drawn[0] != drawn[2]


def test_a_seed_is_kept_only_if_something_was_drawn() -> None:
    draws = Draws()
    _evaluate("1 + 1", draws)
    assert draws.used_seed is None


def test_a_uuid_is_one() -> None:
    value = uuid.UUID(_evaluate("uuid()", Draws()))
    assert value.version == 4


def test_what_asserts_something_wrong_has_no_value() -> None:
    with pytest.raises(FeelAssertionFailed, match="no amount"):
        _evaluate('assert(null, null != null, "no amount")')
    with pytest.raises(FeelAssertionFailed) as failed:
        _evaluate("assert(1, null)")
    assert "空值" in failed.value.message("zh-CN")
