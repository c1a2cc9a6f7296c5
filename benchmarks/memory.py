"""What a loaded installation takes at rest: `python -m benchmarks memory`.

`tongban serve` with two web processes is started as anybody starts it, each web process shows pages, and then
nobody does anything for a while: once just after the demonstration's data was loaded, and once started again
over it, as an installation is from then on. Printed is the share of memory (the sum of `Pss` of
`/proc/*/smaps_rollup`) of each kind of process and of all together. How much is wanted stands beside it
(issue 16). What runs with the packages of developers takes some 5 MB more.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.engine import report

PAGES = ("/", "/services", "/catalogue", "/campaigns", "/account/sign-in", "/become-expert")
ROUNDS = 10
LOAD_SECONDS, REST_SECONDS = 1200.0, 90.0
"""The rest is longer than a minute, in which each kind of periodic work has come once."""
MEGABYTE_IN_KB = 1024


def processes_under(pid: int) -> Iterator[int]:
    """Yield a process and all that it and its children have started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text("utf-8").split():
            yield from processes_under(int(child))


def pss_kb(pid: int) -> int:
    """Return a process's share of memory in KB: of what n processes use together each has a part in n."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def kind_of(pid: int) -> str:
    """Return what to call a process: those of the database have one name together."""
    name = Path(f"/proc/{pid}/comm").read_text("utf-8").strip()
    return "database" if name.startswith("postgres") else name


def shown(address: str) -> bool:
    """Tell whether a page was shown."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            answer.read()
            return True
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(serving: subprocess.Popen[bytes], address: str) -> None:
    """Return when the installation serves. Raises: SystemExit: it has ended, or takes too long."""
    deadline = time.monotonic() + LOAD_SECONDS
    while not shown(f"{address}/readyz"):
        if serving.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("Expected the installation to serve, but it does not.")
        time.sleep(1)


def main() -> None:
    """Start an installation, look at it, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=2, help="web processes")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as directory:
        port = free_port()
        command = [
            sys.executable, "-m", "web", "serve", "--port", str(port), "--demonstration", "--processes",
            str(arguments.processes),
        ]  # fmt: skip
        environment = {**os.environ, "TONGBAN_DATA_DIR": directory}
        environment.pop("DATABASE_URL", None)
        for moment in ("just loaded", "started again"):
            with subprocess.Popen(
                command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as serving:
                try:
                    look(serving, f"http://127.0.0.1:{port}", moment)
                finally:
                    serving.send_signal(signal.SIGTERM)
                    serving.wait(120)


def look(serving: subprocess.Popen[bytes], address: str, moment: str) -> None:
    """Wait until it serves, open pages, wait until it rests; print what it takes."""
    wait_for(serving, address)
    for _ in range(ROUNDS):
        for page in PAGES:
            if not shown(address + page):
                raise SystemExit(f"Expected to see {page}, but it is not shown.")
    time.sleep(REST_SECONDS)
    megabytes: Counter[str] = Counter()
    number: Counter[str] = Counter()
    for pid in processes_under(serving.pid):
        megabytes[kind_of(pid)] += pss_kb(pid)
        number[kind_of(pid)] += 1
    for kind, kilobytes in megabytes.most_common():
        report(f"{kind} ({number[kind]})", f"{kilobytes / MEGABYTE_IN_KB:.0f} MB")
    report(f"all together, {moment}", f"{megabytes.total() / MEGABYTE_IN_KB:.0f} MB", "at most 300 MB")


if __name__ == "__main__":
    main()
