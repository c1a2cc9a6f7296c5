"""What the formatter of templates leaves to the author: long lines, values that may break an attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from web import __file__ as web_room

ROOM = Path(web_room).parent
CHARACTERS_OF_A_LINE = 160
# The formatter writes every attribute with double quotes, which JSON has, too.
JSON_IN_AN_ATTRIBUTE = re.compile(r"""=["']\{\{[^}]*\|\s*tojson(?!\s*\|\s*forceescape)""")

# In Chinese nothing stands between two sentences: `[one, other]|sentences` knows that.
SENTENCES_WITH_A_GAP = re.compile(
    r"""[.?!:]"(?:,[^{}]*)?\)\s*\}\}\s+(?:\{%-?\s*if[^%]*%\}\s*)?\{\{-?\s*_\("""
    r"""|:"\)\s*\}\}\s+\{\{|\bjoin\(" "\)"""
)
COLON = re.compile(r"(?:\}\}|</\w+>): (?:\{|<)")


def templates() -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every template."""
    for path in sorted(ROOM.rglob("templates/**/*.html")):
        yield str(path.relative_to(ROOM)), path.read_text("utf-8")


def lines() -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every line of every template."""
    for place, text in templates():
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{place}:{number}", line


def test_lines_of_templates_can_be_reviewed():
    assert [place for place, line in lines() if len(line) > CHARACTERS_OF_A_LINE] == []


def test_json_in_an_attribute_is_escaped():
    assert [place for place, line in lines() if JSON_IN_AN_ATTRIBUTE.search(line)] == []


def test_the_check_of_attributes_sees_the_fault():
    assert JSON_IN_AN_ATTRIBUTE.search("""<p data-names="{{ names|tojson }}">""")
    assert not JSON_IN_AN_ATTRIBUTE.search("""<p data-names="{{ names|tojson|forceescape }}">""")


def test_sentences_are_joined_as_the_language_does_it():
    assert [place for place, text in templates() if SENTENCES_WITH_A_GAP.search(text)] == []


def test_a_colon_between_values_is_one_of_the_language():
    assert [place for place, line in lines() if COLON.search(line)] == []


@pytest.mark.parametrize(
    "text",
    [
        '{{ _("It is kept.") }} {{ _("Go on.") }}',
        '{{ _("It is kept.") }}\n  {% if more %}{{ _("Go on.") }}{% endif %}',
        '{{ _("For %(name)s.", name=name) }} {{ _("Go on.") }}',
        '{{ _("Reason:") }} {{ reason }}',
        '{{ errors|join(" ") }}',
    ],
)
def test_sentences_with_a_gap_are_seen(text: str):
    assert SENTENCES_WITH_A_GAP.search(text)


@pytest.mark.parametrize(
    "text", ['{{ _("Kept.") }}{% else %}{{ _("Lost.") }}', '{{ [_("Kept."), _("Go on.")]|sentences }}']
)
def test_sentences_joined_rightly_are_left_alone(text: str):
    assert not SENTENCES_WITH_A_GAP.search(text)
