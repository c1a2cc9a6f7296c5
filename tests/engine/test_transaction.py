from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa

from engine import models
from engine.core import Engine
from engine.db import alembic_config, connection_string, migrate, sqlalchemy_url
from engine.errors import InvalidArgument, InvalidState
from engine.rows import insert


def message(identifier: str, clock) -> dict[str, object]:
    return {
        "id": identifier,
        "name": "n",
        "variables": {"a": 1},
        "published_by": "x",
        "published_at": clock(),
        "expires_at": clock(),
    }


def stored(engine: Engine) -> list[str]:
    with engine.begin() as work:
        return sorted(work.connection.execute(sa.select(models.message.c.id)).scalars())


def insert_and_fail(engine: Engine, clock) -> None:
    with engine.begin() as work:
        insert(work.transaction, models.message, [message("a", clock)])
        _ = 1 / 0


def test_nested_work_joins_and_only_the_outermost_commits(engine, clock):
    with engine.begin(actor="outer") as work:
        insert(work.transaction, models.message, [message("a", clock)])
        with engine.begin(actor="inner") as nested:
            insert(nested.transaction, models.message, [message("b", clock)])
            assert nested.transaction is work.transaction
            assert (work.actor, nested.actor) == ("outer", "inner")
        with psycopg.connect(connection_string(engine.database_url)) as other:
            assert other.execute("SELECT count(*) FROM engine_message").fetchone() == (0,)
    assert stored(engine) == ["a", "b"]


def test_an_exception_takes_everything_back(engine, clock):
    with pytest.raises(ZeroDivisionError):
        insert_and_fail(engine, clock)
    assert stored(engine) == []


def test_a_swallowed_failure_of_a_part_does_not_commit_the_rest(engine, clock):
    def swallow() -> None:
        with engine.begin() as work:
            with pytest.raises(ZeroDivisionError):
                insert_and_fail(engine, clock)
            insert(work.transaction, models.message, [message("b", clock)])

    with pytest.raises(InvalidState, match="swallowed"):
        swallow()
    assert stored(engine) == []


def test_the_moment_stands_still_in_a_transaction(engine, clock):
    with engine.begin() as work:
        clock.advance(hours=1)
        assert work.now < clock()


def test_migrating_twice_is_once_and_the_tables_are_those_of_the_models(empty_database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    migrate(empty_database)
    migrate(empty_database)
    database = sa.create_engine(sqlalchemy_url(empty_database), poolclass=sa.pool.NullPool)
    with database.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda _, name, kind, *__: kind != "table" or name.startswith("engine_"),
                "version_table": "engine_migration",
            },
        )
        assert compare_metadata(context, models.metadata) == []


def test_the_migration_history_has_one_head():
    from alembic.script import ScriptDirectory

    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_history_can_only_be_added_to(engine, clock):
    row = {
        "instance_id": "i",
        "seq": 1,
        "at": clock(),
        "actor": "a",
        "command": "start",
        "data": {},
        "events": [],
        "hash": "\\x00",
    }
    with engine.begin() as work:
        insert(work.transaction, models.history, [row])
    for statement in (
        "UPDATE engine_history SET actor = 'b'",
        "DELETE FROM engine_history",
        "TRUNCATE engine_history",
    ):
        with pytest.raises(sa.exc.DBAPIError, match="added to"), engine.begin() as work:
            work.connection.exec_driver_sql(statement)


@pytest.mark.parametrize("url", ["mysql://a/b", "nonsense"])
def test_other_databases_are_refused(url):
    with pytest.raises(InvalidArgument):
        sqlalchemy_url(url)


def test_connections_that_the_server_has_closed_are_replaced(engine):
    assert stored(engine) == []
    with psycopg.connect(connection_string(engine.database_url), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert stored(engine) == []
