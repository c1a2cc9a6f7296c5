"""`python patient_server.py PORT SPOOL_DIR`: one process with one thread; strangers may take their time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gunicorn.app.base import BaseApplication

from web.serving import exchange, pace
from web.serving.patient_worker import PatientWorker


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with what was sent; `/endless` with more than any buffer takes."""
    if environ["PATH_INFO"] == "/endless":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return endless()
    sent = environ["wsgi.input"].read()
    body = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {len(sent)} {sent[-4:].decode()}".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def endless() -> Iterator[bytes]:
    while True:
        yield b"x" * 65_536


class Server(BaseApplication):  # type: ignore[misc]
    behind_proxy = False
    spool_dir = sys.argv[2]

    @staticmethod
    def free_bytes() -> int:
        return sys.maxsize

    def load_config(self) -> None:
        for name, value in {
            "bind": f"127.0.0.1:{sys.argv[1]}",
            "workers": 1,
            "threads": 1,
            "worker_class": PatientWorker,
            "graceful_timeout": 1,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return application


if __name__ == "__main__":
    exchange.HEAD_SECONDS = exchange.IDLE_SECONDS = pace.STALL_SECONDS = pace.GRACE_SECONDS = 3_600.0
    Server().run()
