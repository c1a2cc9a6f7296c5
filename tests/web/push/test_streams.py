"""The parts of a stream by themselves: connections, who is due when, the short answer without a stream."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.web.people_at_work import signed_in
from tests.workflows.approvals.conftest import Story
from web.push import streams as streams_module
from web.push.streams import Stream, Streams
from web.push.takeover import Takeover, head, steal
from web.push.watching import HEAL_SECONDS, MOST_EACH, ONCE_SECONDS, Watcher, Watchers
from workflows.approvals.inbox.live_counts import Numbers
from workflows.bootstrap import Platform
from workflows.people.identity.models import LoginSession


@pytest.fixture
def streams() -> Iterator[Streams]:
    written = Streams()
    yield written
    written.close()


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    yield ours, theirs
    for end in (ours, theirs):
        end.close()


Pair = tuple[socket.socket, socket.socket]


def test_only_the_newest_waits_for_a_slow_browser(streams: Streams, pair: Pair) -> None:
    ours, theirs = pair
    first, newest = b"x" * 4_000_000, b"newest\n\n"
    stream = streams.open(ours, first, lambda: None)
    for number in range(100):
        streams.send(stream, f"{number}\n\n".encode())
    streams.end(stream, newest)
    obeyed = threading.Event()
    streams._order(obeyed.set)
    assert obeyed.wait(5)  # the browser begins to read after all was said, however busy the machine is
    read = bytearray()
    while part := theirs.recv(65_536):
        read += part
    assert bytes(read) == first + newest


def test_a_browser_that_leaves_talks_or_takes_nothing_is_dropped(
    streams: Streams, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams_module, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(streams_module, "STUCK_SECONDS", 0.2)
    deaf = Streams()
    gone = [threading.Event() for _ in range(3)]
    ours, theirs = pair
    deaf.open(ours, b"x" * 4_000_000, gone[0].set)
    talks, talker = socket.socketpair()
    streams.open(talks, b"", gone[1].set)
    talker.sendall(b"x" * (streams_module.MOST_HEARD_BYTES + 1))
    leaves, leaver = socket.socketpair()
    streams.open(leaves, b"", gone[2].set)
    leaver.close()
    assert [event.wait(3) for event in gone] == [True] * 3
    assert theirs.recv(10) == b"x" * 10
    talker.close()
    deaf.close()


def test_a_quiet_stream_beats(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams_module, "BEAT_SECONDS", 0.05)
    streams = Streams()
    streams.open(pair[0], b"", lambda: None)
    assert pair[1].recv(3) == b":\n\n"
    streams.close()
    assert pair[1].recv(1024).replace(b":\n\n", b"") == b""


def test_a_stolen_connection_survives_what_the_server_does_to_its_own(pair: Pair) -> None:
    ours, theirs = pair
    kept = steal(ours)
    with pytest.raises(BrokenPipeError):
        ours.sendall(b"HTTP/1.1 200 OK")
    ours.shutdown(socket.SHUT_WR)
    assert ours.recv(10) == b""
    ours.close()
    kept.sendall(b"still here")
    assert theirs.recv(100) == b"still here"
    kept.close()


def test_the_head_of_a_stream_leaves_the_connection_to_us() -> None:
    said = head("200 OK", [("Content-Type", "text/event-stream"), ("Content-Length", "9"), ("Date", "x")])
    lines = said.decode().split("\r\n")
    assert lines[0] == "HTTP/1.1 200 OK"
    assert lines[2:] == ["Connection: close", "Content-Type: text/event-stream", "", ""]


def watcher(user_id: str, *groups: str) -> Watcher:
    told = Numbers(0, 7, 0, None, frozenset({f"user:{user_id}", *groups}))
    return Watcher("session", user_id, None, told, stream=Stream(None, lambda: None))  # type: ignore[arg-type]


def due(watchers: Watchers, now: float) -> dict[str, int | None]:
    return {asked.user_id: asked.done for _, asked in watchers.due(now, 100)}


def test_a_change_is_counted_for_whom_it_concerns_once_a_second() -> None:
    watchers = Watchers()
    for one in (watcher("ann", "window"), watcher("bob", "window"), watcher("eve", "expert")):
        assert watchers.admit(one, 0.0)
    assert due(watchers, ONCE_SECONDS) == {"ann": 7, "bob": 7, "eve": 7}  # once after the opening
    watchers.touch({"window"}, 1.1)
    assert due(watchers, 1.2) == {}
    watchers.touch({"user:ann"}, 1.5)
    assert due(watchers, 2.0) == {"ann": None, "bob": 7}  # only Ann's own decisions can have changed
    watchers.touch({"expert"}, 2.5)
    assert due(watchers, 2.5) == {"eve": 7}
    assert due(watchers, 50.0) == {}
    assert due(watchers, 2.5 + 1.2 * HEAL_SECONDS) == {"ann": None, "bob": None, "eve": None}


def test_new_groups_are_heard_of_and_old_ones_not() -> None:
    watchers, ann = Watchers(), watcher("ann", "window")
    watchers.admit(ann, 0.0)
    due(watchers, 1.0)
    moved = Numbers(0, 7, 0, None, frozenset({"user:ann", "expert"}))
    assert watchers.counted(ann, moved)
    assert not watchers.counted(ann, moved)
    watchers.touch({"window"}, 3.0)
    assert due(watchers, 3.0) == {}
    watchers.touch({"expert"}, 3.0)
    assert due(watchers, 3.0) == {"ann": 7}
    watchers.leave(ann)
    watchers.touch_all(4.0)
    assert due(watchers, 9.0) == {}


def test_a_room_is_told_at_once_and_nothing_is_counted_for_it() -> None:
    watchers, ann, bob = Watchers(), watcher("ann", "window"), watcher("bob")
    ann.room, ann.room_members, ann.revision = "t1", frozenset({"tender:t1", "tender:t1:ours"}), 4
    for one in (ann, bob):
        watchers.admit(one, 0.0)
    due(watchers, ONCE_SECONDS)
    for member in ("tender:t1", "tender:t1:ours"):
        watchers.touch({member}, 1.1)  # sooner than numbers would be counted again
        assert watchers.behind() == [ann]
        assert watchers.behind() == []
    watchers.touch({"tender:t1:theirs", "tender:t2"}, 1.1)
    assert watchers.behind() == []
    assert due(watchers, 3.0) == {}
    assert watchers.renewed(ann, 5)
    assert not watchers.renewed(ann, 5)


def test_one_person_has_a_few_streams_and_leaves_room_for_others() -> None:
    watchers = Watchers()
    own = [watcher("ann", "window") for _ in range(MOST_EACH)]
    assert all(watchers.admit(one, 0.0) for one in own)
    assert not watchers.admit(watcher("ann", "window"), 0.0)
    assert watchers.admit(watcher("bob", "window"), 0.0)
    watchers.leave(own[0])
    assert watchers.admit(watcher("ann", "window"), 0.0)


def test_the_answer_without_a_stream(app: Flask, platform: Platform, story: Story, clock: Any) -> None:
    client = signed_in(app, platform, story.window)
    story.submit(story.applicant())
    told = client.get("/events", headers={"Accept": "application/json"})
    assert told.json == {
        "person": story.window,
        "counts": {"inbox": 1, "done": 0, "messages": 0},
        "newer": None,
        "room": None,
    }
    shown = (clock.now - timedelta(minutes=1)).isoformat()
    query = {"since": shown}
    assert (
        client.get("/events", query_string=query, headers={"Accept": "application/json"}).json["newer"] == 1
    )
    for nonsense in ("", "yesterday", "2026-03-02T02:00:00", "9" * 400, "0001-01-01T00:00:00+14:00"):
        query = {"since": nonsense}
        told = client.get("/events", query_string=query, headers={"Accept": "application/json"})
        assert told.json["newer"] is None
    stream = client.get("/events", headers={"Accept": "text/event-stream"})
    assert stream.mimetype == "text/event-stream"
    assert stream.text.startswith("retry: 60000\n\nevent: numbers\ndata: {")
    for accepted in ("application/json", "text/event-stream"):
        assert app.test_client().get("/events", headers={"Accept": accepted}).status_code == 401


def test_watching_does_not_keep_a_session_alive(
    app: Flask, platform: Platform, story: Story, clock: Any
) -> None:
    client = signed_in(app, platform, story.window)
    ask: Callable[[], int] = lambda: (  # noqa: E731
        client.get("/events", headers={"Accept": "application/json"}).status_code
    )
    with platform.begin() as work:
        row = work.session.query(LoginSession).filter_by(user_id=story.window).one()
        lasts = row.expires_at - clock.now
    clock.now += lasts / 2
    assert ask() == 200
    clock.now += lasts / 2 + timedelta(seconds=1)
    assert ask() == 401


def test_other_servers_get_the_short_answer(app: Flask, platform: Platform) -> None:
    application = Takeover(app.wsgi_app, platform)
    answer = app.test_client().get("/healthz")
    begun: list[str] = []
    environ = {**answer.request.environ}
    body = application(environ, lambda status, _headers, _info=None: begun.append(status))
    assert b"".join(body) == b"ok\n"
    assert begun == ["200 OK"]
    application.close()
