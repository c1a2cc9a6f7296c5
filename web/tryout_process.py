"""A draft that somebody tries out: the real pages over a database of its own, in a process of its own.

`python -m web.tryout_process FOLDER` answers the studio over a socket in the folder. It ends when nobody has
asked for ten minutes, after two hours, or when it is told to, and takes its database and its folder along.
Nothing leaves it: its mails have no server to go to, the only address that it knows of itself exists nowhere,
so that it reaches no gateway, and services outside answer by a table or by who tries it out.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from werkzeug.datastructures import Headers

from engine.errors import EngineError
from web.app import create_app
from web.bundles import STATIC_ROOT
from web.links import TRYOUT
from workflows.bootstrap import Platform
from workflows.ground.calendar import add_working_days
from workflows.ground.clock import utc_now
from workflows.outside.values import ServiceContract
from workflows.package_data.file_names import BESIDE, SCENARIOS
from workflows.people.identity.sessions import open_session
from workflows.scenarios.draft_player import bound
from workflows.scenarios.reading import ScenarioInvalid, read_scenarios
from workflows.scenarios.scratch import Scratch, scratch
from workflows.scenarios.start_errors import as_error, why_not_begun
from workflows.scenarios.tryout import TryoutStage
from workflows.scenarios.tryout_services import answer, refuse
from workflows.studio.playgrounds import PACKAGE, clear
from workflows.studio.tryouts import IDLE_SECONDS, LONGEST_SECONDS, SERVICES, SOCKET, STATE_FILE

MOST_DAYS = 400
WAITING_REQUESTS = 32
NOWHERE = "https://tryout.invalid"
"""What a try-out calls itself in letters and to gateways: a name that leads to nobody (RFC 2606)."""
_SENT = frozenset({"content-type", "accept", "hx-request", "hx-target", "hx-trigger", "x-csrftoken", "range"})
_LEADS = frozenset({"location", "hx-redirect"})
_KEPT = frozenset(
    {
        "content-type",
        "location",
        "content-disposition",
        "content-security-policy",
        "cache-control",
        "hx-redirect",
    }
)


def main(folder: Path) -> None:
    """Prepare a place for the package in `folder`, and answer until it ends."""
    bound()
    files = {one.name: one.read_bytes() for one in (folder / PACKAGE).iterdir() if one.name not in BESIDE}
    try:
        services, contracts = _services(folder), _contracts(folder)
        with scratch(files, source="studio", services=services, contracts=contracts) as made:
            _answer(folder, made)
    except Exception as failed:  # noqa: BLE001 - whatever it is, the page that waits has to tell
        (folder / STATE_FILE).write_text(json.dumps(as_error(why_not_begun(failed))), "utf-8")
        time.sleep(60)  # as long the page that waits can read why
    finally:
        clear(folder)


def _services(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the services outside that the scenarios of the package tell, with their answers."""
    file = folder / PACKAGE / SCENARIOS
    try:
        told = read_scenarios("", file.read_bytes()) if file.exists() else []
    except ScenarioInvalid:
        return {}
    return {name: said for one in told for name, said in one.services.items()}


def _contracts(folder: Path) -> Mapping[str, ServiceContract]:
    """Return what the services in use of the installation are sent and answer."""
    said = json.loads((folder / SERVICES).read_text("utf-8"))
    return {name: ServiceContract(**one) for name, one in said.items()}


def _answer(folder: Path, made: Scratch) -> None:
    shift = [timedelta()]
    with made.copy_at(lambda: utc_now() + shift[0], base_url=NOWHERE) as platform:
        tryout = Tryout(platform, made.process_id, shift)
        with Listener(str(folder / SOCKET), "AF_UNIX", backlog=WAITING_REQUESTS) as listener:
            (folder / STATE_FILE).write_text(json.dumps({"ready": True}), "utf-8")
            Listening(listener, tryout).go_on()


class Listening:
    """Takes requests one after the other until nobody asks any more."""

    def __init__(self, listener: Listener, tryout: Tryout) -> None:
        self.listener, self.tryout = listener, tryout
        self.began = self.asked = time.monotonic()

    def go_on(self) -> None:
        """Answer requests until told to end, or nobody has asked for long."""
        socket = self.listener._listener._socket  # type: ignore[attr-defined]
        socket.settimeout(5)
        while (
            time.monotonic() - self.asked < IDLE_SECONDS and time.monotonic() - self.began < LONGEST_SECONDS
        ):
            try:
                connection = self.listener.accept()
            except TimeoutError:
                continue
            self.asked = time.monotonic()
            with connection, suppress(OSError, EOFError):  # who asked may have gone meanwhile
                if not self._take(connection):
                    return

    def _take(self, connection: Connection) -> bool:
        """Answer one request; return whether to go on."""
        asked = json.loads(connection.recv_bytes())
        if asked["do"] == "end":
            connection.send_bytes(b"{}")
            return False
        if asked["do"] == "page":
            said, body = self.tryout.page(asked, connection.recv_bytes())
            connection.send_bytes(json.dumps(said).encode())
            connection.send_bytes(body)
        else:
            connection.send_bytes(json.dumps(self.tryout.do(asked), ensure_ascii=False, default=str).encode())
        return True


class Tryout:
    """The people of a try-out, each with a browser of their own, and the moment they live in."""

    def __init__(self, platform: Platform, process_id: str, shift: list[timedelta]) -> None:
        self.platform, self.shift = platform, shift
        self.app = create_app(platform, {"PROPAGATE_EXCEPTIONS": False})
        self.stage = TryoutStage(platform, process_id)
        self.clients = {name: self.app.test_client() for name in self.stage.people}
        self._sign_in()

    def _sign_in(self) -> None:
        """Sign everybody in, anew after a journey: their sessions have ended by then."""
        for name, client in self.clients.items():
            with self.platform.begin() as work:
                user_id = self.stage.people[name]
                token = open_session(work, user_id, address="127.0.0.1", user_agent="studio")
            with client.session_transaction() as session:
                session.update({"_user_id": token, "_fresh": True})

    def page(self, asked: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Return what a person's browser gets: status, headers and body."""
        client = self.clients.get(asked["person"])
        if client is None:
            return {"status": 404, "headers": []}, b""
        client.set_cookie("locale", asked["locale"])
        headers = Headers({name: said for name, said in asked["headers"].items() if name.lower() in _SENT})
        answer = client.open(
            "/" + asked["path"],
            base_url="http://localhost" + asked["prefix"],
            method=asked["method"],
            query_string=asked["query"],
            data=body or None,
            headers=headers,
            environ_overrides={STATIC_ROOT: asked["static_root"], TRYOUT: asked["tryout"]},
        )
        data = answer.get_data()
        kept = [
            [name, _inside(said, asked["prefix"]) if name.lower() in _LEADS else said]
            for name, said in answer.headers
            if name.lower() in _KEPT
        ]
        answer.close()
        if asked["method"] != "GET":
            self._run()
        return {"status": answer.status_code, "headers": kept}, data

    def do(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Travel in time or answer for a service where that is asked, and return how things stand."""
        wrong = ""
        if asked["do"] == "travel":
            self._travel(asked)
        if asked["do"] == "answer":
            wrong = answer(self.platform, asked["job_id"], asked["body"])
            self._run()
        if asked["do"] == "refuse":
            refuse(self.platform, asked["job_id"])
            self._run()
        if asked["do"] == "scenario":
            return {"scenario": self.stage.as_scenario(asked["name"])}
        return self.stage.state() | {"wrong": wrong}

    def _travel(self, asked: dict[str, Any]) -> None:
        now = self.stage.now()
        to = self.stage.next_timer() if asked["to"] == "timer" else None
        if asked["to"] == "days":
            to = add_working_days(now, max(1, min(MOST_DAYS, asked["days"])))
        if to is not None and to > now:
            self.shift[0] += to - now + timedelta(seconds=1)
            self.stage.waited(to - now)
            self._sign_in()
        self._run()

    def _run(self) -> None:
        """Let everything happen that is due."""
        self.stage.trouble = ""
        try:
            self.platform.engine.run_due_jobs(self.stage.now())
        except EngineError as failed:
            self.stage.trouble = str(failed)[:500]


def _inside(address: str, prefix: str) -> str:
    """Return where a page leads within the try-out: an address that a form came with says no prefix."""
    parts = urlsplit(address)
    within = parts.path == prefix or parts.path.startswith(f"{prefix}/")
    path = parts.path if within else f"{prefix}/{parts.path.lstrip('/')}"
    return urlunsplit(("", "", path, parts.query, parts.fragment))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
