from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.workflows.people.identity.conftest import MOBILE, PASSWORD, Person
from workflows.bootstrap import Platform
from workflows.people.identity import captcha, queries


def blurred(page: str) -> str:
    """Return a page without what differs each time: captcha, tokens, nonces."""
    changing = (
        r'captcha_id" value="[^"]+"',
        r"/captcha/[^\"]+\.png",
        r"nonce-[^']+",
        r'csrf-token" content="[^"]+"',
        r'csrf_token" value="[^"]+"',
    )
    return re.sub("|".join(changing), "", page)


class Visitor:
    """Somebody with a browser: fills forms in, reads pictures, SMS and mail."""

    def __init__(self, app: Flask, platform: Platform) -> None:
        self.app = app
        self.browser: FlaskClient = app.test_client()
        self.person = Person(platform)
        self.platform = platform

    def another_browser(self) -> FlaskClient:
        return self.app.test_client()

    def solved(self, page: str) -> dict[str, str]:
        """Answer the captcha that stands on a page."""
        match = re.search(r'name="captcha_id" value="([^"]+)"', page)
        assert match, page
        with self.platform.begin() as work:
            answer = captcha.answer_of(work, match[1])
        return {"captcha_id": match[1], "captcha_answer": answer or ""}

    def sign_up_form(self, **changes: str | list[str]) -> dict[str, str | list[str]]:
        page = self.browser.get("/account/sign-up").text
        code = {"purpose": "register", "mobile": MOBILE, **self.solved(page)}
        assert self.browser.post("/account/code", data=code).status_code == 200
        return {
            "kind": "enterprise",
            "user_name": "lantian_tech",
            "full_name": "李蓝天",
            "mobile": MOBILE,
            "code": self.person.last_sms_code(),
            "password": PASSWORD,
            "password_again": PASSWORD,
            "agreed": ["service", "privacy"],
            **changes,
        }

    def sign_up(self, **changes: str | list[str]) -> TestResponse:
        answer = self.browser.post("/account/sign-up", data=self.sign_up_form(**changes))
        assert answer.status_code == 302, answer.text
        with self.platform.begin() as work:
            user_id = queries.id_by_identifier(work, str(changes.get("user_name", "lantian_tech")))
        assert user_id
        self.person.with_email(user_id)
        return answer

    def sign_in(
        self, identifier: str = "lantian_tech", password: str = PASSWORD, **more: str
    ) -> TestResponse:
        page = self.browser.get("/account/sign-in").text
        form = {"identifier": identifier, "password": password, **self.solved(page), **more}
        return self.browser.post("/account/sign-in", data=form)


@pytest.fixture
def visitor(app: Flask, platform: Platform) -> Visitor:
    return Visitor(app, platform)


@pytest.fixture
def complaint() -> Callable[[str, str], str]:
    """Return the sentences at a field of a page."""

    def read(page: str, field: str) -> str:
        match = re.search(rf'id="{field}-problem">([^<]+)<', page)
        return match[1] if match else ""

    return read
