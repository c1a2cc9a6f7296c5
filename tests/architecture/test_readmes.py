"""What the READMEs of the rooms name is there."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from workflows.package_data import options

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`([a-z_]+(?:/[a-z_]+)*/?(?:\.py|\.yaml|/))`")
DOTTED = re.compile(r"`((?:engine|forms|workflows|web)(?:\.\w+)+)(?:\([^`]*\))?`")
OF_PACKAGES = frozenset({options.FILE})
PLACES = [ROOT / room / "README.md" for room in ("engine", "forms", "workflows", "web", "bpmn")]


@pytest.mark.parametrize("readme", PLACES, ids=lambda path: path.parent.name)
def test_every_file_that_a_readme_names_exists(readme: Path) -> None:
    room = readme.parent
    named = NAMED.findall(readme.read_text("utf-8"))
    assert len(named) > 2
    # A bare name stands for a file that each domain has, or that packages may bring along.
    missing = [
        name
        for name in named
        if not ((room / name).exists() or (ROOT / name).exists())
        and not ("/" not in name and (name in OF_PACKAGES or any(room.rglob(name))))
    ]
    assert missing == []


@pytest.mark.parametrize("readme", PLACES, ids=lambda path: path.parent.name)
def test_every_module_or_name_that_a_readme_spells_out_exists(readme: Path) -> None:
    assert [name for name in DOTTED.findall(readme.read_text("utf-8")) if not is_there(name)] == []


def is_there(dotted: str) -> bool:
    """Tell whether a dotted name is a module, or a name in one."""
    module, _, name = dotted.rpartition(".")
    try:
        return importlib.import_module(dotted) is not None
    except ModuleNotFoundError:
        pass
    try:
        return hasattr(importlib.import_module(module), name)
    except ModuleNotFoundError:
        return "." in module and is_there(module)


def test_a_name_that_is_gone_is_seen() -> None:
    assert is_there("web.viewers.current_viewer")
    assert not is_there("web.viewers.viewer")
    assert not is_there("web.gone.viewer")
