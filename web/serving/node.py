"""One web node: gunicorn with several processes over one installation."""

from __future__ import annotations

import os
import resource
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from web.app import create_app
from web.logs import configure_logging
from web.metrics import Snapshots
from web.observability import SNAPSHOTS
from web.push.takeover import Takeover
from web.serving import lifeline
from web.serving.installation import Serving
from web.serving.patient_worker import PatientWorker
from workflows.bootstrap import Platform
from workflows.ground.disk import room
from workflows.ground.settings import Settings

THREADS = 8
OPEN_FILES = 16_384


class ServerNode(BaseApplication):  # type: ignore[misc]
    """Gunicorn serving the application; each worker process composes its own platform after the fork."""

    def __init__(
        self, settings: Settings, options: Mapping[str, Any], snapshots: Snapshots, *, behind_proxy: bool
    ) -> None:
        """Take gunicorn's `options` by name."""
        self.settings = settings
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
        platform = Platform(self.settings)
        self.snapshots.keep_writing()
        overrides = {"BEHIND_PROXY": self.behind_proxy, SNAPSHOTS: self.snapshots}
        return Takeover(create_app(platform, overrides), platform)


def compose_once(settings: Settings) -> None:
    """Compose the application as every web process will, and forget it; nothing is asked of the database.

    What that loads and makes once stands in the memory of this process, and so of all its copies together.
    """
    platform = Platform(settings)
    try:
        create_app(platform)
    finally:
        platform.close()


def processes_of(count: int | None) -> int:
    """Return how many worker processes to run: `count`, else one a core, at least two and at most eight."""
    return count or min(8, max(2, os.cpu_count() or 2))


def run(settings: Settings, serving: Serving) -> None:
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
        "bind": f"{serving.host}:{serving.port}",
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
    ServerNode(settings, options, snapshots, behind_proxy=serving.behind_proxy).run()


def _allow_many_streams() -> None:
    """Each stream is an open file; ask the system for enough of them."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(most, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
