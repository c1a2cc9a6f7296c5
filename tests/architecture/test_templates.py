"""What the formatter of templates leaves to the author: long lines, values that may break an attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from web import __file__ as web_room

ROOM = Path(web_room).parent
CHARACTERS_OF_A_LINE = 160
# The formatter writes every attribute with double quotes, which JSON has, too.
JSON_IN_AN_ATTRIBUTE = re.compile(r"""=["']\{\{[^}]*\|\s*tojson(?!\s*\|\s*forceescape)""")


def lines() -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every line of every template."""
    for path in sorted(ROOM.rglob("templates/**/*.html")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            yield f"{path.relative_to(ROOM)}:{number}", line


def test_lines_of_templates_can_be_reviewed():
    assert [place for place, line in lines() if len(line) > CHARACTERS_OF_A_LINE] == []


def test_json_in_an_attribute_is_escaped():
    assert [place for place, line in lines() if JSON_IN_AN_ATTRIBUTE.search(line)] == []


def test_the_check_of_attributes_sees_the_fault():
    assert JSON_IN_AN_ATTRIBUTE.search("""<p data-names="{{ names|tojson }}">""")
    assert not JSON_IN_AN_ATTRIBUTE.search("""<p data-names="{{ names|tojson|forceescape }}">""")
