"""Streams of a production node: who hears what, how soon, and what becomes of the connection."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.waiting import until
from tests.web.push.conftest import Node, ready
from tests.web.push.real_time import platform
from tests.workflows.approvals.conftest import Story
from web.push.watching import MOST_EACH
from workflows.approvals.tasks import assignment
from workflows.ground.clock import utc_now
from workflows.notices.operations import send_messages
from workflows.people.identity import sessions

__all__ = ["platform"]

SOON_SECONDS = 2.0
OWN_THREADS = 8
"""Those of the server, made when they are first used."""


def test_everybody_hears_their_own_numbers_soon(node: Node, story: Story) -> None:
    owner = story.applicant()
    window = node.open(story.window, f"?since={quote((utc_now() - timedelta(seconds=1)).isoformat())}")
    colleague, elsewhere = node.open(story.colleague), node.open(story.elsewhere)
    readers = {story.window: window, story.colleague: colleague, story.elsewhere: elsewhere}
    assert "text/event-stream" in window.head
    assert "Content-Security-Policy" in window.head
    for user_id, reader in readers.items():
        name, data = reader.next()
        assert (name, data["person"]) == ("numbers", user_id)
        assert data["counts"] == {"inbox": 0, "done": 0, "messages": 0}
    time.sleep(1.2)  # the count that follows the opening is over

    story.submit(owner)
    told = window.until(lambda data: data["counts"]["inbox"] == 1, SOON_SECONDS)
    assert told["newer"] == 1
    assert colleague.until(lambda data: data["counts"]["inbox"] == 1, SOON_SECONDS)["newer"] is None
    (task,) = story.to_do(story.colleague)
    story.act(story.colleague, assignment.claim, task.task_id)
    assert window.until(lambda data: data["counts"]["inbox"] == 0, SOON_SECONDS)["newer"] == 0
    story.decide(story.colleague, task.task_id, "approve", opinion="同意")
    told = colleague.until(lambda data: data["counts"]["done"] == 1, SOON_SECONDS)
    assert told["person"] == story.colleague
    with node.platform.begin() as work:
        send_messages(work, [story.elsewhere], "sms_code", {"code": "1", "minutes": 5})
    assert elsewhere.until(lambda data: data["counts"]["messages"] == 1, SOON_SECONDS)["counts"]["inbox"] == 0
    with pytest.raises(TimeoutError):  # nothing of all this was any of their business
        elsewhere.next(0.3)

    stays = node.open(story.window)
    stays.next()
    signer = node.app.session_interface.get_signing_serializer(node.app)  # type: ignore[attr-defined]
    with node.platform.begin() as work:
        sessions.end(work, signer.loads(window.cookie)["_user_id"])
    assert window.next(SOON_SECONDS) == ("ended", {})
    with pytest.raises(EOFError):
        window.next(SOON_SECONDS)
    with pytest.raises(TimeoutError):
        stays.next(0.3)


def test_streams_take_no_threads_and_come_back_from_dead_processes(node: Node, story: Story) -> None:
    people = [story.window, story.colleague, story.elsewhere, story.operator]
    first = node.open(people[0])
    first.next()
    threads = node.threads()
    readers = [node.open(user_id) for user_id in people for _ in range(MOST_EACH - 1)]
    for reader in readers:
        reader.next()
    assert len(readers) == 20
    assert node.threads() < threads + OWN_THREADS
    assert node.metric("tongban_watchers") == 21
    refused = node.open(people[0])  # answered, and asked to come back after a minute
    assert "Content-Length" in refused.head
    assert refused.next()[1]["person"] == people[0]
    for reader in readers:
        reader.close()
    until(lambda: node.metric("tongban_watchers") <= 1)
    assert ready(node.address)

    for number in (signal.SIGTERM, signal.SIGKILL):
        reader = node.open(story.window)
        reader.next()
        os.kill(node.workers()[0], number)
        with pytest.raises((EOFError, ConnectionResetError)):
            reader.next(10)
        assert node.open(story.colleague).next(10)[1]["counts"]["inbox"] == 0
    again = node.open(story.window)
    again.next(10)
    story.submit(story.applicant())
    assert again.until(lambda data: data["counts"]["inbox"] == 1, SOON_SECONDS + 1)
