"""Why tasks stand in two tables: `python -m benchmarks task_models`.

The first page of an inbox by applicant, for somebody in 3 of 200 groups, read once from `work_items` and once
from the engine's tasks joined with a table of what the domain adds. Printed are the database pages that each
touches: they do not depend on how busy the machine is.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import psycopg

from benchmarks._inbox_filling import PROCESS, fill, groups
from engine.counts import audience_id
from engine.server import ensure_server
from workflows import migrate
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings

TASKS = 100_000
EXTENSION = """
CREATE TABLE task_extension AS
    SELECT task_id, case_id, applicant, name_zh, name_en, round, barred FROM work_items;
ALTER TABLE task_extension ADD PRIMARY KEY (task_id);
CREATE INDEX ON task_extension (applicant, task_id);
CREATE INDEX ON engine_task (audience_id, id) WHERE state = 'open';
"""
ONE_TABLE = """
SELECT w.* FROM unnest(%(audiences)s::bigint[]) AS a(id) CROSS JOIN LATERAL (
    SELECT * FROM work_items WHERE audience_id = a.id AND state = 'open' ORDER BY applicant, task_id LIMIT 20
) w ORDER BY w.applicant, w.task_id LIMIT 20
"""
JOINED = """
SELECT t.*, x.* FROM engine_task t JOIN task_extension x ON x.task_id = t.id
WHERE t.audience_id = ANY(%(audiences)s::bigint[]) AND t.state = 'open'
ORDER BY x.applicant, x.task_id LIMIT 20
"""


def main() -> None:
    """Fill a database and print how many pages each way reads."""
    with tempfile.TemporaryDirectory() as folder:
        server = ensure_server(Path(folder))
        try:
            migrate(server.url)
            platform = Platform(Settings(server.url, Path(folder), "only for this benchmark"))
            platform.prepare()
            with platform.begin() as work:
                definition = work.repository.latest(PROCESS).id
            platform.close()
            fill(server.url, definition, TASKS)
            _compare(server.url)
        finally:
            server.stop()


def _compare(url: str) -> None:
    audiences = [audience_id((group,)) for group in groups()[:3]]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(EXTENSION)
        connection.execute("VACUUM ANALYZE")
        for name, query in (("one table", ONE_TABLE), ("joined", JOINED)):
            rows = connection.execute(
                "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + query, {"audiences": audiences}
            ).fetchone()
            assert rows is not None
            told = rows[0] if isinstance(rows[0], list) else json.loads(rows[0])
            plan = told[0]["Plan"]
            pages = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
            print(f"{name:<10} {pages:>7,} pages  {told[0]['Execution Time']:>8.1f} ms")


if __name__ == "__main__":
    main()
