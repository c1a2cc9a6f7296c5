"""A production node over the story's database, and a reader of its streams."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.ports import free_port
from tests.waiting import until
from tests.web.people_at_work import session_of
from tests.workflows.approvals.conftest import Story, cast, database_url, statements, story
from workflows.bootstrap import Platform

__all__ = ["cast", "database_url", "statements", "story"]


def cookie_of(app: Flask, platform: Platform, user_id: str) -> str:
    """Sign somebody in; return the cookie's value."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value: str = signer.dumps(session_of(platform, user_id))
    return value


@dataclass
class Reader:
    """A browser's end of one stream, without a browser."""

    port: int
    cookie: str
    query: str = ""
    buffer: bytes = b""
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        self.connection.sendall(
            f"GET /events{self.query} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
            f"Cookie: tongban={self.cookie}\r\n\r\n".encode()
        )
        self.head = self._until(b"\r\n\r\n").decode("latin-1")

    def next(self, seconds: float = 5.0) -> tuple[str, dict[str, Any]]:
        """Return the next event's name and data; raises EOFError at the end and TimeoutError without one."""
        self.connection.settimeout(seconds)
        while True:
            lines = dict(
                line.split(": ", 1) for line in self._until(b"\n\n").decode().splitlines() if ": " in line
            )
            if "event" in lines:
                return lines["event"], json.loads(lines["data"])

    def until(self, condition: Callable[[dict[str, Any]], bool], seconds: float = 5.0) -> dict[str, Any]:
        """Return the first numbers that fit."""
        while True:
            _, data = self.next(seconds)
            if condition(data):
                return data

    def close(self) -> None:
        self.connection.close()

    def _until(self, mark: bytes) -> bytes:
        while mark not in self.buffer:
            read = self.connection.recv(4096)
            if not read:
                raise EOFError
            self.buffer += read
        part, _, self.buffer = self.buffer.partition(mark)
        return part


@dataclass(frozen=True)
class Node:
    """A running node and who opens streams on it."""

    port: int
    process: subprocess.Popen[bytes]
    app: Flask
    platform: Platform
    opened: list[Reader] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self, user_id: str, query: str = "") -> Reader:
        reader = Reader(self.port, cookie_of(self.app, self.platform, user_id), query)
        self.opened.append(reader)
        return reader

    def workers(self) -> list[int]:
        """Return the ids of the processes that answer."""
        result = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(line) for line in result.stdout.split()]

    def threads(self) -> int:
        (worker,) = self.workers()
        return len(list(Path(f"/proc/{worker}/task").iterdir()))

    def metric(self, name: str) -> float:
        with urllib.request.urlopen(f"{self.address}/metrics", timeout=5) as answer:
            text = answer.read().decode()
        return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name))


def ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def node(platform: Platform, live_app: Flask, story: Story, tmp_path: Path) -> Iterator[Node]:
    """A node with one process; the story can act beside it."""
    with running_node(platform, live_app, tmp_path) as server:
        yield server


@contextmanager
def running_node(platform: Platform, live_app: Flask, tmp_path: Path) -> Iterator[Node]:
    """Run a node with one process over the platform's database."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": platform.settings.database_url or "",
        "TONGBAN_SECRET_KEY": platform.settings.secret_key,
        "TONGBAN_DATA_DIR": str(tmp_path / "node"),
        "TONGBAN_BASE_URL": "http://127.0.0.1",
    }
    command = [sys.executable, "-m", "web", "node", "--port", str(port), "--processes", "1"]
    with (tmp_path / "node.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    server = Node(port, process, live_app, platform)
    until(lambda: ready(server.address), (tmp_path / "node.log").read_text)
    yield server
    for reader in server.opened:
        reader.close()
    process.send_signal(signal.SIGTERM)
    process.wait(30)
