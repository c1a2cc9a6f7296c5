"""Many people at one list at once: `python -m benchmarks clients`.

`tongban serve` with the demonstration's data is started as anybody starts it; then so many clients, each with
a connection of its own, ask for the inbox of a window one page after the other for some seconds. Printed are
the pages a second of all together and the median of the time of one; how many are wanted stands beside it
(issue 16). The clients take part of the same processors.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from sqlalchemy import select

from benchmarks.engine import report
from benchmarks.memory import free_port, wait_for
from benchmarks.pages import REVIEWER
from engine.server import ensure_server
from web.app import create_app
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings
from workflows.people.identity.models import User
from workflows.people.identity.sessions import open_session

CLIENTS, SECONDS = 16, 20.0
PAGE = "/inbox"
WANTED = "at least 100"


def cookie_of(data: Path) -> str:
    """Sign the reviewer in at the installation over `data`; return the cookie of that browser."""
    environment = {"TONGBAN_DATA_DIR": str(data), "DATABASE_URL": ensure_server(data).url}
    platform = Platform(Settings.from_environment(environment))
    with platform.begin() as work:
        user_id = work.session.scalars(select(User.id).where(User.user_name == REVIEWER)).one()
        token = open_session(work, user_id, address="127.0.0.1", user_agent="benchmark")
    app = create_app(platform)
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    platform.close()
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({'_user_id': token, '_fresh': True})}"


def asked(port: int, cookie: str, until: float) -> list[float]:
    """Ask for the page until that moment over one connection; return the seconds that each took."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    taken = []
    while (begun := time.perf_counter()) < until:
        connection.request("GET", PAGE, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{PAGE}: {answer.status} {answer.headers.get('Location')}")
        taken.append(time.perf_counter() - begun)
    connection.close()
    return taken


def measure(port: int, cookie: str, clients: int) -> None:
    """Let all clients ask at once; print what they got."""
    asked(port, cookie, time.perf_counter() + 2.0)  # what a process keeps is there by then
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        parts = pool.map(lambda _: asked(port, cookie, begun + SECONDS), range(clients))
        taken = [one for part in parts for one in part]
    rate = len(taken) / (time.perf_counter() - begun)
    report(f"{clients} clients, pages a second", f"{rate:.0f}", WANTED)
    report("median of a page", f"{median(taken) * 1e3:.0f} ms")


def main() -> None:
    """Start an installation, or one over the data of an earlier start; ask; stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=2, help="web processes")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument(
        "--data", type=Path, help="a data directory with the demonstration, to save its loading"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as directory:
        data, port = arguments.data or Path(directory), free_port()
        command = [
            sys.executable, "-m", "web", "serve", "--port", str(port), "--demonstration", "--processes",
            str(arguments.processes), "--data-dir", str(data),
        ]  # fmt: skip
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as serving:
            try:
                wait_for(serving, f"http://127.0.0.1:{port}")
                measure(port, cookie_of(data), arguments.clients)
            finally:
                serving.send_signal(signal.SIGTERM)
                serving.wait(120)


if __name__ == "__main__":
    main()
