"""Escaping in templates: what the library's own does, told by its results."""

from __future__ import annotations

from decimal import Decimal

import pytest
from jinja2 import Environment, StrictUndefined, UndefinedError
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

from web.templating import LONG_SELECT, PageCode, PageTemplate, escaped, select_options


class Bold:
    def __html__(self) -> str:
        return "<b>bold</b>"


class Spoken(str):
    """Text of a class of its own, as lazy texts are."""


@pytest.fixture
def environment() -> Environment:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.template_class = PageTemplate
    environment.code_generator_class = PageCode
    return environment


@pytest.mark.parametrize(
    "value",
    ["<a href='x'>\"&", Markup("<i>&amp;</i>"), Bold(), Spoken("<b>"), None, 7, Decimal("1.50"), ("<",)],
)
def test_values_are_escaped_as_the_library_does(environment: Environment, value: object):
    assert escaped(value) == escape(value)
    shown = environment.from_string("{{ value }}|{% set kept %}{{ value }}{% endset %}{{ kept }}")
    assert shown.render(value=value) == f"{escape(value)}|{escape(value)}"


def test_what_a_macro_returns_is_escaped_once(environment: Environment):
    macro = "{% macro bold(text) %}<b>{{ text }}</b>{% endmacro %}"
    page = environment.from_string(macro + "{{ bold('<') }}{{ bold(bold('&')) }}{{ bold('<') ~ '<' }}")
    assert page.render() == "<b>&lt;</b><b><b>&amp;</b></b><b>&lt;</b>&lt;"


def test_what_is_not_defined_is_an_error(environment: Environment):
    with pytest.raises(UndefinedError):
        environment.from_string("{{ missing }}").render()


def test_options_are_escaped_and_the_chosen_one_is_selected():
    written = select_options([("a", "A & B"), ('"', Markup("<i>"))], '"')
    assert written == '<option value="a">A &amp; B</option><option value="&#34;" selected><i></option>'


def test_long_selects_are_kept_by_what_they_say_and_how_it_is_escaped():
    values = [str(number) for number in range(LONG_SELECT)]
    plain = [(value, "<i>") for value in values]
    drawn = [(value, Markup("<i>")) for value in values]
    assert "&lt;i&gt;" in select_options(plain)
    assert "&lt;i&gt;" not in select_options(drawn), "equal text, but already escaped"
    assert select_options(plain, "3").count("selected") == 1
    assert select_options(plain, "3") != select_options(plain, "4")


class Shown:
    label = "label"
    empty = None

    @property
    def broken(self) -> str:
        raise AttributeError("within")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ it.label.upper() }}", "LABEL"),
        ("{{ it.empty }}", "None"),
        ("{{ {'label': 'item'}.label }}", "item"),
        ("{{ {'it': it}.it.label }}|{{ [it][0].label }}", "label|label"),
        (
            "{{ it.missing is defined }}|{{ it.broken is defined }}|{{ it.label is defined }}",
            "False|False|True",
        ),
        ("{% for one in [it] if one.label %}{{ one.label }}{% endfor %}", "label"),
        ("{% macro say(one) %}{{ one.label }}{% endmacro %}{{ say(it) }}", "label"),
    ],
)
def test_attributes_are_looked_up_as_the_library_does(environment: Environment, text: str, shown: str):
    assert environment.from_string(text).render(it=Shown()) == shown
    environment.code_generator_class = CodeGenerator
    assert environment.from_string(text).render(it=Shown()) == shown


@pytest.mark.parametrize("text", ["{{ it.missing }}", "{{ it.missing.label }}", "{{ nobody.label }}"])
def test_an_attribute_that_is_missing_is_an_error(environment: Environment, text: str):
    with pytest.raises(UndefinedError):
        environment.from_string(text).render(it=Shown())
