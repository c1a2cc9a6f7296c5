"""Run every benchmark and print one table each: `python -m benchmarks [name …]`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> None:
    """Run the named benchmarks, or all of them in the order of their names."""
    here = Path(__file__).parent
    names = sys.argv[1:] or sorted(path.stem for path in here.glob("[a-z]*.py"))
    for name in names:
        print(f"\n== {name}")
        # The names are for this module: a benchmark that takes options must not read them as its own.
        sys.argv = [f"benchmarks.{name}"]
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
