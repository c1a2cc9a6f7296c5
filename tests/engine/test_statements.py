"""What a step asks of the database: few statements, and not more as a case grows."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from engine.pending import _SAVE
from tests.counted_calls import calls_of

BPMN = Path(__file__).with_name("rework.bpmn").read_bytes()


@contextmanager
def counted(engine):
    """Collect the statements and commits of a block."""
    statements: list[str] = []

    class Noted(psycopg.Cursor):
        def execute(self, query, *arguments, **options):
            statements.append(str(query))
            return super().execute(query, *arguments, **options)

    def lend(connection, *_):
        connection.cursor_factory = Noted

    def take_back(connection, *_):
        connection.cursor_factory = psycopg.Cursor

    def note_commit(_):
        statements.append("COMMIT")

    listeners = [("checkout", lend), ("checkin", take_back), ("commit", note_commit)]
    for name, listener in listeners:
        sa.event.listen(engine.database, name, listener)
    try:
        yield statements
    finally:
        for name, listener in listeners:
            sa.event.remove(engine.database, name, listener)


@pytest.fixture
def instance(engine):
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": BPMN})
        return work.runtime.start("rework", variables={"good": False})


def task_id(engine, instance) -> str:
    with engine.begin() as work:
        return work.tasks.query().instance(instance.id).first().id


def claim_and_complete(engine, instance, **variables) -> None:
    task = task_id(engine, instance)
    with engine.begin(actor="ann") as work:
        work.tasks.claim(task)
        work.tasks.complete(task, variables=variables)


def test_claim_complete_and_next_task_are_at_most_twelve_statements_and_one_commit(engine, instance):
    claim_and_complete(engine, instance, text="x")
    claim_and_complete(engine, instance, remark="y")
    task = task_id(engine, instance)
    with counted(engine) as statements, engine.begin(actor="ann") as work:
        work.tasks.claim(task)
        work.tasks.complete(task, variables={"text": "z"})
    assert statements[-1] == "COMMIT"
    assert statements.count("COMMIT") == 1
    assert (
        len(statements) - 1 <= 6
    )  # twelve are allowed; it takes fewer, and should go on to, "\n".join(statements)


def test_the_number_of_statements_does_not_grow_with_the_case(engine, instance):
    lengths = []
    for _ in range(30):
        claim_and_complete(engine, instance, text="a")
        task = task_id(engine, instance)
        with counted(engine) as statements, engine.begin(actor="ann") as work:
            work.tasks.complete(task, variables={"good": False})
        lengths.append(len(statements))
    assert len(set(lengths[1:])) == 1, lengths


def test_opening_an_inbox_is_few_statements(engine, instance):
    with counted(engine) as statements, engine.begin(actor="ann") as work:
        query = work.tasks.query().candidate_or_assignee({"writers", "checkers"}, "ann")
        assert query.count() == 1
        assert len(query.page(limit=20).items) == 1
    assert len(statements) <= 5, "\n".join(statements)


def test_the_driver_remembers_the_statement_of_every_step():
    assert len(_SAVE) <= 4096, "psycopg parses longer statements anew each time"


def test_claim_complete_and_next_task_are_few_calls(engine, instance):
    """Where every processor is busy, what a step costs is the calls that it makes: no wait hides any."""
    for text in ("x", "y"):
        claim_and_complete(engine, instance, text=text)
        claim_and_complete(engine, instance, good=False)
    task = task_id(engine, instance)

    def step() -> None:
        with engine.begin(actor="ann") as work:
            work.tasks.claim(task)
            work.tasks.complete(task, variables={"text": "z"})

    calls = calls_of(step)
    assert calls <= 1_380, calls
