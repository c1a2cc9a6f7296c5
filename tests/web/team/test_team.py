"""The provider's pages for its people: what each may open, and sub-accounts that change in mid-session."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.factories.people import applicant
from tests.workflows.people.sub_accounts.conftest import Team
from workflows.bootstrap import Platform
from workflows.people.sub_accounts import operations

SignIn = Callable[[str], FlaskClient]


def test_an_owner_makes_changes_and_deletes_a_sub_account(team: Team, as_user: SignIn):
    owner = as_user(team.owner.user_id)
    assert 'href="/team"' in owner.get("/workbench").text
    assert owner.get("/team").headers["Location"] == "/team/sub-accounts"
    assert "还没有子账号" in owner.get("/team/sub-accounts").text
    form = {"user_name": "wang_fang", "full_name": "王芳", "mobile": "139", "menus": ["experts"]}
    refused = owner.post("/team/sub-accounts/new", data=form)
    assert refused.status_code == 422
    assert "手机号应为以 1 开头的 11 位数字" in refused.text
    assert 'value="wang_fang"' in refused.text
    assert "password-problem" not in refused.text, "nobody typed a password"
    assert re.search(r'value="experts" checked', refused.text)
    made = owner.post("/team/sub-accounts/new", data=form | {"mobile": "13900001111"})
    password = re.search(r'first-password">([^<]+)<', made.text)
    assert made.status_code == 200
    assert password
    listed = owner.get("/team/sub-accounts").text
    assert "尚未登录" in listed
    assert password[1] not in listed, "a password is shown once"
    (one,) = team.listed()
    page = f"/team/sub-accounts/{one.user_id}"
    assert 'value="13900001111"' in owner.get(page).text
    owner.post(
        page, data={"full_name": "王芳芳", "mobile": "13900001111", "menus": ["consultants", "organisation"]}
    )
    assert "王芳芳" in (text := owner.get("/team/sub-accounts").text)
    assert "机构信息" in text
    again = owner.post(f"{page}/password")
    assert 'class="first-password"' in again.text
    assert "删除 王芳芳 的子账号" in owner.get(f"{page}/delete").text
    assert owner.post(f"{page}/delete").status_code == 302
    assert owner.post(f"{page}/delete").status_code == 404, "the back button finds nobody"
    assert "王芳芳" not in owner.get("/team/sub-accounts").text.replace("子账号已删除", "")


def test_a_member_sees_the_pages_of_the_menus_given_and_loses_them_in_mid_session(
    team: Team, platform: Platform, as_user: SignIn
):
    made = team.add("consultants")
    with platform.begin() as work:
        from workflows.people.identity.models import Credential

        work.session.get_one(Credential, made.user_id).must_change = False
    member = as_user(made.user_id)
    assert member.get("/team").headers["Location"] == "/team/consultants"
    assert 'href="/team"' in member.get("/workbench").text
    assert member.get("/team/consultants").status_code == 200
    assert member.get("/team/sub-accounts").status_code == 403
    assert member.get("/team/experts").status_code == 403
    assert member.get("/workbench/organisation/profile").status_code == 403
    assert member.get("/team/experts/new").status_code == 403
    person = team.person(full_name=made.full_name, mobile="13900009999")
    team.act(team.owner.user_id, operations.change, made.user_id, person)
    assert member.get("/team/consultants").status_code == 403
    assert member.post("/team/consultants", data={"name": "甲", "email": "a@b.cn"}).status_code == 403
    assert 'href="/team"' not in member.get("/workbench").text
    assert member.get("/team").status_code == 403
    team.act(team.owner.user_id, operations.remove, made.user_id)
    assert "/account/sign-in" in member.get("/workbench").headers["Location"], "signed out at once"


def test_the_menu_opens_with_the_certification(platform: Platform, as_user: SignIn):
    who = applicant(platform, "provider")
    client = as_user(who.user_id)
    assert 'href="/team"' not in client.get("/workbench").text
    assert client.get("/team").status_code == 403
    assert client.get("/team/sub-accounts").status_code == 403


def test_what_a_member_lacks_cannot_be_ticked(team: Team, platform: Platform, as_user: SignIn):
    keeper = team.add("sub_accounts")
    with platform.begin() as work:
        from workflows.people.identity.models import Credential

        work.session.get_one(Credential, keeper.user_id).must_change = False
    client = as_user(keeper.user_id)
    page = client.get("/team/sub-accounts/new").text
    assert re.search(r'value="consultants"[^>]*disabled', page)
    assert not re.search(r'value="sub_accounts"[^>]*disabled', page)
    own = client.get(f"/team/sub-accounts/{keeper.user_id}").text
    assert "这是您自己的子账号" in own
    refused = client.post(
        f"/team/sub-accounts/{keeper.user_id}", data={"full_name": "我", "mobile": "13900000001"}
    )
    assert refused.status_code == 422
    assert "不能修改或删除自己的子账号" in refused.text
