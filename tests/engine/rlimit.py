"""Run hostile input in a process of its own, whose address space may grow by 64 MB only."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PARENT = """
import json, os, sys, tempfile, traceback
sys.path.insert(0, {root!r})
names = {{}}
exec({imports!r}, names)

def run(source, output):
    os.dup2(output.fileno(), 1)
    os.dup2(output.fileno(), 2)
    try:
        exec(source, names)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
    return 0

for line in sys.stdin:
    with tempfile.TemporaryFile() as output:
        if (child := os.fork()) == 0:
            os._exit(run(json.loads(line), output))
        _, status = os.waitpid(child, 0)
        output.seek(0)
        print(json.dumps([status, output.read().decode()]), flush=True)
"""
_HARNESS = """
import resource
{setup}
pages = int(open("/proc/self/statm").read().split()[0])
bound = pages * resource.getpagesize() + {megabytes} * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
resource.setrlimit(resource.RLIMIT_CPU, ({cpu_seconds}, {cpu_seconds}))
{attack}
"""


@cache
def _parent_of(imports: str) -> subprocess.Popen[str]:
    """Return a process that has run `imports` and forks for each attack: to import takes longer than most."""
    command = [sys.executable, "-c", _PARENT.format(root=str(ROOT), imports=imports)]
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(parent.communicate)
    return parent


def run_bounded(
    setup: str, attack: str, *, imports: str = "", megabytes: int = 64, cpu_seconds: int = 10
) -> str:
    """Return what `attack` prints; `imports` and `setup` (building the input) run before the bound is set."""
    parent = _parent_of(imports)
    assert parent.stdin is not None
    assert parent.stdout is not None
    source = _HARNESS.format(setup=setup, attack=attack, megabytes=megabytes, cpu_seconds=cpu_seconds)
    parent.stdin.write(json.dumps(source) + "\n")
    parent.stdin.flush()
    status, printed = json.loads(parent.stdout.readline())
    assert status == 0, printed[-2000:]
    return str(printed).strip()
