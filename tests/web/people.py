"""People for tests of pages: accounts with groups, signed in without the ceremony."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from playwright.sync_api import Page

from workflows.bootstrap import Platform
from workflows.people.identity import sessions
from workflows.people.identity.administration import create_account
from workflows.people.identity.values import Account

PASSWORD = "Correct-horse7"
NAMES = {"admin": "孔思远", "operator": "赵海燕", "enterprise": "周敏", "provider": "吴越"}


@dataclass
class People:
    """Makes accounts in the database of a test and puts them before a browser."""

    app: Flask
    platform: Platform

    def account(self, user_name: str, *groups: str) -> Account:
        kind = "enterprise" if "enterprise" in groups else "provider" if "provider" in groups else "staff"
        with self.platform.begin() as work:
            return create_account(
                work,
                user_name=user_name,
                password=PASSWORD,
                kind=kind,
                full_name=NAMES.get(user_name, user_name),
                groups=frozenset(groups),
            )

    def cookie(self, account: Account) -> str:
        """Return the value of the session cookie of a browser in which `account` is signed in."""
        with self.platform.begin() as work:
            token = sessions.open_session(work, account.id, address="127.0.0.1", user_agent="test")
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        cookie = signer.dumps({"_user_id": token, "_fresh": True})
        return cookie if isinstance(cookie, str) else cookie.decode()

    def sign_in(self, browser: Page | FlaskClient, account: Account, address: str = "") -> None:
        """Sign `account` in: a page needs the `address` of the live server."""
        name = self.app.config["SESSION_COOKIE_NAME"]
        if isinstance(browser, FlaskClient):
            browser.set_cookie(name, self.cookie(account))
        else:
            browser.context.add_cookies([{"name": name, "value": self.cookie(account), "url": address}])
