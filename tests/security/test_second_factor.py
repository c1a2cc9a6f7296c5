"""The second factor: no way around it, no code twice, no guessing, no secret in the clear."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.web.account.conftest import Visitor
from tests.web.people import PASSWORD, People
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.ground.settings_store import operations as settings_store
from workflows.people.identity.values import Account


@dataclass
class Staff:
    """Somebody of the staff with a browser and an app."""

    visitor: Visitor
    account: Account
    clock: FixedClock
    secret: str = ""

    @property
    def browser(self) -> FlaskClient:
        return self.visitor.browser

    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.clock())

    def set_up(self) -> list[str]:
        page = self.browser.get("/account/second-factor").text
        match = re.search(r'id="second-factor-key">([A-Z2-7 ]+)<', page)
        assert match, page
        self.secret = match[1].replace(" ", "")
        answer = self.browser.post("/account/second-factor", data={"second_code": self.code()})
        assert answer.status_code == 200, answer.text
        return re.findall(r"<code[^>]*>([A-Z2-9]{5}-[A-Z2-9]{5})</code>", answer.text)

    def first_step(self) -> TestResponse:
        self.visitor.browser = self.visitor.another_browser()
        return self.visitor.sign_in("operator", PASSWORD)

    def second_step(self, code: str) -> TestResponse:
        return self.browser.post("/account/sign-in/second-step", data={"second_code": code})


@pytest.fixture
def staff(app: Flask, platform: Platform, clock: FixedClock) -> Staff:
    people = People(app, platform)
    account = people.account("operator", "operator")
    visitor = Visitor(app, platform)
    people.sign_in(visitor.browser, account)
    return Staff(visitor, account, clock)


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account/profile").status_code == 200


def test_the_password_alone_opens_nothing(staff: Staff) -> None:
    assert len(staff.set_up()) == 10
    staff.clock.pass_time(seconds=30)

    assert staff.first_step().headers["Location"] == "/account/sign-in/second-step"
    assert not is_in(staff.browser)
    assert "验证码" in staff.browser.get("/account/sign-in/second-step").text
    assert staff.second_step("000000").status_code == 422
    assert not is_in(staff.browser)
    assert staff.second_step(staff.code()).status_code == 302
    assert is_in(staff.browser)


def test_a_code_counts_once(staff: Staff) -> None:
    staff.set_up()
    staff.first_step()
    assert staff.second_step(staff.code()).status_code == 422  # the one that confirmed the setup
    staff.clock.pass_time(seconds=30)
    code = staff.code()
    assert staff.second_step(code).status_code == 302
    staff.first_step()
    assert staff.second_step(code).status_code == 422


def test_a_recovery_code_counts_once_and_is_audited(staff: Staff, platform: Platform) -> None:
    recovery = staff.set_up()
    staff.first_step()
    assert staff.second_step(recovery[0].lower()).status_code == 302
    staff.first_step()
    assert staff.second_step(recovery[0]).status_code == 422
    with platform.begin() as work:
        actions = work.session.scalars(text("SELECT action FROM audit_entries ORDER BY at, id")).all()
    own = [action for action in actions if action.startswith("second_factor.")]
    assert own == ["second_factor.enabled", "second_factor.recovery_code_used"]


def test_guesses_are_counted_over_all_attempts(staff: Staff) -> None:
    staff.set_up()
    staff.clock.pass_time(seconds=30)
    for _ in range(3):
        staff.first_step()
        for _ in range(2):
            staff.second_step("000000")
    assert "失败次数过多" in staff.second_step(staff.code()).text
    staff.clock.pass_time(minutes=16)
    staff.first_step()
    assert staff.second_step(staff.code()).status_code == 302


def test_the_first_step_does_not_last(staff: Staff) -> None:
    staff.set_up()
    staff.first_step()
    staff.clock.pass_time(minutes=11)
    assert staff.second_step(staff.code()).headers["Location"] == "/account/sign-in"
    assert not is_in(staff.browser)


def test_the_secret_and_the_codes_are_not_in_the_database(staff: Staff, platform: Platform) -> None:
    recovery = staff.set_up()
    with platform.begin() as work:
        kept = str(work.session.execute(text("SELECT secret FROM second_factor")).all())
        kept += str(work.session.execute(text("SELECT code_hash FROM recovery_code")).all())
    assert staff.secret not in kept
    assert recovery[0].replace("-", "") not in kept


def test_other_browsers_are_signed_out_when_it_is_switched_on(
    app: Flask, platform: Platform, staff: Staff
) -> None:
    other = app.test_client()
    People(app, platform).sign_in(other, staff.account)
    assert is_in(other)
    staff.set_up()
    assert not is_in(other)
    assert is_in(staff.browser)


def require(platform: Platform) -> None:
    with platform.begin() as work:
        settings_store.change(work, {"second_factor_required": True})


def test_the_setting_lets_staff_do_nothing_else_first(staff: Staff, platform: Platform) -> None:
    require(platform)
    assert staff.first_step().status_code == 302

    for path in ("/inbox/", "/account/notices", "/admin/"):
        assert staff.browser.get(path).headers["Location"] == "/account/second-factor", path
    assert staff.browser.get("/account/notices", headers={"Accept": "application/json"}).status_code == 403
    staff.set_up()
    assert staff.browser.get("/account/notices").status_code == 200
    staff.clock.pass_time(seconds=30)
    off = staff.browser.post("/account/second-factor/off", data={"second_code": staff.code()})
    assert off.status_code == 422


def test_the_setting_asks_nothing_of_the_platforms_users(visitor_app: Visitor, platform: Platform) -> None:
    require(platform)
    visitor_app.sign_up()
    assert visitor_app.browser.get("/account/notices").status_code == 200


@pytest.fixture
def visitor_app(app: Flask, platform: Platform) -> Visitor:
    return Visitor(app, platform)


def test_who_is_signed_in_already_is_asked_when_the_setting_changes(
    app: Flask, platform: Platform, staff: Staff
) -> None:
    people, admin = People(app, platform), app.test_client()
    people.sign_in(admin, people.account("admin", "admin"))
    form = dict(re.findall(r'name="(\w+)"[^>]*?value="([^"]*)"', admin.get("/admin/settings").text))
    form.pop("portal_banner", None)
    assert admin.post("/admin/settings", data={**form, "second_factor_required": "on"}).status_code == 302

    staff.browser.get("/account/profile")
    assert staff.browser.get("/inbox/").headers["Location"] == "/account/second-factor"


def test_an_administrator_resets_it_and_that_is_recorded(
    app: Flask, platform: Platform, staff: Staff
) -> None:
    staff.set_up()
    people, admin = People(app, platform), app.test_client()
    people.sign_in(admin, people.account("admin", "admin"))
    assert "重置双重验证" in admin.get(f"/admin/users/{staff.account.id}").text

    assert admin.post(f"/admin/users/{staff.account.id}/second-factor").status_code == 302

    assert not is_in(staff.browser)
    assert staff.first_step().headers["Location"] != "/account/sign-in/second-step"
    with platform.begin() as work:
        last = work.session.execute(
            text("SELECT action, before FROM audit_entries ORDER BY at DESC, id DESC")
        ).first()
    assert last == ("second_factor.reset", {"enabled": True})


def test_renewing_and_switching_off_take_a_code(staff: Staff) -> None:
    before = staff.set_up()
    renew = "/account/second-factor/recovery-codes"
    assert staff.browser.post(renew, data={"second_code": "000000"}).status_code == 422
    staff.clock.pass_time(seconds=30)
    answer = staff.browser.post(renew, data={"second_code": staff.code()})
    assert answer.status_code == 200
    assert before[0] not in answer.text
    staff.clock.pass_time(seconds=30)
    off = staff.browser.post("/account/second-factor/off", data={"second_code": staff.code()})
    assert off.status_code == 302
    assert staff.first_step().headers["Location"] == "/account/"
