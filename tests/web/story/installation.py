"""The real installation, started with its own command and killed without mercy."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.waiting import until


@dataclass
class Installation:
    """`tongban serve` over a database that lives on: one web process and a worker under their supervisor."""

    database_url: str
    data_dir: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until the pages answer."""
        options = ["--data-dir", str(self.data_dir), "--port", str(self.port), "--processes", "1"]
        environment = {**os.environ, "DATABASE_URL": self.database_url, **self.environment}
        with (self.data_dir / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "web", "serve", *options],
                env=environment,
                stdout=log,
                stderr=log,
            )
        until(self.answers)

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.data_dir / "log").read_text("utf-8")[-3000:]
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """Kill every process at once: supervisor, web, worker. None gets to say a word."""
        assert self.process is not None
        top = psutil.Process(self.process.pid)
        processes = [top, *top.children(recursive=True)]
        assert len(processes) >= 3, processes
        for one in processes:
            one.kill()
        psutil.wait_procs(processes, timeout=10)
        self.process.wait()
        self.deaths += 1

    def stop(self) -> None:
        """Let go of what still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(40)
