"""The server is killed at each commit of a deploy and of a move: all of it happened, or nothing; then on."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

import psycopg
import pytest
from sqlalchemy import func, select

from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Cast,
    Story,
    cast,
    database_url,
    story,
)
from tests.workflows.conftest import FixedClock
from tests.workflows.studio.test_moving import DIAGRAM, PROCESS, Office
from workflows.bootstrap import Platform
from workflows.ground.audit.models import AuditEntry
from workflows.ground.settings import Settings
from workflows.packages import package_files
from workflows.people.viewer_loader import viewer_of
from workflows.studio import deploying, moving, queries
from workflows.studio.models import StudioDeployment, StudioMove, StudioMoveCase

When = Literal["before", "after"]
NOTE = "步骤改名"
DIES = -signal.SIGKILL
EACH_COMMIT: Sequence[tuple[int, When]] = [
    (number, when) for number in range(1, 20) for when in ("before", "after")
]


@pytest.fixture
def office(story: Story) -> Office:  # noqa: F811
    return Office(story)


def called(name: str) -> Callable[[bytes], bytes]:
    """Return what calls the review of a diagram something else."""
    return lambda _: package_files(PROCESS)[DIAGRAM].replace("审核注册资料".encode(), name.encode())


def press(url: str, act: Callable[[Platform], object], fatal: int, when: When) -> None:
    """Act, in a process that dies at its commit number `fatal`: before or after the database has it."""
    commit, numbers = psycopg.Connection.commit, count(1)

    def deadly(connection: psycopg.Connection[Any]) -> None:
        is_last = next(numbers) == fatal
        if is_last and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        commit(connection)
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)

    platform = Platform(Settings(url, Path(os.devnull), "only for this test"), clock=FixedClock())
    psycopg.Connection.commit = deadly  # type: ignore[method-assign]
    act(platform)


def killed(url: str, act: Callable[[Platform], object], fatal: int, when: When) -> bool:
    """Tell whether the server died on the way; it has no commit of that number if not."""
    process = get_context("fork").Process(target=press, args=(url, act, fatal, when))
    process.start()
    process.join()
    assert process.exitcode in (DIES, 0)
    return process.exitcode == DIES


def deploy(platform: Platform, analyst: str, draft_id: str) -> str:
    with platform.begin(analyst) as work:
        return deploying.deploy_draft(work, viewer_of(work), draft_id, NOTE, revision=2)


def test_a_killed_deploy_leaves_the_old_version_or_the_new_one(
    office: Office,
    database_url: str,  # noqa: F811
) -> None:
    stood = []
    for version, (fatal, when) in enumerate(EACH_COMMIT, 1):
        draft_id = office.drafted(called(f"复核资料 {version}"))
        files = office.do(queries.draft_files, draft_id)
        act = partial(deploy, analyst=office.analyst, draft_id=draft_id)
        died = killed(database_url, act, fatal, when)
        stood.append(whole(office) - version)
        assert office.do(queries.draft_files, draft_id) == files
        deploy(office.platform, office.analyst, draft_id)  # the analyst presses again
        assert whole(office) == version + 1
        if not died:
            break
    assert stood == [0, 1, 1]  # killed before its commit, after it, and not at all
    assert office.versions() == [1, 1]


def whole(office: Office) -> int:
    """Return the current version, after a look at whether all that is said of each version agrees."""
    listed = office.do(deploying.versions, PROCESS)
    current = listed[0].version
    assert [one.version.version for one in listed] == list(range(current.version, 0, -1))
    assert [one.version.current for one in listed] == [True] + [False] * (len(listed) - 1)
    assert [one.note for one in listed] == [NOTE] * (len(listed) - 1) + [""]
    with office.platform.begin() as work:
        assert work.repository.files(current.definition_id)[DIAGRAM]
        told = select(AuditEntry.after["version"]).where(
            AuditEntry.action == "process.deployed", AuditEntry.actor_id == office.analyst
        )
        assert list(work.session.scalars(told.order_by(AuditEntry.id))) == list(range(2, current.version + 1))
        kept = work.session.scalar(select(func.count()).select_from(StudioDeployment))
        assert kept == current.version - 1
    return current.version


def move(platform: Platform, analyst: str, definition_id: str) -> str:
    """Move all cases that can go, as the pages do: begun, then the first ten."""
    with platform.begin(analyst) as work:
        move_id = moving.start_move(work, viewer_of(work), definition_id, None, NOTE)
    moving.carry_on(lambda: platform.begin(analyst), viewer_of, move_id)
    return move_id


def test_a_killed_move_leaves_each_case_on_one_version_and_goes_on(
    office: Office,
    database_url: str,  # noqa: F811
) -> None:
    stood = []
    for version in count(1):
        target = office.deployed(called(f"复核资料 {version}"))
        act = partial(move, analyst=office.analyst, definition_id=target)
        died = killed(database_url, act, version, "before")
        stood.append(agreeing(office, target, version))
        if stood[-1] < len(office.cases):
            again = move(office.platform, office.analyst, target)  # the analyst presses again
            assert set(office.states(again).values()) == {"moved"}
        assert agreeing(office, target, version) == len(office.cases)
        if not died:
            break
    # Killed before it was begun, looked up, before the first case, the second; not killed at all.
    assert stood == [0, 0, 0, 1, 2]
    for case in office.cases:
        (open_task,) = [one for one in office.story.to_do(office.story.window) if one.case.id == case.id]
        assert open_task.name("zh-CN").startswith("复核资料")


def agreeing(office: Office, target: str, old: int) -> int:
    """Return how many cases are there, after a look at whether the only move there says so of each."""
    with office.platform.begin() as work:
        moves = list(work.session.scalars(select(StudioMove.id).where(StudioMove.target_id == target)))
        of = select(StudioMoveCase).where(StudioMoveCase.move_id.in_(moves))
        states = {row.instance_id: row.state for row in work.session.scalars(of)}
        instances = [work.overview.instances(business_key=case.number)[0] for case in office.cases]
    assert len(moves) <= 1
    there = {one.id for one in instances if one.definition_id == target}
    assert {one for one, state in states.items() if state == "moved"} == there
    assert set(office.versions()) <= {old, old + 1}
    return len(there)
