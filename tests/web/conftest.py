"""What tests of pages share: the platform of the domain's tests, an application, a server, a browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from tests.waiting import POLL_SECONDS, until
from tests.web.browser import chromium
from tests.web.compiled import COMPILED, CompiledRule
from tests.web.people import People
from tests.web.people_at_work import Browser
from tests.web.reading import Reader
from tests.workflows.conftest import (  # noqa: F401 - fixtures of the domain serve here too
    clock,
    database_url,
    platform,
    prepared_template,
    settings,
    workflows_template,
)
from web.app import create_app
from workflows.bootstrap import Platform

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE_MILLISECONDS = 15_000


Flask.url_rule_class = CompiledRule


def made_app(platform: Platform, **settings: Any) -> Flask:  # noqa: F811
    """Return the application as its server runs it, with clients that read pages as people do."""
    app = create_app(platform, {"PROPAGATE_EXCEPTIONS": False, **settings})
    app.after_request(as_gunicorn_would)
    app.test_client_class = Reader
    app.jinja_env.bytecode_cache = COMPILED
    return app


def as_gunicorn_would(answer: Response) -> Response:
    """Refuse headers that the production server refuses, which Flask's own servers let pass."""
    for name, value in answer.headers:
        assert value.isascii(), f"{name} must be ASCII, but is {value!r}"
    return answer


class Unbuilt(dict[str, str]):
    """A manifest that names every bundle, so that pages without a browser need no build."""

    def __missing__(self, name: str) -> str:
        return name


@pytest.fixture(autouse=True)
def bundles(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages name bundles that nobody built, except where a browser or the test itself reads them."""
    if not any(map(request.node.get_closest_marker, ("browser", "bundles"))):
        monkeypatch.setattr("web.bundles.manifest", Unbuilt)


@pytest.fixture
def app(platform: Platform) -> Flask:  # noqa: F811
    """The application without CSRF tokens; tests of the tokens make their own."""
    return made_app(platform, TESTING=True, WTF_CSRF_ENABLED=False)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def live_app(platform: Platform) -> Flask:  # noqa: F811
    """The application as people meet it, tokens included; a test may add routes before it is asked."""
    return made_app(platform)


@pytest.fixture
def live_server(live_app: Flask) -> Iterator[str]:
    """Address of a server over the test's database, without a slash at the end."""
    under_way: set[object] = set()

    def noted(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = object()
        under_way.add(request)
        try:
            return live_app(environ, start_response)
        finally:
            under_way.discard(request)

    server = make_server("127.0.0.1", 0, noted, threaded=True)
    thread = Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    until(lambda: not under_way)  # what a page still asked for uses the database that goes away with the test


@pytest.fixture
def people(live_app: Flask, platform: Platform) -> People:  # noqa: F811
    """Accounts with groups, to be signed in to the live server."""
    return People(live_app, platform)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return chromium()


@pytest.fixture
def browser_context_args() -> dict[str, Any]:
    return {
        "viewport": DESKTOP,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        # The script for being without a network would ask itself for what a test holds back or answers.
        "service_workers": "block",
    }


@pytest.fixture(autouse=True)
def impatient(request: pytest.FixtureRequest) -> None:
    """Do not wait half a minute for what is not there, but let a loaded machine take its time."""
    if "page" in request.fixturenames:
        page: Page = request.getfixturevalue("page")
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture
def phone(page: Page) -> Page:
    """A page as wide as a phone."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return page


@pytest.fixture
def browser_of(
    page: Page,
    context: BrowserContext,
    live_app: Flask,
    platform: Platform,  # noqa: F811
    live_server: str,
) -> Browser:
    """One browser over the live server."""
    return Browser(page, context, live_app, platform, live_server)
