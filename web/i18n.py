"""Languages: which one a request speaks, and the catalogues.

Texts in code and templates are English; `translations/<locale>/<place>.po` hold the other languages, one file
a place so that people do not collide. All files of a locale are merged when the application starts, without a
compile step. English needs a file only where the English shown differs from the text in the code.
"""

from __future__ import annotations

from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from flask_babel.speaklater import LazyString
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from workflows.ground.messages import Locale

CATALOGUES = Path(__file__).parent / "translations"
LOCALES = {"zh_CN": "简体中文", "en": "English"}
DEFAULT_LOCALE = "zh_CN"
COOKIE = "locale"


@cache
def catalogue(locale: str) -> NullTranslations:
    """Return the merged catalogue of `locale`, a key of `LOCALES`."""
    merged = Translations()
    for path in sorted((CATALOGUES / locale).glob("*.po")):
        with path.open("rb") as source:
            messages = read_po(source, locale=locale)
        compiled = BytesIO()
        write_mo(compiled, messages)
        compiled.seek(0)
        part = Translations(compiled)
        merged.merge(part)
        merged.plural = part.plural
    return merged


class MergedDomain(Domain):  # type: ignore[misc]
    """Flask-Babel's domain, read from the merged .po files."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the request's language."""
        return catalogue(locale_code())


class MergedBabel(Babel):  # type: ignore[misc]
    """Flask-Babel with the merged domain."""

    domain_instance = MergedDomain()


def locale_code() -> str:
    """Return the language now spoken as a key of `LOCALES`; found out once a request."""
    try:
        known: str = g._get_current_object().language  # a page asks 300 times: a proxy takes twice as long
    except AttributeError:
        locale = get_locale()
        known = g.language = "en" if locale is not None and locale.language == "en" else DEFAULT_LOCALE
    except RuntimeError:  # no application is at work
        return DEFAULT_LOCALE
    return known


def locale_tag() -> Locale:
    """Return the language now spoken as a BCP 47 tag, as the other rooms call it: `zh-CN` or `en`."""
    return "en" if locale_code() == "en" else "zh-CN"


def lazy_text(text: str) -> LazyString:
    """Return a text that is said in the language of whoever it is shown to.

    For what stands on every page: Flask-Babel's own looks its way to the catalogue up each time.
    """
    return LazyString(_said, text)


def _said(text: str) -> str:
    return str(catalogue(locale_code()).ugettext(text))


@pass_eval_context
def _translated(context: EvalContext, text: str, /, **values: Any) -> str:
    """Return a text in the language now spoken with its values, as Jinja's own gettext does.

    A page calls it a hundred times: Jinja's looks its way to the catalogue up anew each time.
    """
    said = _marked(locale_code(), text) if context.autoescape else catalogue(locale_code()).ugettext(text)
    return said % values if values or "%" in said else said


@lru_cache(maxsize=8192)
def _marked(language: str, text: str) -> Markup:
    """Return a text of the templates in a language, as it stands in a page; values in it are escaped."""
    return Markup(catalogue(language).ugettext(text))  # noqa: S704  # our catalogue


def choose_locale() -> str:
    """Return the request's language: what the visitor switched to, else the profile's, else Chinese."""
    if not has_request_context():
        return DEFAULT_LOCALE
    switched = request.cookies.get(COOKIE, "")
    if switched in LOCALES:
        return switched
    try:
        preferred = str(getattr(current_user, "locale", None) or "").replace("-", "_")
    except (SQLAlchemyError, psycopg.Error):  # the page that says so has a language too
        return DEFAULT_LOCALE
    return preferred if preferred in LOCALES else DEFAULT_LOCALE


def init_app(app: Flask) -> None:
    """Give `app` its languages and the times of Shanghai."""
    MergedBabel().init_app(app, locale_selector=choose_locale)
    for locale in LOCALES:
        catalogue(locale)  # read now, not in somebody's first request
    app.jinja_env.globals.update(
        {"_": _translated, "gettext": _translated},
        locale_code=locale_code,
        locale_tag=locale_tag,
        LOCALES=LOCALES,
    )
