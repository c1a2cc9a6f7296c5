"""Passwords, codes and secrets of forms are kept nowhere, for nobody who was signed out or met an outage.

Attack: an administrator's session ended while they typed the secret of a service outside; the secret then lay
readable in the database, beside the fields that were kept for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from tests.web.people import People
from web.secret_fields import is_secret
from workflows.bootstrap import Platform

WEB = Path(__file__).parents[2] / "web"
_FIELD = re.compile(
    r'(?:name="(?P<input>\w+)"|(?:text|password)_field\(\s*"(?P<macro>\w+)")'
    r'(?P<rest>[^<>{}]*?(?:type="password"|autocomplete="(?:one-time-code|new-password|current-password)"))',
    re.DOTALL,
)
SENT = {
    "name": "registry",
    "title_zh": "登记机关",
    "secret": "S3cret-of-the-service",
    "password": "Correct-horse7",
    "second_code": "123456",
    "recovery_code": "ABCDE-FGHJK",
}


def secret_inputs() -> Iterator[tuple[str, str]]:
    for path in sorted(WEB.rglob("*.html")):
        for match in _FIELD.finditer(path.read_text("utf-8")):
            yield path.name, match["input"] or match["macro"]


def test_every_field_for_a_secret_is_known_as_one() -> None:
    inputs = set(secret_inputs())
    assert {name for _, name in inputs} >= {"secret", "password", "password_again", "second_code", "code"}
    assert [one for one in sorted(inputs) if not is_secret(one[1])] == []


@pytest.fixture
def people(app: Flask, platform: Platform) -> People:
    return People(app, platform)


def test_what_is_kept_for_who_was_signed_out_holds_no_secret(
    app: Flask, people: People, platform: Platform
) -> None:
    browser = app.test_client()
    people.sign_in(browser, people.account("admin", "admin"))
    with platform.begin() as work:
        work.session.execute(text("UPDATE login_session SET ended_at = now()"))

    assert browser.post("/admin/services/new", data=SENT).status_code == 302

    with platform.begin() as work:
        (kept,) = work.session.scalars(text("SELECT fields FROM interrupted_input"))
    assert dict(kept) == {"name": "registry", "title_zh": "登记机关"}
