"""Agents through pages: who may open what, the way of an existing account, and what cases then say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from tests.workflows.business.agents.conftest import (
    LI,
    Company,
    account,
    certified_enterprise,
)
from workflows.bootstrap import Platform
from workflows.people.organisations import operations as organisations

SignIn = Callable[[str], FlaskClient]
NAMED = {"name": LI.name, "mobile": LI.mobile, "email": LI.email, "position": LI.position}
WORK = (
    "/workbench/organisation/profile",
    "/services/voucher_quota",
    "/wallet",
    "/wallet/recharge",
    "/vouchers",
)
MONEY = ("/wallet/cards", "/wallet/withdraw", "/wallet/payment-password")
SENT_MONEY = (
    "/wallet/cards",
    "/wallet/cards/any/remove",
    "/wallet/withdraw",
    "/wallet/payment-password",
    "/wallet/payment-password/code",
    "/wallet/payment-password/change",
    "/account/payment-account",
)


def test_every_way_in_by_role_and_object(platform: Platform, company: Company, as_user: SignIn):
    """Own and foreign: the legal person, the agent, one who was ended, another enterprise's legal person."""
    former = company.agent(replace(LI, name="王强", mobile="13911113333", email=""))
    agent = company.agent()
    rival = certified_enterprise(platform, "资江机械").owner.user_id
    now = company.standings()[0].agent.id
    clerk = staff(platform, "enterprise")
    with platform.begin() as work:
        organisations.join(work, company.id, clerk, "member", [])
    people = {
        "owner": company.owner.user_id, "agent": agent, "former": former, "rival": rival, "clerk": clerk,
        "operator": staff(platform, "operator"),
    }  # fmt: skip
    browsers = {who: as_user(user_id) for who, user_id in people.items()}

    def let_in(path: str, **form: str) -> set[str]:
        """Return who is neither refused nor told that there is no such thing."""
        entered = set()
        for who, browser in browsers.items():
            answer = browser.post(path, data=form) if form else browser.get(path)
            assert answer.status_code < 500, (path, who)
            if answer.status_code not in (403, 404):
                entered.add(who)
        return entered

    everybody_there = {"owner", "agent", "rival"}
    for path in WORK:
        assert let_in(path) - {"operator", "former"} == everybody_there, path
    assert "former" not in let_in(WORK[0])
    for path in MONEY:
        assert let_in(path) == {"owner", "rival"}, path
    for path in SENT_MONEY:
        form = {"way": "mobile"} if "payment-password" in path else {"bank": "x"}
        assert let_in(path, **form) - {"rival"} <= {"owner"}, path
    assert let_in("/account/agent", name="", mobile="") == {"owner", "rival"}
    assert let_in("/account/agent/invite", x="1") == {"owner", "rival"}
    assert LI.mobile in browsers["owner"].get("/account/agent").text
    assert LI.mobile in browsers["agent"].get("/account/agent").text
    for stranger in ("rival", "former", "clerk", "operator"):
        assert LI.mobile not in browsers[stranger].get("/account/agent").text, stranger
    assert browsers["rival"].post(f"/account/agent/{now}/end").status_code == 409, "not theirs to end"
    assert company.standings()[0].state == "accepted"


def test_an_account_that_is_there_accepts_and_the_history_names_the_agent(
    app: Flask, platform: Platform, company: Company, story: Story, as_user: SignIn
):
    owner, person = as_user(company.owner.user_id), account(platform)
    wrong = owner.post("/account/agent", data=NAMED | {"mobile": "12"})
    assert wrong.status_code == 422
    assert 'value="李芳"' in wrong.text, "nothing typed is lost"
    assert owner.post("/account/agent", data=NAMED).status_code == 302
    link = f"/invitations/{company.token()}"
    visitor = app.test_client().get(link).text
    assert "该手机号或邮箱已有账号" in visitor
    assert LI.name not in visitor, "who holds the link says who they are"
    assert LI.mobile not in visitor
    invited = as_user(person)
    assert invited.post(f"{link}/accept", data={"full_name": "王芳", "mobile": LI.mobile}).status_code == 422
    said = {"full_name": LI.name, "mobile": f"+86 {LI.mobile}"}
    accepted = invited.post(f"{link}/accept", data=said)
    assert accepted.headers["Location"] == "/workbench/organisation"
    assert app.test_client().get(link).status_code == 410
    assert "已接受" in owner.get("/workbench/organisation").text
    admin = as_user(staff(platform, "admin"))
    assert "李芳 · 已接受" in admin.get(f"/admin/organisations/{company.id}").text
    case = story.submit(replace(company.owner, user_id=person), story.data(9))
    page = as_user(story.operator).get(f"/cases/{case.number}").text
    assert page.count("经办人 李芳 代 湘江机械") == 2, "in the head and in the history"
    own = company.standings()[0].agent.id
    assert owner.post(f"/account/agent/{own}/end").status_code == 302
    assert invited.get("/workbench/organisation/profile").status_code == 404, "with the next request"
    assert "已终止" in owner.get("/account/agent").text
