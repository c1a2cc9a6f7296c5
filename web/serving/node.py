"""One web node: gunicorn with several processes over one installation."""

from __future__ import annotations

import os
import resource
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from web import observability
from web.app import create_app
from web.logs import configure_logging, silence
from web.metrics import Snapshots
from web.observability import SNAPSHOTS
from web.push.takeover import Takeover
from web.serving import lifeline
from web.serving.installation import Serving
from web.serving.patient_worker import PatientWorker
from web.serving.supervisor import place_of
from workflows.bootstrap import Platform
from workflows.ground.disk import room
from workflows.ground.settings import Settings

THREADS = 8
OPEN_FILES = 16_384
WARM_ROUNDS = 12
"""The interpreter adapts the code of a function after some calls, and writes what it knows into the code."""
PUBLIC_PAGES = ("/", "/services", "/catalogue", "/campaigns", "/guide")
"""Pages that anybody may open: no question of a sign-in is made, and only the minute's count is written."""


@dataclass(frozen=True, slots=True)
class ComposedNode:
    """The application and its platform, without a thread or an open connection.

    So copies of this process can all begin with it, and what they share of it stands in memory once.
    """

    platform: Platform
    app: Flask

    def warm_up(self) -> None:
        """Show pages that anybody may open, so that what the first page makes is made once for all copies.

        Templates, statements and what else is kept halve what a web process at rest has for itself alone.
        """
        with silence():
            for page in PUBLIC_PAGES * WARM_ROUNDS:
                self.app.test_client().get(page).close()
        observability.forget_requests()
        self.platform.database.dispose()


def compose(settings: Settings, *, behind_proxy: bool) -> ComposedNode:
    """Return what every web process serves; nothing is asked of the database."""
    platform = Platform(settings)
    return ComposedNode(platform, create_app(platform, {"BEHIND_PROXY": behind_proxy}))


class ServerNode(BaseApplication):  # type: ignore[misc]
    """Gunicorn serving a composed application from each of its worker processes."""

    def __init__(
        self,
        settings: Settings,
        composed: ComposedNode,
        options: Mapping[str, Any],
        snapshots: Snapshots,
        *,
        behind_proxy: bool,
    ) -> None:
        """Take gunicorn's `options` by name."""
        self.settings = settings
        self.composed = composed
        self.behind_proxy = behind_proxy
        self.spool_dir = settings.data_dir / "run" / "spool"
        self.spool_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.options = options
        self.snapshots = snapshots
        super().__init__()

    def free_bytes(self) -> int:
        """Return how much room there is beyond the reserve."""
        disk = room(self.settings)
        return disk.free_bytes - disk.reserve_bytes

    def load_config(self) -> None:
        """Hand the options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the WSGI application of one worker process."""
        self.snapshots.keep_writing()
        self.composed.app.config[SNAPSHOTS] = self.snapshots
        return Takeover(self.composed.app, self.composed.platform)


def processes_of(count: int | None) -> int:
    """Return how many worker processes to run: `count`, else one a core, at least two and at most eight."""
    return count or min(8, max(2, os.cpu_count() or 2))


def run(settings: Settings, serving: Serving, composed: ComposedNode) -> None:
    """Serve until SIGTERM or SIGINT; running requests get 20 seconds to finish."""
    configure_logging()
    lifeline.hold()
    _allow_many_streams()
    snapshots = Snapshots(settings.data_dir / "run" / f"metrics-{serving.port}")
    snapshots.begin()

    def leave(_server: Any, worker: Any) -> None:
        """End a process's streams in order, and keep its numbers."""
        if isinstance(worker.wsgi, Takeover):
            worker.wsgi.close()
            snapshots.close()

    options: dict[str, Any] = {
        "bind": place_of(serving.host, serving.port),
        "workers": processes_of(serving.processes),
        "worker_class": PatientWorker,
        "threads": THREADS,
        "timeout": 60,
        "graceful_timeout": 20,
        "max_requests": 20_000,
        "max_requests_jitter": 2_000,
        "forwarded_allow_ips": "*" if serving.behind_proxy else "127.0.0.1",
        "proc_name": "tongban",
        "loglevel": "warning",
        "control_socket_disable": True,
        "worker_exit": leave,
        "child_exit": lambda _server, worker: snapshots.end(worker.pid),
        # a heartbeat file on a slow disk would make gunicorn kill healthy workers
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 - gunicorn's advice
    }
    ServerNode(settings, composed, options, snapshots, behind_proxy=serving.behind_proxy).run()


def _allow_many_streams() -> None:
    """Each stream is an open file; ask the system for enough of them."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(most, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
