"""What the administration chose for every page: the platform's name, the banner, where to ask for help."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, g
from flask_babel import gettext as _

from web.i18n import locale_tag
from web.work import begin
from workflows.ground.settings_store.definitions import Value
from workflows.ground.settings_store.queries import all_values

BRAND_COLOR = "#0b5cad"
"""The ground of `frontend/src/brand.svg`: what a phone colours around the page."""


def setting(key: str) -> Value:
    """Return a setting in force; all of them are read once a request."""
    if "settings" not in g:
        with begin() as work:
            g.settings = all_values(work)
    values: Mapping[str, Value] = g.settings
    return values[key]


def platform_name() -> str:
    """Return what the platform is called here, in the language of the request."""
    own = setting("platform_name_en" if locale_tag() == "en" else "platform_name_zh")
    return str(own or _("Tongban"))


def sponsor() -> str:
    """Return the authority in whose name the platform runs, in the language of the request; "" for none."""
    chinese = str(setting("sponsor_zh"))
    return str(setting("sponsor_en")) or chinese if locale_tag() == "en" else chinese


def init_app(app: Flask) -> None:
    """Offer name and settings to the templates of `app`."""
    app.jinja_env.globals.update(
        platform_name=platform_name, setting=setting, sponsor=sponsor, brand_color=BRAND_COLOR
    )
