"""How long a decision table of 200 rules with 5 inputs takes: `python -m benchmarks.dmn`.

Goal: at most 1 ms. The floor is the same table as 200 chained `if` of Python, tested in the same order.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from engine.dmn import Model, parse_model

RULES, ROUNDS, REPEATS = 200, 400, 7
NAMES = ("region", "amount", "age", "kind", "urgent")


def main() -> None:
    """Print a table of microseconds per evaluation."""
    started = time.perf_counter()
    model = parse_model(model_xml())
    print(f"{'parse and compile':<46} {(time.perf_counter() - started) * 1e3:9.1f} ms")
    cases = inputs(ROUNDS)
    started = time.perf_counter()
    model.evaluate("d", cases[0])
    print(f"{'first evaluation':<46} {(time.perf_counter() - started) * 1e6:9.1f} µs")
    show("table of 200 rules, 5 inputs, FIRST", lambda case: model.evaluate("d", case), cases)
    open_model = parse_model(model_xml(open_cells=True))
    show("the same, a tenth of the cells not constant", lambda case: open_model.evaluate("d", case), cases)
    show("floor: 200 chained ifs of Python", python_table(), cases)


def show(name: str, evaluate: Callable[[dict[str, Any]], Any], cases: list[dict[str, Any]]) -> None:
    """Print the median and the worst of several rounds, per evaluation."""
    for case in cases:
        evaluate(case)
    rounds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        for case in cases:
            evaluate(case)
        rounds.append((time.perf_counter() - started) / len(cases) * 1e6)
    print(f"{name:<46} {statistics.median(rounds):9.1f} µs   worst round {max(rounds):9.1f} µs")


def rule(number: int) -> tuple[str, int, int, str]:
    """Return region, amount from, age from and kind of a rule."""
    return f"r{number % 14}", 1000 * (number % 20), 18 + number % 50, "abcde"[number % 5]


def model_xml(*, open_cells: bool = False) -> bytes:
    """Return a table whose rules overlap little and whose last rule matches everything."""
    rows = []
    for number in range(RULES - 1):
        region, amount, age, kind = rule(number)
        amount_cell = f"[{amount}..{amount + 1000})"
        if open_cells and number % 2:
            amount_cell = f"? >= limit + {amount} and ? < {amount + 1000}"
        cells = (f'"{region}"', amount_cell, f">= {age}", f'"{kind}","z"', "true" if number % 3 else "-")
        rows.append((cells, str(number)))
    rows.append((("-",) * 5, "-1"))
    body = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells)
        + f"<outputEntry><text>{output}</text></outputEntry></rule>"
        for cells, output in rows
    )
    columns = "".join(
        f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in NAMES
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">'
        f'<decision id="d" name="d"><decisionTable hitPolicy="FIRST">{columns}<output/>{body}</decisionTable>'
        "</decision></definitions>"
    ).encode()


def inputs(number: int) -> list[dict[str, Any]]:
    """Return cases drawn with a fixed seed."""
    draw = random.Random(20261122)
    return [
        {
            "region": f"r{draw.randrange(14)}",
            "amount": Decimal(draw.randrange(20_000)),
            "age": Decimal(draw.randrange(15, 70)),
            "kind": draw.choice("abcdez"),
            "urgent": draw.random() < 0.5,
            "limit": Decimal(0),
        }
        for _ in range(number)
    ]


def python_table() -> Callable[[dict[str, Any]], int]:
    """Return the same decision written in Python."""
    rows = [(*rule(number), number % 3 != 0, number) for number in range(RULES - 1)]

    def decide(case: dict[str, Any]) -> int:
        region, amount, age, kind, urgent = (case[name] for name in NAMES)
        for row_region, low, from_age, row_kind, is_urgent, number in rows:
            if (
                region == row_region
                and low <= amount < low + 1000
                and age >= from_age
                and (kind in (row_kind, "z"))
                and (urgent or not is_urgent)
            ):
                return number
        return -1

    return decide


def check(model: Model) -> None:
    """Raise AssertionError unless the model and Python decide alike."""
    decide = python_table()
    for case in inputs(200):
        assert model.evaluate("d", case).value == decide(case)


if __name__ == "__main__":
    check(parse_model(model_xml()))
    main()
