from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.workflows.conftest import FixedClock
from tests.workflows.people.identity.conftest import PASSWORD
from workflows.bootstrap import Platform
from workflows.ground.settings_store import operations as settings
from workflows.people.identity import queries

from .conftest import Visitor

Complaint = Callable[[str, str], str]


def test_signing_up_makes_the_account_and_signs_in(visitor: Visitor) -> None:
    visitor.sign_up()

    page = visitor.browser.get("/account/profile").text
    assert "lantian_tech" in page
    assert "+8613800138000" in page


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        (
            {"password": "Ab-13800138000", "password_again": "Ab-13800138000"},
            "password",
            "密码不能包含手机号",
        ),
        ({"password_again": "Other-horse7"}, "password_again", "两次输入的密码不一致"),
        ({"user_name": "x"}, "user_name", "用户名应为"),
        ({"agreed": ["service"]}, "agreed", "请阅读并同意"),
        ({"code": "000000x"}, "code", "验证码不正确"),
        ({"kind": "operator"}, "kind", "请选择注册身份"),
    ],
)
def test_bad_input_is_answered_at_the_field_and_nothing_is_lost(
    visitor: Visitor, complaint: Complaint, changes: dict[str, str], field: str, sentence: str
) -> None:
    answer = visitor.browser.post("/account/sign-up", data=visitor.sign_up_form(**changes))

    assert answer.status_code == 422
    assert sentence in complaint(answer.text, field)
    for typed in ("lantian_tech", "13800138000"):
        assert typed in answer.text or (typed == "lantian_tech" and field in changes)
    if "password" not in field:
        assert answer.text.count(f'value="{PASSWORD}"') == 2


def test_a_duplicate_mobile_is_told_at_the_field(
    visitor: Visitor, complaint: Complaint, clock: object
) -> None:
    visitor.sign_up()
    visitor.browser = visitor.another_browser()
    clock.pass_time(minutes=2)  # type: ignore[attr-defined]

    answer = visitor.browser.post("/account/sign-up", data=visitor.sign_up_form(user_name="other_name"))

    assert answer.status_code == 422
    assert "该手机号已注册" in complaint(answer.text, "mobile")


def test_a_double_submit_ends_in_the_same_account(visitor: Visitor, platform: Platform) -> None:
    form = visitor.sign_up_form()
    first = visitor.browser.post("/account/sign-up", data=form)
    again = visitor.browser.post("/account/sign-up", data=form, follow_redirects=True)
    elsewhere = visitor.another_browser()
    second = elsewhere.post("/account/sign-up", data=form, follow_redirects=True)

    assert first.status_code == 302
    assert again.request.path == "/account/sign-up/organisation", "the answer to the first click has arrived"
    assert second.request.path == "/account/sign-in"
    assert "账号已创建" in second.text
    assert elsewhere.get("/account/profile").status_code == 302, "the code opens nothing a second time"
    with platform.begin() as work:
        assert queries.count_accounts(work) == 1


def test_nobody_becomes_an_operator_by_signing_up(visitor: Visitor) -> None:
    assert (
        visitor.browser.post("/account/sign-up", data=visitor.sign_up_form(kind="admin")).status_code == 422
    )


def test_a_closed_registration_says_so(visitor: Visitor, platform: Platform) -> None:
    with platform.begin() as work:
        settings.change(work, {"registration_open": False})
    assert visitor.browser.get("/account/sign-up").status_code == 403
    assert visitor.browser.post("/account/sign-up", data={}).status_code == 403


@pytest.mark.parametrize(("name", "version"), [("service", "2026-11-01"), ("privacy", "2026-11-30")])
def test_the_agreements_can_be_read_in_both_languages(app: Flask, name: str, version: str) -> None:
    browser = app.test_client()
    chinese = browser.get(f"/account/agreements/{name}").text
    browser.set_cookie("locale", "en")
    english = browser.get(f"/account/agreements/{name}").text
    assert version in chinese
    assert "版本" in chinese
    assert "Version" in english
    assert browser.get("/account/agreements/other").status_code == 404


def test_people_are_called_by_the_name_that_they_gave(
    visitor: Visitor, complaint: Complaint, clock: FixedClock
) -> None:
    """14.7: signing up asks for the real name, and the frame calls people by it, not by the user name."""
    for name, sentence in (("", "请填写您的真实姓名"), ("walker01", "不含数字")):
        refused = visitor.browser.post("/account/sign-up", data=visitor.sign_up_form(full_name=name))
        assert sentence in complaint(refused.text, "full_name")
        visitor.browser = visitor.another_browser()
        clock.pass_time(minutes=2)
    visitor.sign_up()
    assert "李蓝天" in visitor.browser.get("/account/profile").text
