"""A service that a test plays itself, on this machine, and cases that ask it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from workflows.bootstrap import Platform
from workflows.ground.settings import Settings
from workflows.outside import operations
from workflows.outside.operations import Typed
from workflows.people.viewer import Viewer

ADMIN = Viewer("admin", frozenset({"admin"}))
SECRET = "a secret of sixteen".replace(" ", "-")
HERE = Path(__file__).parent
REQUEST = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "amount": {"type": "number"}},
    "required": ["code", "amount"],
    "additionalProperties": False,
}
ANSWER = {"type": "object", "properties": {"score": {"type": "number"}}, "required": ["score"]}


@dataclass
class Played:
    """The other side: `answer` says status, headers and body for what it is asked."""

    answer: Callable[[Any], tuple[int, dict[str, str], bytes]]
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""

    def says(self, status: int, body: Any = None, **headers: str) -> None:
        said = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answer = lambda _: (
            status,
            {name.replace("_", "-"): value for name, value in headers.items()},
            said,
        )


@pytest.fixture
def other_side() -> Iterator[Played]:
    played = Played(lambda _: (200, {}, b'{"score": 640.5}'))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            played.asked.append((dict(self.headers.items()), body))
            status, headers, said = played.answer(body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        played.address = f"http://127.0.0.1:{server.server_address[1]}/check"
        yield played
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, service_private_hosts=frozenset({"127.0.0.1"}))


def typed(address: str, **other: str) -> Typed:
    return Typed(
        title_zh="信用查询", title_en="Credit check", address=address, secret=SECRET,
        request_schema=json.dumps(REQUEST), answer_schema=json.dumps(ANSWER),
    ) if not other else replace(typed(address), **other)  # fmt: skip


@dataclass
class Asking:
    """Cases that ask the service `credit_check`."""

    platform: Platform

    def register(self, address: str, **other: str) -> None:
        with self.platform.begin("admin") as work:
            operations.save(
                work, ADMIN, self.platform.settings, "credit_check", typed(address, **other), revision=None
            )

    def start(self, number: str = "C-1") -> str:
        with self.platform.begin("ann") as work:
            if not work.repository.list("credit"):
                work.repository.deploy({"credit.bpmn": (HERE / "credit.bpmn").read_bytes()})
            application = {"organisation": {"code": "91320500"}, "amount": 1250, "idea": "secret"}
            return work.runtime.start(
                "credit", business_key=number, variables={"application": application}
            ).id

    def run(self) -> int:
        return self.platform.engine.run_due_jobs()

    def at(self, case: str) -> list[str]:
        with self.platform.begin() as work:
            return [one.element_id for one in work.runtime.current_elements(case)]

    def variables(self, case: str) -> dict[str, Any]:
        with self.platform.begin() as work:
            return dict(work.runtime.variables(case))

    def incident(self, case: str) -> str:
        with self.platform.begin() as work:
            (incident,) = work.incidents.list(instance_id=case)
            return incident.message

    def job(self) -> Any:
        with self.platform.begin() as work:
            return next(job for job in work.jobs.list() if job.job_type == "service.call")


@pytest.fixture
def asking(platform: Platform) -> Asking:
    return Asking(platform)
