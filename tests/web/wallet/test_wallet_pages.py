"""The wallet's page, its files, and the payment password, as a person uses them."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.wallet.conftest import SignIn
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.people.sub_accounts.conftest import Team
from workflows.bootstrap import Platform
from workflows.ground.clock import SHANGHAI
from workflows.outbox.models import Sms


def test_an_empty_wallet_says_so_and_stands_in_the_menu(team: Team, as_user: SignIn) -> None:
    owner = as_user(team.owner.user_id)
    assert 'href="/wallet"' in owner.get("/workbench").text
    page = owner.get("/wallet").text
    assert "还没有收支记录" in page
    assert "您尚未设置安全密码" in page
    assert owner.get("/wallet/statement.csv").status_code == 404
    assert owner.get("/wallet/statement.exe").status_code == 404


def test_a_page_of_the_statement_and_the_next_one(team: Team, platform: Platform, as_user: SignIn) -> None:
    with platform.begin() as work:
        for number in range(53):
            receive(work, team.owner.organisation_id, "1.50", f"GW-{number:03d}")
    owner = as_user(team.owner.user_id)
    page = owner.get("/wallet").text
    assert "¥79.50" in page
    assert page.count('data-label="余额"') == 50
    assert "GW-052" in page
    assert "GW-002" not in page
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following
    second = owner.get(following[1].replace("&amp;", "&")).text
    assert second.count('data-label="余额"') == 3
    assert "GW-000" in second
    nowhere = owner.get("/wallet?after=nonsense")
    assert nowhere.status_code == 404


def test_days_narrow_it_and_impossible_ones_are_told(team: Team, platform: Platform, as_user: SignIn) -> None:
    with platform.begin() as work:
        receive(work, team.owner.organisation_id, "9.00")
        today = work.now.astimezone(SHANGHAI).date().isoformat()
    owner = as_user(team.owner.user_id)
    assert "notice 1" in owner.get(f"/wallet?first={today}&last={today}").text
    assert "该期间没有收支" in owner.get("/wallet?first=2020-01-01&last=2020-02-01").text
    backwards = owner.get("/wallet?first=2026-02-02&last=2026-02-01")
    assert backwards.status_code == 422
    assert "结束日期应不早于开始日期" in backwards.text
    assert 'value="2026-02-02"' in backwards.text
    assert owner.get("/wallet?first=tomorrow").status_code == 200


def test_files_are_saved_and_kept_by_no_cache(team: Team, platform: Platform, as_user: SignIn) -> None:
    with platform.begin() as work:
        receive(work, team.owner.organisation_id, "1234.50", "=1+1")
    owner = as_user(team.owner.user_id)
    table = owner.get("/wallet/statement.csv")
    assert table.headers["Cache-Control"] == "no-store"
    assert table.headers["Content-Disposition"].startswith("attachment; filename=wallet-")
    assert table.data.startswith(b"\xef\xbb\xbf")
    assert "1234.50" in table.text
    assert "'=1+1" in table.text
    book = owner.get("/wallet/statement.xlsx")
    with ZipFile(BytesIO(book.data)) as opened:
        assert b"1234.5" in opened.read("xl/worksheets/sheet1.xml")


def last_code(platform: Platform) -> str:
    with platform.begin() as work:
        body = work.session.scalar(select(Sms.body).order_by(Sms.id.desc()).limit(1))
    match = re.search(r"\d{6}", body or "")
    assert match
    return match[0]


def choose(owner: FlaskClient, **typed: str) -> str:
    form = {"way": "mobile", "password": "Pay-for-it-42", "password_again": "Pay-for-it-42"} | typed
    return owner.post("/wallet/payment-password", data=form).text


def test_a_payment_password_is_set_changed_locked_and_set_again(
    team: Team, platform: Platform, as_user: SignIn
) -> None:
    owner = as_user(team.owner.user_id)
    page = owner.get("/wallet/payment-password").text
    assert re.search(r"138\*\*\*\*\d{4}", page), "the own number, not shown whole"
    assert owner.post("/wallet/payment-password/code", data={"way": "pigeon"}).status_code == 400
    sent = owner.post("/wallet/payment-password/code", data={"way": "mobile"}).text
    assert "验证码已发送" in sent
    assert re.search(r"data-countdown[^>]*>60</span> 秒后可重新获取", sent)
    at_once = owner.post("/wallet/payment-password/code", data={"way": "mobile"})
    assert at_once.status_code == 422
    assert re.search(r"data-countdown[^>]*>60</span> 秒后可重新获取", at_once.text), "not a time of day"
    wrong = choose(owner, code="000000", password_again="Other-42")
    assert "两次输入的密码不一致" in wrong
    assert "Pay-for-it-42" not in wrong
    assert "Location" in owner.post(
        "/wallet/payment-password",
        data={"way": "mobile", "code": last_code(platform), "password": "Pay-for-it-42",
              "password_again": "Pay-for-it-42"},
    ).headers  # fmt: skip
    assert "安全密码已设置" in owner.get("/wallet").text
    assert "当前安全密码" in owner.get("/wallet/payment-password").text
    assert "验证码发送至" in owner.get("/wallet/payment-password?way=code").text
    form = {"current": "Wrong-one-1", "password": "Pay-again-43", "password_again": "Pay-again-43"}
    for _ in range(4):
        assert "安全密码不正确" in owner.post("/wallet/payment-password/change", data=form).text
    locked = owner.post("/wallet/payment-password/change", data=form)
    assert locked.status_code == 422
    assert "连续输错五次，已锁定" in locked.text
    assert "验证码发送至" in locked.text, "the way out stands on the page"


def test_who_has_no_address_is_led_to_the_profile(team: Team, as_user: SignIn) -> None:
    member = as_user(team.add("wallet").user_id)
    page = member.get("/wallet/payment-password")
    if page.status_code == 302:  # the first password has to be replaced before anything else
        assert "/account/profile" in page.headers["Location"]
    else:
        assert 'href="/account/profile"' in page.text
