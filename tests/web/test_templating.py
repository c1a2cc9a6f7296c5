"""Escaping in templates: what the library's own does, told by its results."""

from __future__ import annotations

from decimal import Decimal

import pytest
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from web.templating import PageTemplate, escaped, select_options


class Bold:
    def __html__(self) -> str:
        return "<b>bold</b>"


class Spoken(str):
    """Text of a class of its own, as lazy texts are."""


@pytest.fixture
def environment() -> Environment:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.template_class = PageTemplate
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
