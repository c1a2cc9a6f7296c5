"""Keeping recovery codes: a file that is downloaded, of the own codes that still work and of no others."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.web.people import People
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform

FILE = "/account/second-factor/recovery-codes/file"


@dataclass
class Owner:
    """Somebody with new recovery codes, as the page that shows them says it."""

    browser: FlaskClient
    page: str
    secret: str

    @property
    def codes(self) -> list[str]:
        return re.findall(r'name="recovery_code" value="([A-Z2-9-]{11})"', self.page)

    def save(self, codes: list[str]) -> TestResponse:
        return self.browser.post(FILE, data={"recovery_code": codes})


def set_up(browser: FlaskClient, clock: FixedClock) -> Owner:
    shown = browser.get("/account/second-factor").text
    key = re.search(r'id="second-factor-key">([A-Z2-7 ]+)<', shown)
    assert key, shown
    secret = key[1].replace(" ", "")
    answer = browser.post("/account/second-factor", data={"second_code": pyotp.TOTP(secret).at(clock())})
    return Owner(browser, answer.text, secret)


@pytest.fixture
def owner(app: Flask, platform: Platform, clock: FixedClock) -> Owner:
    people, browser = People(app, platform), app.test_client()
    people.sign_in(browser, people.account("operator", "operator"))
    return set_up(browser, clock)


def test_the_file_is_saved_not_shown_and_kept_by_no_cache(owner: Owner) -> None:
    assert len(owner.codes) == 10
    assert "data:text" not in owner.page
    saved = owner.save(owner.codes)
    assert (saved.status_code, saved.mimetype) == (200, "text/plain")
    assert saved.headers["Content-Disposition"] == "attachment; filename=tongban-recovery-codes.txt"
    assert saved.headers["Cache-Control"] == "no-store"
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    lines = saved.data.decode("utf-8-sig").split("\r\n")
    assert lines[3:13] == ["", *owner.codes[:9]]
    assert "账号：operator" in lines
    assert "请将本文件与手机分开存放，勿向他人出示。" in lines


def test_the_file_speaks_the_language_of_its_reader(owner: Owner) -> None:
    owner.browser.post("/account/language", data={"locale": "en"})
    said = owner.save(owner.codes).data.decode("utf-8-sig")
    assert "Account: operator" in said
    assert "show it to nobody" in said


@pytest.mark.parametrize(
    "change",
    [
        lambda codes: [],
        lambda codes: codes[:9],
        lambda codes: [*codes, codes[0]],
        lambda codes: [*codes[:9], codes[0]],
        lambda codes: [*codes[:9], "AAAAA-AAAAA"],
        lambda codes: [*codes[:9], "<script>alert(1)</script>"],
    ],
    ids=["none", "nine", "one twice more", "one twice", "a guess", "a page"],
)
def test_nothing_but_the_own_codes_becomes_a_file(owner: Owner, change) -> None:
    answer = owner.save(change(owner.codes))
    assert answer.status_code == 302
    assert "恢复码已失效" in owner.browser.get(answer.headers["Location"]).text


def test_codes_that_were_used_or_replaced_are_saved_no_more(owner: Owner, platform: Platform) -> None:
    with platform.begin() as work:
        one = "SELECT code_hash FROM recovery_code LIMIT 1"
        work.session.execute(text(f"UPDATE recovery_code SET used_at = now() WHERE code_hash = ({one})"))
    assert owner.save(owner.codes).status_code == 302


def test_codes_of_somebody_else_are_no_file(
    owner: Owner, app: Flask, platform: Platform, clock: FixedClock
) -> None:
    people, browser = People(app, platform), app.test_client()
    people.sign_in(browser, people.account("second", "operator"))
    other = set_up(browser, clock)
    assert other.save(owner.codes).status_code == 302
    assert other.save(other.codes).status_code == 200
