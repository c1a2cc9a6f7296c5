"""What the READMEs of the rooms name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`([a-z_]+(?:/[a-z_]+)*/?(?:\.py|\.yaml|/))`")
PLACES = sorted(ROOT.glob("workflows/README.md"))


@pytest.mark.parametrize("readme", PLACES, ids=lambda path: path.parent.name)
def test_every_file_that_a_readme_names_exists(readme: Path) -> None:
    room = readme.parent
    named = NAMED.findall(readme.read_text("utf-8"))
    assert len(named) > 20
    # A bare name stands for a file that each domain has.
    missing = [
        name
        for name in named
        if not ((room / name).exists() or (ROOT / name).exists())
        and not ("/" not in name and any(room.rglob(name)))
    ]
    assert missing == []
