from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import text

from tests.workflows.conftest import FixedClock
from tests.workflows.people.identity.conftest import PASSWORD

from .conftest import Visitor, blurred

Complaint = Callable[[str, str], str]
NEW = "Brand-new-42"


def test_changing_the_password_signs_the_others_out(visitor: Visitor, complaint: Complaint) -> None:
    visitor.sign_up()
    first, visitor.browser = visitor.browser, visitor.another_browser()
    visitor.sign_in()
    form = {"current": "Wrong-horse7", "password": NEW, "password_again": NEW}
    refused = first.post("/account/password", data=form)
    assert "当前密码不正确" in complaint(refused.text, "current")

    assert first.post("/account/password", data={**form, "current": PASSWORD}).status_code == 302

    assert first.get("/account/profile").status_code == 200
    assert visitor.browser.get("/account/profile").status_code == 302


def test_one_device_can_be_signed_out_and_all(visitor: Visitor) -> None:
    visitor.sign_up()
    first, visitor.browser = visitor.browser, visitor.another_browser()
    visitor.sign_in()
    other = re.search(r"/account/sessions/[^/]+/end", first.get("/account/profile").text)
    assert other
    first.post(other[0])
    assert visitor.browser.get("/account/profile").status_code == 302
    first.post("/account/sessions/end")
    assert first.get("/account/profile").status_code == 302


def test_a_foreign_session_cannot_be_ended(visitor: Visitor) -> None:
    visitor.sign_up()
    mine, visitor.browser = visitor.browser, visitor.another_browser()
    visitor.sign_in()
    target = re.search(r"/account/sessions/[^/]+/end", mine.get("/account/profile").text)
    assert target
    visitor.another_browser().post(target[0])
    assert visitor.browser.get("/account/profile").status_code == 200


def test_a_new_mobile_number_is_proved_by_a_code(
    visitor: Visitor, clock: FixedClock, complaint: Complaint
) -> None:
    visitor.sign_up()
    page = visitor.browser.get("/account/profile").text
    asked = {"purpose": "mobile", "mobile": "13900139000", **visitor.solved(page)}
    assert visitor.browser.post("/account/code", data=asked).status_code == 200
    form = {"mobile": "13900139000", "code": "12345"}
    assert "验证码不正确" in complaint(visitor.browser.post("/account/mobile", data=form).text, "code")
    form["code"] = visitor.person.last_sms_code()
    assert visitor.browser.post("/account/mobile", data=form).status_code == 302
    assert "+8613900139000" in visitor.browser.get("/account/profile").text


def test_an_address_is_confirmed_by_a_mailed_code(visitor: Visitor, complaint: Complaint) -> None:
    visitor.sign_up()
    with visitor.platform.begin() as work:
        work.session.execute(text("UPDATE user_account SET email_verified_at = NULL"))
    assert "未验证" in visitor.browser.get("/account/profile").text
    sent = visitor.browser.post("/account/email/code", data={"email": "li@lantian.example.cn"})
    assert sent.status_code == 200
    form = {"email": "li@lantian.example.cn", "email_code": "12345"}
    refused = visitor.browser.post("/account/email", data=form).text
    assert "验证码不正确" in complaint(refused, "email_code")
    mailed = re.search(r"\d{6}", visitor.person.last_mail().body)
    assert mailed
    assert visitor.browser.post("/account/email", data={**form, "email_code": mailed[0]}).status_code == 302
    assert "未验证" not in visitor.browser.get("/account/profile").text


def test_the_language_is_remembered_in_the_profile(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.browser.post("/account/language", data={"locale": "en"})
    visitor.browser.delete_cookie("locale")
    assert '<html lang="en">' in visitor.browser.get("/account/profile").text
    assert visitor.browser.post("/account/language", data={"locale": "tlh"}).status_code == 400


def test_a_visitor_can_change_nothing(visitor: Visitor) -> None:
    for path in ("password", "mobile", "email", "email/code", "language", "sessions/x/end", "sessions/end"):
        answer = visitor.browser.post(f"/account/{path}", data={"mobile": "1"})
        assert answer.headers["Location"].startswith("/account/sign-in"), path


def test_a_forgotten_password_by_mail(visitor: Visitor, complaint: Complaint) -> None:
    visitor.sign_up()
    visitor.browser = visitor.another_browser()

    def ask(email: str) -> str:
        page = visitor.browser.get("/account/forgotten").text
        answer = visitor.browser.post("/account/forgotten", data={"email": email, **visitor.solved(page)})
        assert answer.status_code == 200
        return blurred(answer.text).replace(email, "")

    assert ask("nobody@lantian.example.cn") == ask("li@lantian.example.cn")
    link = re.search(r"/account/reset/\S+", visitor.person.last_mail().body)
    assert link
    weak = visitor.browser.post(link[0], data={"password": "weak", "password_again": "weak"})
    assert "8–18" in complaint(weak.text, "password")
    done = visitor.browser.post(link[0], data={"password": NEW, "password_again": NEW})
    assert done.status_code == 302
    assert visitor.browser.get(link[0]).status_code == 410
    assert visitor.sign_in(password=NEW).status_code == 302


def test_a_forgotten_password_by_code(visitor: Visitor, clock: FixedClock) -> None:
    visitor.sign_up()
    clock.pass_time(minutes=2)
    visitor.browser = visitor.another_browser()
    page = visitor.browser.get("/account/forgotten?by=code").text
    asked = {"purpose": "reset", "mobile": "13800138000", **visitor.solved(page)}
    assert visitor.browser.post("/account/code", data=asked).status_code == 200
    form = {"by": "code", "mobile": "13800138000", "password": NEW, "password_again": NEW}
    assert visitor.browser.post("/account/forgotten", data={**form, "code": "x"}).status_code == 422
    form["code"] = visitor.person.last_sms_code()
    assert visitor.browser.post("/account/forgotten", data=form).status_code == 302
    assert visitor.sign_in(password=NEW).status_code == 302
