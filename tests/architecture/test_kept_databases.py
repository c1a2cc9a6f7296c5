"""Databases of earlier days, with cases under way, go on after today's migrations (see keep_database.py)."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.architecture.keep_database import restore
from tests.workflows.approvals.conftest import Cast, Story
from tests.workflows.conftest import FixedClock
from workflows import migrate
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings

KEPT = sorted((Path(__file__).parent / "kept").glob("*.json.gz"))


@pytest.fixture(params=KEPT, ids=lambda path: path.name.partition(".")[0])
def kept(request: pytest.FixtureRequest, empty_database: str) -> str:
    restore(empty_database, request.param.read_bytes())
    return empty_database


def test_cases_under_way_go_on_after_migrating(kept: str, tmp_path: Path):
    migrate(kept)
    clock = FixedClock()
    clock.pass_time(days=1)
    platform = Platform(Settings(kept, tmp_path, "kept"), clock=clock)
    platform.prepare()
    with psycopg.connect(kept) as connection:
        holders = dict(connection.execute("SELECT group_id, user_id FROM role_grant").fetchall())
        (owner,) = connection.execute("SELECT applicant_id FROM cases WHERE state = 'returned'").fetchall()
    window = str(holders["window:430100"])
    story = Story(platform, Cast(kept, str(holders["operator"]), window, window, window))
    (correction,) = story.to_do(str(owner[0]))
    story.decide(str(owner[0]), correction.task_id, "submit", data=story.data(1))
    waiting = story.to_do(window)
    assert len(waiting) == 2
    for item in waiting:
        story.act(window, deciding.decide, item.task_id, Decision("approve", "同意"))
    story.run()
    platform.close()
    with psycopg.connect(kept) as connection:
        states = connection.execute("SELECT state, count(*) FROM cases GROUP BY state").fetchall()
    assert states == [("approved", 3)]
