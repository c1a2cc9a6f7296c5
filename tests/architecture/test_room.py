"""Where the databases of a run keep their files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import room


def ended_process() -> int:
    """Return the number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        return process.pid


def test_what_a_killed_run_has_left_is_removed_and_that_of_others_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MEMORY", tmp_path)
    monkeypatch.setattr(room, "ROOM_BYTES", 1)
    names = (f"{room.PREFIX}{ended_process()}-a", f"{room.PREFIX}{os.getppid()}-b", "of-somebody-else")
    left, running, other = (tmp_path / name for name in names)
    for folder in (left, running, other):
        folder.mkdir()
    with room.folder_of_a_run() as directory:
        assert directory.parent == tmp_path
        assert {one.name for one in tmp_path.iterdir()} == {running.name, other.name, directory.name}
    assert not directory.exists()


@pytest.mark.parametrize("memory", ["full", "missing"])
def test_without_room_in_memory_it_is_on_the_disk(
    memory: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MEMORY", tmp_path if memory == "full" else tmp_path / "none")
    monkeypatch.setattr(room, "ROOM_BYTES", 1 << 60 if memory == "full" else 1)
    with room.folder_of_a_run() as directory:
        assert directory.is_dir()
        assert not directory.is_relative_to(tmp_path)
