"""`make bench` runs every module of benchmarks that has a name of its own."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import benchmarks.__main__ as running

NAMES = sorted(path.stem for path in Path(running.__file__).parent.glob("[a-z]*.py"))


def test_each_benchmark_can_be_run():
    assert NAMES
    assert [name for name in NAMES if not callable(importlib.import_module(f"benchmarks.{name}").main)] == []


def test_names_are_not_taken_for_options(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("benchmarks.engine.main", lambda: arguments.extend(running.sys.argv))
    monkeypatch.setattr("sys.argv", ["benchmarks", "engine"])
    arguments: list[str] = []
    running.main()
    assert arguments == ["benchmarks.engine"]
