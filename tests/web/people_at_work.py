"""Signing people of a story in without the sign-in page, for tests of what lies behind it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Page

from workflows.bootstrap import Platform
from workflows.people.identity.sessions import open_session


def session_of(platform: Platform, user_id: str) -> dict[str, Any]:
    """Sign somebody in; return what the browser's cookie then holds."""
    with platform.begin() as work:
        token = open_session(work, user_id, address="127.0.0.1", user_agent="test")
    return {"_user_id": token, "_fresh": True}


def signed_in(app: Flask, platform: Platform, user_id: str) -> FlaskClient:
    """Return a client in which `user_id` is signed in."""
    client = app.test_client()
    with client.session_transaction() as session:
        session.update(session_of(platform, user_id))
    return client


def sign_in_browser(
    context: BrowserContext, app: Flask, platform: Platform, address: str, user_id: str
) -> None:
    """Let the browser be `user_id` from now on."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = signer.dumps(session_of(platform, user_id))
    context.add_cookies([{"name": "tongban", "value": value, "url": address}])


class Browser:
    """One browser in which people take turns."""

    def __init__(
        self, page: Page, context: BrowserContext, app: Flask, platform: Platform, address: str
    ) -> None:
        self.page, self.context, self.address = page, context, address
        self._app, self._platform = app, platform

    def become(self, user_id: str) -> None:
        sign_in_browser(self.context, self._app, self._platform, self.address, user_id)

    def speak(self, locale: str) -> None:
        self.context.add_cookies([{"name": "locale", "value": locale, "url": self.address}])

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page
