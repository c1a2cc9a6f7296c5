"""What the tests compile once in a run is what the source says now."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from tests.web.compiled import CompiledTemplates


def shown(folder: Path, source: str) -> str:
    """Return what a process of a run shows of a template."""
    kept = CompiledTemplates()
    kept.folder = folder
    return Environment(loader=DictLoader({"page": source}), bytecode_cache=kept).get_template("page").render()


def test_another_process_of_the_run_compiles_nothing_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shown(tmp_path, "one") == "one"
    monkeypatch.setattr(Environment, "compile", None)
    assert shown(tmp_path, "one") == "one"


def test_what_was_compiled_of_another_source_is_not_taken(tmp_path: Path) -> None:
    assert [shown(tmp_path, source) for source in ("one", "two", "two")] == ["one", "two", "two"]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_is_cut_off_is_compiled_anew(tmp_path: Path) -> None:
    shown(tmp_path, "one")
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-9])
    assert shown(tmp_path, "one") == "one"
