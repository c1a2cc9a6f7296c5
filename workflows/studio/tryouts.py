"""Drafts that somebody tries out: begun in a place of their own, asked over a socket, ended.

Who began one alone may use it. It knows nothing of the installation and ends by itself, so nothing of it is
kept in the database; it lives on the machine where it was begun.
"""

from __future__ import annotations

import json
import os
import re
import socket
import struct
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from workflows.administration.repair_values import Names
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.outside.queries import contracts as outside_contracts
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.studio import drafts, playgrounds

PLAYER = "web.tryout_process"
SOCKET, STATE_FILE, SERVICES, OWNER = "socket", "state.json", "services.json", "owner.json"
_ID = re.compile(r"[0-9a-f-]{36}")
_started: list[subprocess.Popen[bytes]] = []
"""Those that this process has begun and that have not ended: somebody has to take note of their end."""
SLOTS = playgrounds.SLOTS - 1
"""Try-outs may last, so one place is left for scenarios."""
ANSWER_SECONDS = 30
"""How long a page waits for a try-out: one that draws circles must not keep the pages of everybody."""
IDLE_SECONDS = 600.0
LONGEST_SECONDS = 7200.0


def begin_tryout(work: Work, viewer: Viewer, draft_id: str, data_dir: Path, *, revision: int | None) -> str:
    """Start a try-out of a draft as it was looked at; return its id.

    Raises: Forbidden; NotFound; Invalid: the lint would stop it; InvalidState: they have one under way, or
    every slot is taken; Conflict: the draft has changed since.
    """
    require(may_draw_processes(viewer))
    if own_tryouts(viewer, data_dir):
        raise InvalidState("studio.tryout_under_way")
    if drafts.find(work, draft_id).revision != revision:
        raise Conflict("studio.changed_since_looked_at")
    files = drafts.files_of(work, draft_id)
    errors = [one for one in work.repository.lint(files) if one.severity == "error"]
    if errors:
        raise Invalid("studio.lint_stops", found=len(errors))
    tryout_id = new_id()
    try:
        place = playgrounds.open_playground(data_dir, tryout_id, files, slots=SLOTS)
    except playgrounds.NoPlace as full:
        raise InvalidState("studio.no_slot", most=SLOTS) from full
    owner = {"user_id": viewer.user_id, "draft_id": draft_id, "tryout_id": tryout_id}
    (place.path / OWNER).write_text(json.dumps(owner), "utf-8")
    contracts = {name: asdict(one) for name, one in outside_contracts(work).items()}
    (place.path / SERVICES).write_text(json.dumps(contracts), "utf-8")
    process = place.start(PLAYER)
    if process.stdin is not None:
        process.stdin.close()  # it ends by itself when nobody asks any more
    _started[:] = [one for one in _started if one.poll() is None] + [process]
    os.close(place.lock)  # the process holds it from here on
    return tryout_id


def own_tryouts(viewer: Viewer, data_dir: Path) -> dict[str, str]:
    """Return the try-outs that somebody has under way on this machine: id → id of the draft."""
    places = [one for one in playgrounds.root_of(data_dir).iterdir() if one.is_dir()]
    owners = [_read(one / OWNER) for one in places if playgrounds.is_held(one)]
    return {
        one["tryout_id"]: one["draft_id"]
        for one in owners
        if one.get("user_id") == viewer.user_id and "tryout_id" in one
    }


class TryoutLine:
    """The way to a try-out of one's own."""

    def __init__(self, viewer: Viewer, tryout_id: str, data_dir: Path) -> None:
        """Find it. Raises: Forbidden; NotFound: it has ended, or is somebody else's."""
        require(may_draw_processes(viewer))
        if _ID.fullmatch(tryout_id) is None:
            raise NotFound("studio.tryout_not_found")
        self.tryout_id = tryout_id
        self.path = playgrounds.folder_of(data_dir, tryout_id)
        owner = _read(self.path / OWNER)
        if owner.get("user_id") != viewer.user_id or not playgrounds.is_held(self.path):
            raise NotFound("studio.tryout_not_found")
        self.draft_id = str(owner["draft_id"])

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked by now."""
        return bool(_read(self.path / STATE_FILE).get("ready"))

    @property
    def error(self) -> Names | None:
        """Why it could not be prepared, None if nothing says so."""
        told = _read(self.path / STATE_FILE)
        return Names(str(told["error_zh"]), str(told["error"])) if "error" in told else None

    def ask(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what it answers. Raises: NotFound: it ends now; InvalidState: it takes too long."""
        (said,) = self._answers(json.dumps(asked).encode(), expected=1)
        answer: dict[str, Any] = json.loads(said)
        return answer

    def end(self) -> None:
        """End it; it is nobody's from now on, while its database is still being thrown away."""
        self.ask({"do": "end"})
        (self.path / OWNER).unlink(missing_ok=True)

    def page(self, asked: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Return status and headers of a page, and its body. Raises: NotFound; InvalidState."""
        said, page = self._answers(json.dumps({"do": "page", **asked}).encode(), body, expected=2)
        return json.loads(said), page

    def _answers(self, *parts: bytes, expected: int) -> list[bytes]:
        try:
            with self._called() as line:
                for part in parts:
                    line.send_bytes(part)
                return [line.recv_bytes() for _ in range(expected)]
        except BlockingIOError as late:
            raise InvalidState("studio.tryout_busy", seconds=ANSWER_SECONDS) from late
        except (OSError, EOFError) as gone:
            raise NotFound("studio.tryout_not_found") from gone

    def files(self) -> dict[str, bytes]:
        """Return the files of the draft as it is tried out."""
        return {one.name: one.read_bytes() for one in (self.path / playgrounds.PACKAGE).iterdir()}

    def _called(self) -> Connection:
        """Return the line to it; nothing there waits longer than `ANSWER_SECONDS`."""
        with socket.socket(socket.AF_UNIX) as calling:
            for direction in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
                calling.setsockopt(socket.SOL_SOCKET, direction, struct.pack("ll", ANSWER_SECONDS, 0))
            calling.connect(str(self.path / SOCKET))
            return Connection(calling.detach())


def _read(file: Path) -> dict[str, Any]:
    try:
        said = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
