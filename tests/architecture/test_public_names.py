"""Names that others rely on (`engine` and `forms` pin theirs beside their tests), and the settings."""

from __future__ import annotations

import re
from pathlib import Path

import workflows

ROOT = Path(__file__).parents[2]


def test_names_of_the_domain_are_pinned():
    assert workflows.__all__ == ["migrate"]


def test_every_setting_is_documented():
    """The README of the domain has a row for each variable that the sources read."""
    sources = [
        path for room in ("engine", "forms", "workflows", "web") for path in (ROOT / room).rglob("*.py")
    ]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    read = set(re.findall(r'"(TONGBAN_[A-Z_]+|DATABASE_URL|HOST|PORT)"', text))
    assert len(read) > 8
    internal = {"TONGBAN_LIFELINE", "TONGBAN_SUPERVISED"}  # between a supervisor and its children
    table = (ROOT / "workflows" / "README.md").read_text("utf-8")
    first_cells = re.findall(r"^\| (`[A-Z_]+`[^|]*) \|", table, re.MULTILINE)
    documented = {name for cell in first_cells for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert read - internal - documented == set()
    assert documented - read == set()
