"""Compose the Flask application from a platform."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

from web import (
    auth,
    blueprints,
    bundles,
    errors,
    filters,
    form_pages,
    i18n,
    kept_macros,
    limits,
    links,
    navigation,
    observability,
    room,
    security,
    site,
    work,
)
from web.config import configuration
from workflows.bootstrap import Platform

PARTS = (
    observability,
    i18n,
    kept_macros,
    site,
    filters,
    bundles,
    room,
    security,
    errors,
    links,
    form_pages,
    auth,
    limits,
    navigation,
)


def create_app(platform: Platform, overrides: dict[str, Any] | None = None) -> Flask:
    """Return a WSGI application that serves `platform`.

    Nothing is read from the environment here: everything comes from `platform.settings`, and `overrides`
    (keys of Flask's configuration) exist for tests.
    """
    app = Flask("web", static_folder="static", static_url_path="/static")
    app.config.from_mapping(configuration(platform.settings))
    app.config.from_mapping(overrides or {})
    app.url_map.strict_slashes = False  # /inbox/ is what people type
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    work.init_app(app, platform)
    for part in PARTS:
        part.init_app(app)
    blueprints.register_all(app)
    return app
