"""Who hears of what, through the database as another node would."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from workflows.approvals.tasks import assignment
from workflows.bootstrap import Platform
from workflows.ground import announcer
from workflows.ground.announcer import CHANNEL, payloads
from workflows.notices.operations import mark_read, send_messages
from workflows.people.identity import sessions
from workflows.people.identity.groups import set_groups


@pytest.fixture
def listener(platform: Platform) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(platform.settings.database_url or "", autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        yield connection


Heard = Callable[..., set[str]]


@pytest.fixture
def heard(listener: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch) -> Heard:
    """The members of everything that was said since the last call, after waiting for it so long."""
    monkeypatch.setattr(announcer, "EVERY_SECONDS", 0.02)

    def listen(wait_seconds: float = 30.0) -> set[str]:
        notices = list(listener.notifies(timeout=wait_seconds, stop_after=1))
        notices += listener.notifies(timeout=0.1)
        return {member for notice in notices for member in json.loads(notice.payload)}

    return listen


def test_a_task_concerns_its_groups_and_whoever_holds_it(story: Story, heard: Heard) -> None:
    owner = story.applicant()
    heard(0.3)
    story.submit(owner)
    assert "window:430100" in heard()
    (task,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, task.task_id)
    assert {"window:430100", f"user:{story.window}"} <= heard()
    story.act(story.window, assignment.release, task.task_id)
    assert {"window:430100", f"user:{story.window}"} <= heard()


def test_messages_rights_and_sessions_concern_their_person(platform: Platform, heard: Heard) -> None:
    person = staff(platform, "operator")
    heard(0.3)
    with platform.begin() as work:
        send_messages(work, [person], "sms_code", {"code": "1", "minutes": 5})
    assert heard() == {f"user:{person}"}
    with platform.begin() as work:
        mark_read(work, person)
    assert heard() == {f"user:{person}"}
    with platform.begin() as work:
        mark_read(work, person)
    assert heard(0.3) == set()
    with platform.begin() as work:
        set_groups(work, person, frozenset({"finance"}))
    assert heard() == {f"user:{person}"}
    with platform.begin() as work:
        token = sessions.open_session(work, person, address="", user_agent="")
    with platform.begin() as work:
        sessions.end(work, token)
    assert heard() == {f"user:{person}"}


def test_what_is_rolled_back_is_not_told(platform: Platform, heard: Heard) -> None:
    def fail() -> None:
        with platform.begin() as work:
            send_messages(work, ["u1"], "sms_code", {"code": "1", "minutes": 5})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert heard(0.3) == set()


def test_many_commits_become_few_notifications(
    platform: Platform, listener: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcer, "EVERY_SECONDS", 60.0)  # longer than forty commits take on a busy machine
    for number in range(40):
        with platform.begin() as work:
            send_messages(work, [f"u{number}"], "sms_code", {"code": "1", "minutes": 5})
    platform.announcer.close()
    said = [json.loads(notice.payload) for notice in listener.notifies(timeout=0.5)]
    assert len(said) <= 4
    assert {member for part in said for member in part} == {f"user:u{number}" for number in range(40)}


def test_a_long_list_is_told_in_parts() -> None:
    members = {f"user:{number:036}" for number in range(1000)}
    parts = list(payloads(members))
    assert all(len(part.encode()) <= announcer.PAYLOAD_BYTES for part in parts)
    assert {member for part in parts for member in json.loads(part)} == members
