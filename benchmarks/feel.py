"""How long FEEL takes: `python -m benchmarks.feel`.

Goals: `amount > 1000 and region = "x"`, cached, at most 5 µs; every attack of the tests at most 100 ms of
processor time. The floor of an expression is the same as a Python lambda.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Callable
from typing import Any

from engine.feel import FeelError, compile_expression, compile_unary_tests, to_json
from engine.feel.parser import parse_expression
from tests.engine.feel.attacks import ATTACKS

CONDITION = 'amount > 1000 and region = "x"'
CONTEXT = {"amount": 1500, "region": "x", "orders": [{"amount": i} for i in range(100)]}
ROUNDS, REPEATS = 20_000, 7


def main() -> None:
    """Print microseconds per call, then the attacks that cost most."""
    condition = compile_expression(CONDITION)
    row("the condition, compiled", lambda: condition.evaluate(CONTEXT))
    row("the condition, from the cache", lambda: compile_expression(CONDITION).evaluate(CONTEXT))
    row("floor: the same as a lambda", lambda: _condition(CONTEXT))
    cell = compile_unary_tests("[1000..2000)")
    row("a cell: [1000..2000)", lambda: cell.matches(1500, CONTEXT))
    listed = compile_expression("sum(orders[amount > 50].amount)")
    row("sum and filter over 100 contexts", lambda: listed.evaluate(CONTEXT), rounds=500)
    day = compile_expression('date("2026-03-02") + duration("P3D") > @"2026-03-01"')
    row("dates from text", lambda: day.evaluate(CONTEXT))
    row("parsing the condition", lambda: parse_expression(CONDITION), rounds=2000)
    attacks()


def _condition(context: dict[str, Any]) -> bool:
    return bool(context["amount"] > 1000 and context["region"] == "x")


def row(name: str, call: Callable[[], Any], *, rounds: int = ROUNDS) -> None:
    """Print the median and the best of several rounds, in microseconds of processor time per call."""
    call()
    taken = []
    for _ in range(REPEATS):
        started = time.process_time()
        for _ in range(rounds):
            call()
        taken.append((time.process_time() - started) / rounds * 1e6)
    print(f"{name:<46} {statistics.median(taken):9.2f} µs   best {min(taken):9.2f} µs")


def attacks() -> None:
    """Print the processor time of the five attacks that cost most, the best of three tries each."""
    taken = sorted(
        ((min(attack(source) for _ in range(3)), name) for name, (source, _) in ATTACKS.items()), reverse=True
    )
    print(f"{len(taken)} attacks, the costliest:")
    for milliseconds, name in taken[:5]:
        print(f"  {name:<44} {milliseconds:9.1f} ms")


def attack(source: str) -> float:
    """Return the milliseconds of processor time until the attack ends."""
    started = time.process_time()
    with contextlib.suppress(FeelError):
        to_json(compile_expression(source).evaluate({}))
    return (time.process_time() - started) * 1e3


if __name__ == "__main__":
    main()
