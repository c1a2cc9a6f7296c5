"""How large files and functions may grow before somebody looks twice, and names that say nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "forms", "workflows", "web")
LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 400, 40

# What was looked at twice and left as it is, with the reason. A line here is a decision, not a habit.
LONG = {
    "engine/runtime.py:start_definition": "the start of an instance is one statement of what it writes",
    "engine/spiff/parse.py:_element": "one element's bindings, a keyword argument each",
    "forms/builder.py:build_form": "the door of the room: nine arguments, each with its sentence",
    "workflows/approvals/cases/submitting.py:submit": "a submission is one transaction in five writes",
    "workflows/people/identity/administration.py:create_account": "an account is one row with its columns",
}
NAMES_THAT_SAY_NOTHING = re.compile(
    r"^(utils?|helpers?|managers?|misc|common|tools|stuff)(_|$)|_(utils?|helpers?|manager)$"
)
ENDS_A_TRANSACTION = re.compile(
    r"\.(commit|rollback)\(\)|(database|connection|session|connect\(\))\.begin\(\)|autocommit=True|AUTOCOMMIT"
)
MAY_END_A_TRANSACTION = {
    "engine/transaction.py": "the one place",
    "engine/db.py": "migrations: the tables of the job queue",
    "engine/server.py": "makes the database, which no transaction can",
    "workflows/scenarios/scratch.py": "copies a database, which no transaction can",
    "workflows/people/identity/rate_counters.py": "a refused request rolls back, and counts all the same",
    "workflows/ground/announcer.py": "sends NOTIFY, writes nothing",
    "web/push/counting.py": "hears NOTIFY, writes nothing",
}


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)


def long_ones() -> Iterator[tuple[str, int]]:
    for path in sources():
        name, text = str(path.relative_to(ROOT)), path.read_text("utf-8")
        if (lines := len(text.splitlines())) > LINES_OF_A_FILE:
            yield name, lines
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if (lines := (node.end_lineno or 0) - node.lineno + 1) > LINES_OF_A_FUNCTION:
                yield f"{name}:{node.name}", lines


def test_what_grew_long_was_looked_at_twice():
    lengths = dict(long_ones())
    assert {name: lines for name, lines in lengths.items() if name not in LONG} == {}


def test_no_exception_outlives_its_reason():
    assert set(LONG) <= set(dict(long_ones()))


def test_no_module_is_called_after_nothing():
    assert [path for path in sources() if NAMES_THAT_SAY_NOTHING.search(path.stem)] == []


def test_only_the_engine_ends_a_transaction():
    ending = {
        str(path.relative_to(ROOT))
        for path in sources()
        if ENDS_A_TRANSACTION.search(path.read_text("utf-8"))
    }
    assert ending == set(MAY_END_A_TRANSACTION)


@pytest.mark.parametrize(
    "line",
    [
        "session.commit()",
        "with database.begin() as connection:",
        "with database.connect() as connection, connection.begin():",
        "with self._database.connect().begin():",
        "psycopg.connect(address, autocommit=True)",
        'database.execution_options(isolation_level="AUTOCOMMIT")',
    ],
)
def test_a_transaction_of_ones_own_is_seen(line: str):
    assert ENDS_A_TRANSACTION.search(line)


@pytest.mark.parametrize("line", ["with engine.begin(actor=actor) as work:", "with session.begin_nested():"])
def test_joining_a_transaction_is_not_ending_it(line: str):
    assert not ENDS_A_TRANSACTION.search(line)


@pytest.mark.parametrize("room", [*ROOMS, "bpmn"])
def test_every_room_says_what_it_is_for(room: str):
    assert (ROOT / room / "README.md").read_text("utf-8").startswith("# ")


@pytest.mark.parametrize(
    "package", sorted(path.parent.name for path in (ROOT / "bpmn").glob("*/process.bpmn"))
)
def test_every_process_package_is_complete(package: str):
    folder = ROOT / "bpmn" / package
    assert (folder / "README.md").exists()
    assert (folder / "scenarios.yaml").exists()


CHOOSES_A_STATUS = re.compile(r"\b409\b|\b4\d\d if\b.*isinstance|isinstance\(.*\belse 4\d\d\b")


def test_what_a_refusal_is_in_http_is_chosen_in_one_file():
    choosing = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "web").rglob("*.py"))
        if CHOOSES_A_STATUS.search(path.read_text("utf-8"))
    }
    assert choosing == {"web/statuses.py", "web/errors.py"}  # the map; the words of the pages
    assert CHOOSES_A_STATUS.search("status = 403 if isinstance(refusal, Forbidden) else 500")
