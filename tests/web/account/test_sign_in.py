from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from tests.workflows.conftest import FixedClock
from tests.workflows.people.identity.conftest import MOBILE
from web.app import create_app
from workflows.bootstrap import Platform
from workflows.people.identity import administration, agreements, credentials, operations, queries

from .conftest import Visitor, blurred

Complaint = Callable[[str, str], str]


def test_password_and_captcha_open_and_signing_out_closes(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.browser = visitor.another_browser()
    assert visitor.browser.get("/account/profile").headers["Location"].startswith("/account/sign-in?next=")

    assert visitor.sign_in().status_code == 302
    assert visitor.browser.get("/account/profile").status_code == 200

    visitor.browser.post("/account/sign-out")
    assert visitor.browser.get("/account/profile").status_code == 302


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(visitor: Visitor) -> None:
    visitor.sign_up()
    stolen = visitor.browser.get_cookie("tongban")
    assert stolen is not None
    visitor.browser.post("/account/sign-out")

    thief = visitor.another_browser()
    thief.set_cookie("tongban", stolen.value)
    assert thief.get("/account/profile").status_code == 302


def test_the_answer_is_the_same_whether_or_not_the_account_exists(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.browser = visitor.another_browser()
    known = visitor.sign_in("lantian_tech", "Wrong-horse7")
    unknown = visitor.sign_in("somebody_new", "Wrong-horse7")

    assert known.status_code == unknown.status_code == 422
    assert blurred(known.text).replace("lantian_tech", "") == blurred(unknown.text).replace(
        "somebody_new", ""
    )


def test_a_wrong_captcha_keeps_what_was_typed(visitor: Visitor, complaint: Complaint) -> None:
    answer = visitor.sign_in(captcha_answer="????")
    assert "图形验证码不正确" in complaint(answer.text, "captcha")
    assert 'value="lantian_tech"' in answer.text


def test_after_five_failures_the_name_is_locked_for_a_while(
    visitor: Visitor, complaint: Complaint, clock: FixedClock
) -> None:
    visitor.sign_up()
    visitor.browser = visitor.another_browser()
    for _ in range(5):
        assert "不正确" in complaint(visitor.sign_in(password="Wrong-horse7").text, "identifier")
    locked = complaint(visitor.sign_in().text, "identifier")
    assert "失败次数过多" in locked
    assert "10:15" in locked
    clock.pass_time(minutes=16)
    assert visitor.sign_in().status_code == 302


def test_a_code_signs_in(visitor: Visitor, clock: FixedClock) -> None:
    visitor.sign_up()
    clock.pass_time(minutes=2)
    visitor.browser = visitor.another_browser()
    page = visitor.browser.get("/account/sign-in?by=code").text
    sent = visitor.browser.post(
        "/account/code", data={"purpose": "sign_in", "mobile": MOBILE, **visitor.solved(page)}
    )
    assert sent.status_code == 200
    form = {
        "by": "code",
        "mobile": MOBILE,
        "code": visitor.person.last_sms_code(),
        "next": "/account/profile",
    }
    assert visitor.browser.post("/account/sign-in", data=form).headers["Location"] == "/account/profile"


def test_a_refused_code_brings_a_new_captcha_with_it(visitor: Visitor) -> None:
    page = visitor.browser.get("/account/sign-in?by=code").text
    form = {"purpose": "sign_in", "mobile": MOBILE, **visitor.solved(page), "captcha_answer": "no"}
    answer = visitor.browser.post("/account/code", data=form)
    assert answer.status_code == 422
    assert visitor.solved(answer.text)["captcha_id"] != form["captcha_id"]


def test_who_cannot_see_the_picture_goes_on_without_it(visitor: Visitor) -> None:
    answer = visitor.browser.get("/account/captcha?kind=none").text
    assert "无需图片" in answer
    assert "captcha_id" not in answer
    picture = re.search(r"/account/captcha/[^\"]+\.png", visitor.browser.get("/account/captcha").text)
    assert picture
    assert visitor.browser.get(picture[0]).content_type == "image/png"
    assert visitor.browser.get("/account/captcha/unknown.png").status_code == 404


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_way_back_stays_on_this_site(visitor: Visitor, target: str) -> None:
    visitor.sign_up()
    visitor.browser = visitor.another_browser()
    assert "evil" not in visitor.sign_in(next=target).headers["Location"]


def test_the_cookie_from_before_signing_in_is_dropped(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.browser = visitor.another_browser()
    with visitor.browser.session_transaction() as session:
        session["planted"] = "by somebody else"
    visitor.sign_in()
    with visitor.browser.session_transaction() as session:
        assert "planted" not in session


def test_forms_without_a_token_are_refused(platform: Platform) -> None:
    browser = create_app(platform, {"TESTING": True, "PROPAGATE_EXCEPTIONS": False}).test_client()
    for path in ("/account/sign-in", "/account/sign-up", "/account/code", "/account/password"):
        assert browser.post(path, data={"mobile": MOBILE}).status_code == 400


def test_a_lapsed_session_leads_back_with_what_was_typed(visitor: Visitor, clock: FixedClock) -> None:
    visitor.sign_up()
    clock.pass_time(hours=3)
    answer = visitor.browser.post("/account/mobile", data={"mobile": "13900139000", "current": "secret"})
    way = answer.headers["Location"]
    assert way.startswith("/account/sign-in?next=/account/resume/")
    back = visitor.sign_in(next=way.partition("next=")[2]).headers["Location"]
    page = visitor.browser.get(back).text
    assert 'action="/account/mobile"' in page
    assert '<input type="hidden" name="mobile" value="13900139000">' in page
    assert "secret" not in page

    stranger = visitor.another_browser()
    assert stranger.get(back).status_code == 302


def test_what_was_typed_is_given_to_its_owner_only(
    visitor: Visitor, platform: Platform, clock: FixedClock
) -> None:
    visitor.sign_up()
    with platform.begin() as work:
        administration.create_account(work, user_name="stranger", password="Correct-horse8")
    clock.pass_time(hours=3)
    answer = visitor.browser.post("/account/mobile", data={"mobile": "13900139000"})
    back = answer.headers["Location"].partition("next=")[2]
    visitor.browser = visitor.another_browser()
    visitor.sign_in("stranger", "Correct-horse8")
    assert "13900139000" not in visitor.browser.get(back, follow_redirects=True).text


def test_a_given_password_has_to_be_changed_first(visitor: Visitor, platform: Platform) -> None:
    with platform.begin() as work:
        account = administration.create_account(work, user_name="zhang_wei", password="Correct-horse8")
        credentials.set_password(work, account.id, "Given-by-admin1")
    visitor.sign_in("zhang_wei", "Given-by-admin1")
    assert visitor.browser.get("/").headers["Location"] == "/account/profile#password"
    new = {"current": "Given-by-admin1", "password": "My-own-word5", "password_again": "My-own-word5"}
    visitor.browser.post("/account/password", data=new)
    assert visitor.browser.get("/").status_code == 200


def test_too_many_requests_from_one_address_are_refused_by_every_process(
    visitor: Visitor, platform: Platform, app: Flask
) -> None:
    other_process = create_app(platform, {"TESTING": True, "WTF_CSRF_ENABLED": False}).test_client()
    statuses = [
        browser.post("/account/sign-in", data={}).status_code
        for _ in range(16)
        for browser in (visitor.browser, other_process)
    ]
    assert statuses == [422] * 30 + [429] * 2


def test_a_new_version_of_the_agreements_asks_for_consent_once(
    visitor: Visitor, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.sign_up()
    newer = replace(agreements.agreement("service", "zh-CN"), version="2027-01-01")
    present = agreements.agreement
    for module in (queries, operations):
        monkeypatch.setattr(
            module, "agreement", lambda name, locale: newer if name == "service" else present(name, locale)
        )
    visitor.browser = visitor.another_browser()
    visitor.sign_in()

    asked = visitor.browser.get("/account/profile").headers["Location"]
    assert asked == "/account/consent?next=/account/profile"
    assert visitor.browser.get("/account/agreements/service").status_code == 200
    agreed = visitor.browser.post("/account/consent", data={"next": "/account/profile"})
    assert agreed.headers["Location"] == "/account/profile"
    assert visitor.browser.get("/account/profile").status_code == 200

    visitor.browser = visitor.another_browser()
    visitor.sign_in()
    assert visitor.browser.get("/account/profile").status_code == 200


@pytest.mark.parametrize(("behind_proxy", "last_status"), [(True, 422), (False, 429)])
def test_the_address_before_a_proxy_counts_only_where_there_is_one(
    platform: Platform, behind_proxy: bool, last_status: int
) -> None:
    settings = {"TESTING": True, "WTF_CSRF_ENABLED": False, "BEHIND_PROXY": behind_proxy}
    browser = create_app(platform, settings).test_client()
    statuses = [
        browser.post("/account/sign-in", data={}, headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code
        for n in range(31)
    ]
    assert statuses == [422] * 30 + [last_status]
