"""Whatever an expression does, it stops: by counted steps, within 64 MB, without a way to Python."""

import json

import pytest

from engine.feel import Budget, FeelBudgetExceeded, FeelSyntaxError, compile_expression
from tests.engine.feel.attacks import ATTACKS
from tests.engine.feel.language import evaluate
from tests.engine.rlimit import run_bounded

# Ten times the 100 ms that an attack may take on a quiet machine, which benchmarks/feel.py measures.
MAX_CPU_SECONDS = 1.0

_SETUP = """
import json, time
from engine.feel import FeelError, compile_expression, to_json
from tests.engine.feel.attacks import ATTACKS
import sys
compile_expression('time("10:00:00@Asia/Shanghai")').evaluate({})
compile_expression('matches("a", "a")').evaluate({})
"""
_ATTACK = """
def outcome(source):
    try:
        value = compile_expression(source).evaluate({})
        to_json(value)
    except FeelError as error:
        return error.code
    return "null" if value is None else "value"

WATCHED = ("open", "exec", "compile", "import", "os.", "socket.", "subprocess.", "ctypes.", "shutil.")
seen = []

def watch(event, arguments):
    # The only files that FEEL opens are the time zones that the installation lists.
    if event.startswith(WATCHED) and not (event == "open" and "zoneinfo" in str(arguments[0])):
        seen.append(f"{event} {arguments!r}"[:200])

results = {}
sys.addaudithook(watch)
for name, (source, _) in ATTACKS.items():
    start = time.process_time()
    results[name] = [outcome(source), time.process_time() - start]
print(json.dumps({"results": results, "seen": seen}))
"""


@pytest.fixture(scope="module")
def outcome() -> dict:
    return json.loads(run_bounded(_SETUP, _ATTACK, megabytes=64, cpu_seconds=60))


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_ends_as_it_must(name: str, outcome: dict) -> None:
    ended, cpu_seconds = outcome["results"][name]
    assert ended in ATTACKS[name][1].split("|")
    assert cpu_seconds < MAX_CPU_SECONDS


def test_no_attack_reaches_a_file_a_socket_or_python(outcome: dict) -> None:
    assert outcome["seen"] == []


def test_the_budget_is_the_callers_choice() -> None:
    source = "count(for i in 1..100 return i)"
    assert evaluate(source, budget=Budget(steps=1000)) == 100
    with pytest.raises(FeelBudgetExceeded) as caught:
        evaluate(source, budget=Budget(steps=100))
    assert caught.value.code == "steps"
    assert "100" in caught.value.message("zh-CN")
    assert "100" in caught.value.message("en")


def test_analysts_have_room() -> None:
    orders = [{"id": i, "amount": i % 100, "lines": [{"price": 2}, {"price": 3}]} for i in range(2000)]
    assert evaluate("count(orders[amount > 50 and id < 1500])", {"orders": orders}) == 735
    assert evaluate("sum(for o in orders return sum(o.lines.price) * 2)", {"orders": orders}) == 20000
    assert evaluate("{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(12)}.r") == 144
    assert evaluate('string length(string join(for i in 1..5000 return string(i), ","))') == 23892


@pytest.mark.parametrize("depth", [10, 30, 45])
def test_reasonable_nesting_is_fine(depth: int) -> None:
    assert evaluate("(1 + " * depth + "1" + ")" * depth) == depth + 1
    assert evaluate("{a:" * depth + "1" + "}" * depth) is not None


def test_too_deep_is_said_with_its_place() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression("1 +\n" + "(" * 60 + "1" + ")" * 60)
    assert (caught.value.line, caught.value.column) == (2, 51)
