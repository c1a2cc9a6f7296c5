from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.workflows.conftest import FixedClock
from tests.workflows.people.identity.conftest import PASSWORD
from workflows.bootstrap import Platform

from .conftest import Visitor


def test_somebody_closes_the_account_after_thinking_it_over(
    visitor: Visitor, clock: FixedClock, complaint: Callable[[str, str], str]
) -> None:
    visitor.sign_up()
    browser = visitor.browser
    refused = browser.post("/account/closing", data={"current": "Wrong-horse7"})
    assert refused.status_code == 422
    assert "当前密码不正确" in complaint(refused.text, "current")
    asked = browser.post("/account/closing", data={"current": PASSWORD}, follow_redirects=True)
    assert "账号将于" in asked.text
    taken_back = browser.post("/account/closing/take-back", follow_redirects=True)
    assert "没有需要先办结的事项" in taken_back.text
    browser.post("/account/closing", data={"current": PASSWORD})
    clock.pass_time(days=7)
    visitor.platform.engine.run_due_jobs()
    assert browser.get("/account/closing").status_code == 302, "signed out at once"
    assert visitor.sign_in().status_code == 422


def test_an_administrator_sees_that_an_account_is_closed(app: Flask, platform: Platform) -> None:
    clerk, admin = staff(platform, "operator", name="张运营"), staff(platform, "admin")
    assert "您是平台工作人员" in signed_in(app, platform, clerk).get("/account/closing").text
    browser = signed_in(app, platform, admin)
    page = browser.post(f"/admin/users/{clerk}/close", follow_redirects=True).text
    assert "账号已注销，不能恢复" in page
    assert "/unlock" not in page
    assert "已注销" in browser.get("/admin/users").text
