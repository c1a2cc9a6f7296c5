"""Engine, inbox and push of this tree against those of another commit, in turns of one run.

    git worktree add /some/folder COMMIT    # and `make web/static/dist/manifest.json` there
    python -m benchmarks.against /some/folder [--rounds 15]

Each tree is a process with a server of its own. Both take each turn, and who begins changes from round to
round, so that whatever else the machine does meets both alike. Printed are medians of the ratios new / old:
CPU of the process, the same with its database backends, wall time. The floor is the same hand-written SQL in
both: it says how far a ratio is from 1 by chance. Both run with the packages of this tree.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from engine.server import ensure_server

HERE = Path(__file__).parent
GOAL = 1.1
Taken = dict[str, float]


class Side:
    """One tree, waiting for turns."""

    def __init__(self, tree: Path, folder: Path) -> None:
        self._server = ensure_server(folder / "database", durable=False)
        environment = {**os.environ, "PYTHONPATH": str(tree)}
        # -P: beside the script lies a module called engine
        command = [sys.executable, "-P", str(HERE / "_side.py"), self._server.url, str(folder)]
        self._process = subprocess.Popen(
            command, cwd=tree, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"Expected an answer of {self._process.args}, but it ended.")
        return json.loads(line)

    def turn(self, name: str) -> Taken:
        assert self._process.stdin is not None
        print(json.dumps(name), file=self._process.stdin, flush=True)
        taken: Taken = self.answer()
        return taken

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._server.stop()


def in_turns(old: Side, new: Side, name: str, rounds: int) -> list[tuple[Taken, Taken]]:
    """Return what both took in each round, the first of them warming up left out."""
    pairs = []
    for number in range(rounds + 1):
        if number % 2:
            was, now = old.turn(name), new.turn(name)
        else:
            now, was = new.turn(name), old.turn(name)
        pairs.append((was, now))
    return pairs[1:]


def ratio(pairs: list[tuple[Taken, Taken]], *parts: str) -> float:
    return median(sum(now[part] for part in parts) / sum(was[part] for part in parts) for was, now in pairs)


def show(name: str, pairs: list[tuple[Taken, Taken]]) -> None:
    old_ms, new_ms = (median(pair[side]["cpu"] for pair in pairs) * 1e3 for side in (0, 1))
    own, whole, wall = ratio(pairs, "cpu"), ratio(pairs, "cpu", "database"), ratio(pairs, "wall")
    verdict = "" if name.startswith("floor") else f"at most {GOAL}: {'yes' if whole <= GOAL else 'NO'}"
    print(
        f"{name:<38} {old_ms:>8.0f} {new_ms:>8.0f} {own:>8.2f} {whole:>8.2f} {wall:>6.2f}   {verdict}",
        flush=True,
    )


def main(arguments: list[str] | None = None) -> None:
    """Print one line for each thing measured; without another tree say how to name one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tree", type=Path, nargs="?", help="a checkout of the commit to compare with")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="", help="how the names begin of what is measured")
    options = parser.parse_args(arguments)
    if options.tree is None:
        print("nothing to compare with: name the folder of another checkout")
        return
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as directory:
        trees = {"old": options.tree.resolve(), "new": HERE.parent}
        old, new = (Side(tree, Path(directory) / name) for name, tree in trees.items())
        try:
            names, _ = old.answer(), new.answer()
            print(
                f"{'CPU of a turn in ms':<38} {'old':>8} {'new':>8} {'new/old':>8} {'+server':>8} {'wall':>6}"
            )
            for name in filter(lambda name: name.startswith(options.only), names):
                show(name, in_turns(old, new, name, options.rounds))
        finally:
            old.end()
            new.end()


if __name__ == "__main__":
    main()
