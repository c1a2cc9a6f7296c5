"""The page that shows newcomers the house names what exists, in walks short enough to follow."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
MOST_FILES_OF_A_WALK = 9
WALKS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
STOP = re.compile(r"^\d+\. `([^`]+)` — (?:`(\w+)`)?", re.MULTILINE)


@pytest.mark.parametrize("walk", WALKS)
def test_a_walk_leads_through_files_that_exist(walk: str):
    stops = STOP.findall(WALKS[walk])
    assert 3 < len(stops) <= MOST_FILES_OF_A_WALK
    assert [path for path, _ in stops if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("walk", WALKS)
def test_what_a_walk_names_stands_in_its_file(walk: str):
    named = [(path, name) for path, name in STOP.findall(WALKS[walk]) if name]
    assert [path for path, name in named if f"def {name}(" not in (ROOT / path).read_text("utf-8")] == []


def test_there_are_the_four_walks_that_everybody_needs():
    assert len(WALKS) == 4


def test_every_path_of_the_page_exists():
    paths = [path for path in re.findall(r"`([\w./]+)`", PAGE) if "/" in path]
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_picture_shows_every_room():
    rooms = {path.name for path in (ROOT / "workflows").iterdir() if (path / "__init__.py").is_file()}
    assert {room for room in rooms - {"migrations"} if f"{room}/" not in PAGE} == set()


def test_the_picture_has_the_floors_that_are_enforced():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (floors,) = [
        contract["layers"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers" and contract.get("containers") == ["workflows"]
    ]
    # Of floors that two rooms share, the picture begins a line with the first.
    expected = [floor.split(" | ")[0] for floor in floors]
    drawn = re.findall(r"^ +([\w]+)(?:/|\.py)(?:  ([\w]+)/)?", PAGE.split("```")[1], re.MULTILINE)
    assert [room for line in drawn for room in line if room in expected] == expected
