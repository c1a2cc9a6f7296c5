"""Macros that several templates of a page import are made once, and see what their page says."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template
from flask_babel import force_locale
from jinja2 import DictLoader, Template

from web import i18n, kept_macros

SAID = '{% from "macros.html" import said with context %}'
TWICE = '{% from "outer.html" import twice with context %}'
TEMPLATES = {
    "macros.html": "{% macro said() %}{{ word }} {{ _('Close') }}{% endmacro %}",
    "outer.html": SAID + "{% macro twice() %}{{ said() }}+{{ said() }}{% endmacro %}",
    "page.html": TWICE + SAID + "{{ twice() }}={{ said() }}",
    "set.html": '{% set word = "own" %}' + TWICE + "{{ twice() }}",
    "plain.html": "{% macro close() %}{{ _('Close') }}{% endmacro %}",
    "plain_page.html": '{% from "plain.html" import close with context %}{{ close() }}',
    "asking.html": "{% set word = next_word() %}{% macro say() %}{{ word }}{% endmacro %}",
    "asking_page.html": '{% from "asking.html" import say with context %}{{ say() }}',
    "named.html": "{% import name as found with context %}{{ found.said() }}",
}


def app_of(monkeypatch: Any) -> tuple[Flask, list[str | None]]:
    """Return an application with these templates, and a list of the files whose macros it makes."""
    app = Flask(__name__)
    i18n.init_app(app)
    kept_macros.init_app(app)
    app.jinja_env.loader = DictLoader(TEMPLATES)
    made: list[str | None] = []
    make_module = Template.make_module

    def noted(self: Any, *context: Any) -> Any:
        made.append(self.name)
        return make_module(self, *context)

    monkeypatch.setattr(Template, "make_module", noted)
    return app, made


def test_a_file_is_made_once_for_the_same_values(monkeypatch):
    app, made = app_of(monkeypatch)
    with app.test_request_context():
        assert render_template("page.html", word="a") == "a 关闭+a 关闭=a 关闭"
        assert sorted(map(str, made)) == ["macros.html", "outer.html"]
        assert render_template("page.html", word="b") == "b 关闭+b 关闭=b 关闭"
        assert made.count("macros.html") == 2


def test_what_a_page_sets_and_the_language_count(monkeypatch):
    app, _ = app_of(monkeypatch)
    with app.test_request_context():
        assert render_template("page.html", word="a").startswith("a 关闭")
        assert render_template("set.html", word="a") == "own 关闭+own 关闭"
    with app.test_request_context(headers={"Cookie": f"{i18n.COOKIE}=en"}), force_locale("en"):
        assert render_template("page.html", word="a") == "a Close+a Close=a Close"


def test_a_request_sees_nothing_of_another(monkeypatch):
    app, made = app_of(monkeypatch)
    for word in ("first", "second"):
        with app.test_request_context():
            assert word in render_template("page.html", word=word)
    assert made.count("macros.html") == 2


def test_a_file_that_is_named_at_run_time_is_read_too(monkeypatch):
    app, _ = app_of(monkeypatch)
    with app.test_request_context():
        assert render_template("named.html", name="macros.html", word="a") == "a 关闭"


def test_macros_that_look_up_nothing_of_a_page_are_made_once_for_all_requests(monkeypatch):
    app, made = app_of(monkeypatch)
    for language, word in (("zh_CN", "关闭"), ("en", "Close"), ("zh_CN", "关闭")):
        with app.test_request_context(), force_locale(language):
            assert render_template("plain_page.html") == word
    assert made.count("plain.html") == 2, "one for each language"


def test_a_page_that_gives_such_a_name_another_meaning_has_macros_of_its_own(monkeypatch):
    app, _ = app_of(monkeypatch)
    for context, word in (({}, "关闭"), ({"_": str.upper}, "CLOSE"), ({}, "关闭")):
        with app.test_request_context():
            assert render_template("plain_page.html", **context) == word


def test_what_a_file_asks_when_its_macros_are_made_is_asked_in_each_request(monkeypatch):
    app, _ = app_of(monkeypatch)
    said = iter(["first", "second"])
    app.jinja_env.globals["next_word"] = lambda: next(said)
    for word in ("first", "second"):
        with app.test_request_context():
            assert render_template("asking_page.html") == word
