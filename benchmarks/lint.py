"""How long the lint takes, for hostile, delivered and the largest files: `python -m benchmarks.lint`.

Goals: what wants to hurt is refused within 100 ms; a delivered package needs less than a tenth of a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from engine.definitions import lint
from engine.hostile_input import FileRefused
from engine.package_files import read_zip
from tests.engine.definitions.test_hostile_packages import ALLOWED, REFUSED
from tests.engine.definitions.vocabulary import VOCABULARY
from workflows.lint import lint as lint_for_platform
from workflows.packages import delivered, package_files

REPEATS = 5


def main() -> None:
    """Print the best of five, in milliseconds of CPU time."""
    for process_id in delivered():
        files = package_files(process_id)
        show(f"delivered: {process_id}", lambda files=files: lint_for_platform(files))  # type: ignore[misc]
    for name, (_, data) in REFUSED.items():
        show(f"refused: {name}", lambda data=data: refuse(data))  # type: ignore[misc]
    for name, texts in ALLOWED.items():
        show(f"allowed: {name}", lambda texts=texts: check(texts))  # type: ignore[misc]


def refuse(data: bytes) -> None:
    """Read a file as an upload is read."""
    try:
        files = read_zip(data) if data.startswith(b"PK") else {"process.bpmn": data}
        lint(files, vocabulary=VOCABULARY)
    except FileRefused:
        pass


def check(texts: Mapping[str, str]) -> None:
    """Lint a package of texts."""
    lint({name: text.encode() for name, text in texts.items()}, vocabulary=VOCABULARY)


def show(name: str, work: Callable[[], object]) -> None:
    """Print one row."""
    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    print(f"{name:<60} {min(times) * 1e3:9.1f} ms")


if __name__ == "__main__":
    main()
