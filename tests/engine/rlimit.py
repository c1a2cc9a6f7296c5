"""Run hostile input in a process of its own, whose address space may grow by 64 MB only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_HARNESS = """
import resource, sys
sys.path.insert(0, {root!r})
{setup}
pages = int(open("/proc/self/statm").read().split()[0])
bound = pages * resource.getpagesize() + {megabytes} * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
resource.setrlimit(resource.RLIMIT_CPU, ({cpu_seconds}, {cpu_seconds}))
{attack}
"""


def run_bounded(setup: str, attack: str, *, megabytes: int = 64, cpu_seconds: int = 10) -> str:
    """Return what `attack` prints; `setup` (imports, building the input) runs before the bound is set."""
    source = _HARNESS.format(
        root=str(ROOT), setup=setup, attack=attack, megabytes=megabytes, cpu_seconds=cpu_seconds
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()
