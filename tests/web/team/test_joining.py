"""Consultants and experts through pages: from the invitation to the approval, and attacks on the links."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories.people import staff
from tests.web.samples import licence
from tests.web.team.conftest import Link
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.bootstrap import Platform
from workflows.business.consultants.models import Consultant
from workflows.business.experts.models import Expert
from workflows.files.operations import store
from workflows.people.identity import captcha
from workflows.people.identity.models import User
from workflows.people.viewer_loader import viewer_of

SignIn = Callable[[str], FlaskClient]
EMAIL = "ren@example.com"
ACCOUNT = {
    "full_name": "任远航",
    "user_name": "ren_yuanhang",
    "password": "Correct-horse7",
    "password_again": "Correct-horse7",
    "agreed": ["service", "privacy"],
}


@pytest.fixture
def invited(team: Team, as_user: SignIn, link: Link) -> str:
    answer = as_user(team.owner.user_id).post("/team/consultants", data={"name": "任远航", "email": EMAIL})
    assert answer.status_code == 302
    return link(EMAIL)


def profile(photo: str, **more: Any) -> dict[str, Any]:
    return {
        "name": "任远航", "sex": "male", "mobile": "13900001234", "email": EMAIL, "position": "顾问",
        "degree": "master", "photo": photo, "fields": ["data"], "industries": ["general"], "years": "8",
        "expertise": "设备联网诊断", "introduction": "从事设备联网咨询八年。", **more,
    }  # fmt: skip


def photo_of(platform: Platform, user_id: str) -> str:
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (300, 400), "white").save(picture, "JPEG")
    picture.seek(0)
    with platform.begin(user_id) as work:
        kept = store(work, platform.files, viewer_of(work), picture, name="a.jpg", profile="expert_photo")
    return kept.id


def user_id_of(platform: Platform, name: str) -> str:
    with platform.begin() as work:
        return str(work.session.scalar(select(User.id).where(User.user_name == name)))


def standing(platform: Platform) -> list[str]:
    with platform.begin() as work:
        return list(work.session.scalars(select(Consultant.state).order_by(Consultant.id)))


def test_a_new_person_joins_fills_in_the_form_and_is_approved(
    app: Flask, platform: Platform, team: Team, invited: str, story: Story, as_user: SignIn
):
    person = app.test_client()
    page = person.get(invited)
    assert page.status_code == 200
    assert "湘江检测" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    refused = person.post(f"{invited}/join", data=ACCOUNT | {"password_again": "x", "agreed": ["service"]})
    assert refused.status_code == 422
    assert "两次输入的密码不一致" in refused.text
    assert 'value="ren_yuanhang"' in refused.text
    joined = person.post(f"{invited}/join", data=ACCOUNT)
    case = joined.headers["Location"]
    assert re.match(r"/cases/GW-2026-\d{6}$", case)
    shown = person.get(case).text
    assert "填写顾问资料" in shown
    assert EMAIL in shown, "what the provider said stands in the form"
    assert 'name="name" ' in shown or 'name="name"' in shown
    task = re.search(rf'action="({case}/tasks/[^"]+)"', shown)
    assert task
    assert person.post(task[1], data={"name": "任远航"}).status_code == 422
    photo = photo_of(platform, user_id_of(platform, "ren_yuanhang"))
    sent = person.post(task[1], data=profile(photo))
    assert sent.status_code == 302, re.findall(r"invalid-feedback[^>]*>([^<]+)", sent.text)
    assert standing(platform) == ["in_review"]
    (item,) = story.to_do(story.operator)
    assert "与上次提交相比" not in as_user(story.operator).get(f"/inbox/tasks/{item.task_id}").text
    story.decide(story.operator, item.task_id, "approve", opinion="同意")
    assert standing(platform) == ["active"]
    owner = as_user(team.owner.user_id)
    assert "有效" in owner.get("/team/consultants").text
    directory = as_user(story.operator).get("/manage/people/consultants?text=联网")
    assert "任远航" in directory.text
    (link_id,) = re.findall(r"/manage/people/consultants/([\w-]+)", directory.text)
    assert "设备联网诊断" in as_user(story.operator).get(f"/manage/people/consultants/{link_id}").text
    ended = owner.post(f"/team/consultants/{link_id}/end", data={"reason": "合作期满"})
    assert ended.status_code == 302
    assert standing(platform) == ["ended"]
    assert "再次邀请" in owner.get("/team/consultants").text


@pytest.mark.parametrize("end", ["reject", "withdraw"])
def test_who_is_invited_again_finds_what_they_filled_in(
    app: Flask,
    platform: Platform,
    team: Team,
    invited: str,
    story: Story,
    as_user: SignIn,
    link: Link,
    end: str,
):
    """14.1: a consultant's form starts from the last one, whatever became of it."""
    person = app.test_client()
    case = person.post(f"{invited}/join", data=ACCOUNT).headers["Location"]
    task = re.search(rf'action="({case}/tasks/[^"]+)"', person.get(case).text)
    assert task
    photo = photo_of(platform, user_id_of(platform, "ren_yuanhang"))
    assert person.post(task[1], data=profile(photo)).status_code == 302
    (item,) = story.to_do(story.operator)
    if end == "reject":
        story.decide(story.operator, item.task_id, "reject", opinion="专长不符")
    else:
        assert person.post(f"{case}/withdraw", data={"reason": "稍后再说"}).status_code == 302
        story.run()
    assert "再次申请" not in person.get(case).text, "only the provider can invite again"
    owner = as_user(team.owner.user_id)
    owner.post("/team/consultants", data={"name": "任远航", "email": EMAIL})
    story.run()
    second = person.post(f"{link(EMAIL)}/accept").headers["Location"]
    page = person.get(second).text
    assert "设备联网诊断" in page
    assert "已填入您上次提交的内容" in page
    assert case in page


def test_a_link_works_once_and_a_double_click_ends_well(app: Flask, platform: Platform, invited: str):
    person = app.test_client()
    first = person.post(f"{invited}/join", data=ACCOUNT)
    again = person.post(f"{invited}/join", data=ACCOUNT, follow_redirects=True)
    assert again.request.path == first.headers["Location"], "the answer to the first click has arrived"
    elsewhere = app.test_client()
    second = elsewhere.post(f"{invited}/join", data=ACCOUNT)
    assert second.headers["Location"] == f"/account/sign-in?next={first.headers['Location']}"
    assert elsewhere.get("/account/profile").status_code == 302, "the link opens nothing a second time"
    assert person.post(f"{invited}/accept").headers["Location"] == first.headers["Location"]
    thief = app.test_client()
    assert thief.get(invited).status_code == 410
    other = ACCOUNT | {
        "user_name": "somebody_else",
        "password": "Another-horse7",
        "password_again": "Another-horse7",
    }
    assert thief.post(f"{invited}/join", data=other).status_code == 410
    with platform.begin() as work:
        assert work.session.scalar(select(User.id).where(User.user_name == "somebody_else")) is None


def test_looking_uses_nothing_up_and_a_guess_opens_nothing(app: Flask, invited: str):
    client = app.test_client()
    for _ in range(3):
        assert client.get(invited).status_code == 200
    assert client.head(invited).status_code == 200
    for guess in ("nonsense", invited.rpartition("/")[2][:-1], invited.rpartition("/")[2] + "A"):
        assert client.get(f"/invitations/{guess}").status_code == 410
        assert client.post(f"/invitations/{guess}/join", data=ACCOUNT).status_code == 410
    assert (
        client.post(f"{invited}/accept").headers["Location"].startswith("/account/sign-in?next=/invitations/")
    )


def test_an_expired_a_replaced_and_an_ended_link_are_dead(
    app: Flask, platform: Platform, team: Team, invited: str, as_user: SignIn, link: Link, clock: FixedClock
):
    owner, client = as_user(team.owner.user_id), app.test_client()
    (link_id,) = re.findall(r"/team/consultants/([\w-]+)/resend", owner.get("/team/consultants").text)
    assert "邀请刚刚发出" in owner.post(f"/team/consultants/{link_id}/resend", follow_redirects=True).text
    clock.pass_time(minutes=5)
    assert "此前的链接已失效" in owner.post(f"/team/consultants/{link_id}/resend", follow_redirects=True).text
    newer = link(EMAIL)
    assert client.get(invited).status_code == 410
    assert client.get(newer).status_code == 200
    clock.pass_time(days=20)
    assert client.get(newer).status_code == 410, "expired, though no worker has come by"
    assert client.post(f"{newer}/join", data=ACCOUNT).status_code == 410
    platform.engine.run_due_jobs()
    assert standing(platform) == ["expired"]
    owner = as_user(team.owner.user_id)
    assert owner.post("/team/consultants", data={"name": "任远航", "email": EMAIL}).status_code == 302
    third = link(EMAIL)
    (link_id,) = re.findall(r"/team/consultants/([\w-]+)/resend", owner.get("/team/consultants").text)
    owner.post(f"/team/consultants/{link_id}/end")
    assert client.post(f"{third}/join", data=ACCOUNT).status_code == 410
    assert standing(platform) == ["expired", "ended"]


def test_an_account_of_somebody_else_cannot_accept(
    app: Flask, platform: Platform, team: Team, story: Story, as_user: SignIn, link: Link
):
    owner, own_mail = as_user(team.owner.user_id), "own@example.com"
    with platform.begin() as work:
        from workflows.people.identity.administration import create_account

        own = create_account(work, user_name="own_account", password="Correct-horse7", email=own_mail)
    owner.post("/team/consultants", data={"name": "有账号", "email": own_mail})
    path = link(own_mail)
    signed_out = app.test_client().get(path).text
    assert "该邮箱已有账号" in signed_out
    assert "/join" not in signed_out
    assert "已有账号" in app.test_client().post(f"{path}/join", data=ACCOUNT).text
    stranger = as_user(staff(platform, "finance"))
    refused = stranger.post(f"{path}/accept")
    assert refused.status_code == 403
    assert "另一个账号" in refused.text
    person = as_user(own.id)
    case = person.post(f"{path}/accept").headers["Location"]
    assert person.get(case).status_code == 200
    assert stranger.get(case).status_code == 404
    assert as_user(team.owner.user_id).get(case).status_code == 200
    assert "填写顾问资料" in person.get("/workbench/to-do").text


def test_one_provider_at_a_time_and_one_invitation_an_address(
    app: Flask, platform: Platform, team: Team, invited: str, as_user: SignIn, link: Link
):
    owner = as_user(team.owner.user_id)
    twice = owner.post("/team/consultants", data={"name": "任", "email": EMAIL.upper()})
    assert twice.status_code == 422
    assert "未结束的服务顾问或邀请" in twice.text
    for wrong, said in (
        ({"name": "", "email": "x"}, "请填写姓名"),
        ({"name": "长" * 41, "email": "x"}, "最多 40"),
    ):
        refused = owner.post("/team/consultants", data=wrong)
        assert refused.status_code == 422
        assert said in refused.text
        assert "有效的电子邮箱" in refused.text
    person = app.test_client()
    person.post(f"{invited}/join", data=ACCOUNT)
    rival = certified_provider(platform)
    as_user(rival.owner.user_id).post("/team/consultants", data={"name": "任远航", "email": EMAIL})
    refused = person.post(f"{link(EMAIL)}/accept")
    assert refused.status_code == 409
    assert "同一时间只能服务一家机构" in refused.text


def test_a_person_becomes_an_expert_by_a_link_to_their_own_mail(
    app: Flask, platform: Platform, story: Story, as_user: SignIn, link: Link
):
    person = app.test_client()
    page = person.get("/become-expert").text
    challenge = re.search(r'name="captcha_id" value="([^"]+)"', page)
    assert challenge
    with platform.begin() as work:
        answer = captcha.answer_of(work, challenge[1])
    form = {"email": "zhong@example.com", "captcha_id": challenge[1], "captcha_answer": answer}
    assert "zhong@example.com" in person.post("/become-expert", data=form).text
    path = link("zhong@example.com")
    joined = person.post(f"{path}/join", data=ACCOUNT | {"full_name": "钟南星", "user_name": "zhong_nanxing"})
    assert joined.headers["Location"] == "/expert/application"
    page = person.get("/expert/application").text
    assert 'value="zhong@example.com"' in page
    user_id = user_id_of(platform, "zhong_nanxing")
    data = profile(
        photo_of(platform, user_id), name="钟南星", email="zhong@example.com", age="51", domain="工业互联网",
        years_industrial_internet="9", years_in_industry="25", experience="长期从事设备联网。",
    )  # fmt: skip
    long = person.post("/expert/application", data=data | {"experience": "长" * 201, "revision": "0"})
    assert long.status_code == 422
    kept = person.get("/expert/application").text
    assert "长" * 201 in kept, "nothing typed is lost"
    saved = person.post("/expert/application/draft", data=data | {"revision": "1"})
    assert saved.status_code == 200
    assert person.post("/expert/application", data=data).headers["Location"] == "/expert"
    assert person.post("/expert/application", data=data).headers["Location"] == "/expert", "sent twice"
    assert "审核中" in person.get("/expert").text
    (item,) = story.to_do(story.operator)
    story.decide(story.operator, item.task_id, "reject", opinion="请补充近年案例")
    again = person.get("/expert/application").text
    assert "已填入您上次提交的内容" in again
    assert "长期从事设备联网" in again, "nothing is typed twice after a rejection"
    assert person.post("/expert/application", data=data).headers["Location"] == "/expert"
    (item,) = story.to_do(story.operator)
    story.decide(story.operator, item.task_id, "approve")
    assert "钟南星" in as_user(story.operator).get("/manage/people/experts?text=联网&field=data").text
    operator = as_user(story.operator)
    assert "长期从事设备联网" in operator.get(f"/manage/people/experts/{user_id}").text
    refused = operator.post(f"/manage/people/experts/{user_id}/suspend", data={"reason": " "})
    assert refused.status_code == 422
    assert (
        operator.post(f"/manage/people/experts/{user_id}/suspend", data={"reason": "休假"}).status_code == 302
    )
    again = operator.post(f"/manage/people/experts/{user_id}/suspend", data={"reason": "休假"})
    assert again.status_code == 409
    assert "休假" in person.get("/expert").text
    operator.post(f"/manage/people/experts/{user_id}/end", data={"reason": "任期届满"})
    with platform.begin() as work:
        assert work.session.get_one(Expert, user_id).state == "ended"
        assert "expert" not in viewer_of(work, user_id).groups
    assert "再次申请" in person.get("/expert").text
    assert "长期从事设备联网" in person.get("/expert/application").text, "nothing is typed twice"
    department = as_user(staff(platform, "department"))
    assert department.get(f"/manage/people/experts/{user_id}").status_code == 200
    assert department.post(f"/manage/people/experts/{user_id}/resume").status_code == 403
    assert as_user(staff(platform, "finance")).get("/manage/people/experts").status_code == 403


def test_a_provider_proposes_an_expert_who_agrees(
    app: Flask, platform: Platform, team: Team, story: Story, as_user: SignIn, link: Link
):
    owner = as_user(team.owner.user_id)
    data = profile(
        photo_of(platform, team.owner.user_id), name="方雅文", email="fang@example.com", age="45",
        domain="质量管理", years_industrial_internet="3", years_in_industry="20", experience="质量工程师。",
    )  # fmt: skip
    wrong = licence(platform, team.owner.user_id)["id"]
    assert owner.post("/team/experts/new", data=data | {"photo": wrong}).status_code == 422, (
        "another rule's file"
    )
    assert owner.post("/team/experts/new", data=data).headers["Location"] == "/team/experts"
    twice = owner.post("/team/experts/new", data=data)
    assert twice.status_code == 422
    assert "正在办理的专家入库申请" in twice.text
    (item,) = story.to_do(story.operator)
    story.decide(story.operator, item.task_id, "approve")
    assert "待本人确认" in owner.get("/team/experts").text
    path = link("fang@example.com")
    joined = app.test_client().post(f"{path}/join", data=ACCOUNT)
    assert joined.headers["Location"] == "/expert"
    platform.engine.run_due_jobs()
    assert "已入库" in owner.get("/team/experts").text
    with platform.begin() as work:
        expert = work.session.scalars(select(Expert)).one()
        assert (expert.organisation_id, expert.fields) == (team.owner.organisation_id, ["data"])
    twice = owner.post("/team/experts/new", data=data)
    assert "已是在库专家" in twice.text
    rival = certified_provider(platform).owner.user_id
    proposal = data | {"photo": photo_of(platform, rival)}
    assert as_user(rival).post("/team/experts/new", data=proposal).status_code == 302, "rivals learn nothing"
    (item,) = story.to_do(story.operator)
    story.decide(story.operator, item.task_id, "approve")
    person = as_user(user_id_of(platform, "ren_yuanhang"))
    refused = person.post(f"{link('fang@example.com')}/accept")
    assert refused.status_code == 409
    assert "您已是在库专家" in refused.text


def test_lists_cost_the_same_for_one_and_for_many(
    platform: Platform, team: Team, as_user: SignIn, story: Story, statements: list[str]
):
    owner, operator = as_user(team.owner.user_id), as_user(story.operator)
    counts: list[list[int]] = []
    for round_ in range(2):
        for number in range(1 + round_ * 4):
            owner.post("/team/consultants", data={"name": "甲", "email": f"a{round_}{number}@example.com"})
        platform.engine.run_due_jobs()
        costs = []
        for client, path in ((owner, "/team/consultants"), (operator, "/manage/people/consultants")):
            client.get(path)
            statements.clear()
            assert client.get(path).status_code == 200
            costs.append(len(statements))
        counts.append(costs)
    assert counts[0] == counts[1]
    assert max(counts[1]) < 25, counts
