"""Connections that say, or take, next to nothing cost no thread and do not keep others from being answered.

Attack: twenty connections that sent half a request each held all threads of the site.
"""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.waiting import until
from web.serving import admission as admission_module
from web.serving import exchange as exchange_module
from web.serving.admission import Admission
from web.serving.exchange import Exchange, Stage
from web.serving.intake import RequestRefused
from web.serving.pace import BYTES_A_SECOND, GRACE_SECONDS, STALL_SECONDS, Pace

SERVER = Path(__file__).with_name("patient_server.py")
WAIT_SECONDS = 60.0


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server with one thread, whose patience with strangers has no end in these tests."""
    number = free_port()
    command = [sys.executable, str(SERVER), str(number), str(tmp_path_factory.mktemp("spool"))]
    process = subprocess.Popen(command, env={"PYTHONPATH": str(SERVER.parents[2])})
    until(lambda: answers(number))
    yield number
    process.terminate()
    process.wait(30)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(port: int, path: str = "/", body: bytes | None = None) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)
    try:
        connection.request("POST" if body else "GET", path, body)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def raw(port: int, sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS)
    connection.sendall(sent)
    return connection


SLOW = {
    "says nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "half a body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc",
    "takes no answer": b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW)
def test_the_only_thread_is_free_whatever_strangers_do(port: int, sent: bytes) -> None:
    with ExitStack() as slow:
        connections = [slow.enter_context(raw(port, sent)) for _ in range(20)]
        assert ask(port, "/honest") == "GET /honest 0 "
        for connection in connections:  # they are still there: nobody was answered because they had to go
            connection.setblocking(False)
            with suppress(BlockingIOError):
                assert connection.recv(1) != b""


def test_a_body_that_comes_slowly_arrives_whole(port: int) -> None:
    sent = b"POST /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 300008\r\n\r\nab"
    with raw(port, sent) as connection:
        for _ in range(3):
            connection.sendall(b"c" * 100_000)
        connection.sendall(b"defdef")
        with connection.makefile("rb") as answer:
            assert answer.read().endswith(b"POST /slow 300008 fdef")


def test_requests_behind_each_other_are_answered_in_order(port: int) -> None:
    first = b"POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"
    last = b"GET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with raw(port, first + last) as connection, connection.makefile("rb") as answer:
        page = answer.read()
    assert page.index(b"POST /1 4 body") < page.index(b"GET /2 0 ")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\nHost: x\n\n", b"400"),
        (b"NONSENSE\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", b"400"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", b"411"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000, b"431"),
    ],
)
def test_what_cannot_be_read_is_refused_and_ends_the_connection(
    port: int, sent: bytes, status: bytes
) -> None:
    with raw(port, sent) as connection, connection.makefile("rb") as answer:
        assert answer.readline().split()[1] == status
        assert b"onnection: close" in answer.read()


def test_who_waits_to_be_asked_for_the_body_is_asked(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n"
    head += b"Content-Length: 4\r\n\r\n"
    with raw(port, head) as connection, connection.makefile("rb") as answer:
        assert answer.readline().startswith(b"HTTP/1.1 100")
        connection.sendall(b"late")
        assert answer.read().endswith(b"POST / 4 late")


def test_a_pace_has_an_end() -> None:
    pace = Pace(100.0, 100.0)
    pace.move(1, 101.0)
    assert not pace.is_too_slow(100.0 + GRACE_SECONDS)
    assert pace.is_too_slow(102.0 + GRACE_SECONDS)
    pace.move(1_000 * BYTES_A_SECOND, 102.0)
    assert not pace.is_too_slow(102.0 + STALL_SECONDS)
    assert pace.is_too_slow(103.0 + STALL_SECONDS)


@pytest.fixture
def make_exchange(tmp_path: Path) -> Iterator[object]:
    from gunicorn.config import Config

    with ExitStack() as ends:

        def make(address: str, at: float) -> Exchange:
            near, far = socket.socketpair()
            ends.callback(near.close)
            ends.callback(far.close)
            made = Exchange(Config(), near, (address, 1), ("127.0.0.1", 80), tmp_path)
            made.pace = Pace(at, at)
            return made

        yield make


def test_each_stage_has_its_time(make_exchange) -> None:
    exchange = make_exchange("10.0.0.1", 100.0)
    assert not exchange.is_over(100.0 + exchange_module.HEAD_SECONDS)
    assert exchange.is_over(101.0 + exchange_module.HEAD_SECONDS)
    exchange.stage = Stage.WORKING
    assert not exchange.is_over(1e9)  # that is ours, not the stranger's


def test_the_longest_waiting_of_an_address_makes_room(make_exchange, monkeypatch) -> None:
    monkeypatch.setattr(admission_module, "MOST_OF_ADDRESS", 3)
    admission = Admission(by_address=True)
    crowd = [make_exchange("10.0.0.1", float(at)) for at in (5, 3, 4)]
    other = make_exchange("10.0.0.2", 1.0)
    assert [admission.enter(one) for one in [*crowd, other]] == [None] * 4
    crowd[1].stage = Stage.WORKING
    newcomer = make_exchange("10.0.0.1", 9.0)
    assert admission.enter(newcomer) is crowd[2]
    admission.leave(crowd[2])
    assert len(admission) == 4
    behind_proxy = Admission(by_address=False)
    assert [behind_proxy.enter(one) for one in [*crowd, newcomer]] == [None] * 4


def test_when_all_places_are_taken_an_idle_connection_goes_first(make_exchange, monkeypatch) -> None:
    monkeypatch.setattr(admission_module, "MOST_CONNECTIONS", 2)
    admission = Admission(by_address=True)
    reading, idle = make_exchange("10.0.0.1", 1.0), make_exchange("10.0.0.2", 2.0)
    idle.stage = Stage.IDLE
    admission.enter(reading)
    admission.enter(idle)
    assert admission.enter(make_exchange("10.0.0.3", 3.0)) is idle


def test_room_for_large_bodies_is_bounded_and_given_back(make_exchange, monkeypatch) -> None:
    monkeypatch.setattr(admission_module, "MOST_LARGE_BYTES", 10_000_000)
    monkeypatch.setattr(admission_module, "MOST_LARGE_OF_ADDRESS", 2)
    admission = Admission(by_address=True)
    first, second, third, other = (
        make_exchange(address, 1.0) for address in ("10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2")
    )
    for one in (first, second, third, other):
        admission.enter(one)
    admission.admit(first, 4_000_000)
    admission.admit(second, 4_000_000)
    admission.admit(third, 100)
    with pytest.raises(RequestRefused, match="at once"):
        admission.admit(third, 2_000_000)  # the address has two already
    with pytest.raises(RequestRefused):
        admission.admit(other, 4_000_000)  # there is no room for it
    admission.leave(first)
    admission.admit(third, 2_000_000)
    admission.release(second)
    admission.admit(other, 4_000_000)
