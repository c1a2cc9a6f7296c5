"""The applicant's side of a case: correcting, withdrawing, reminding."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from forms import to_json
from tests.factories.people import Applicant
from tests.web.samples import enterprise
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import item_queries
from workflows.approvals.values import CaseView, FieldRemark

SignIn = Callable[[str], FlaskClient]


class Returned:
    """A case that was returned with a remark on the name."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.who: Applicant = story.applicant(name="王建国")
        self.case: CaseView = story.submit(self.who, to_json(enterprise(story.platform, self.who.user_id, 1)))
        (item,) = story.to_do(story.window)
        remarks = (FieldRemark("name", "与执照不一致"),)
        story.decide(story.window, item.task_id, "return", opinion="请补正名称", remarks=remarks)
        (self.task,) = story.to_do(self.who.user_id)
        self.page = f"/cases/{self.case.number}"
        self.submit = f"{self.page}/tasks/{self.task.task_id}"

    def now(self) -> CaseView:
        case: CaseView = self.story.read(self.who.user_id, item_queries.case, self.case.id)
        return case


@pytest.fixture
def returned(story: Story) -> Returned:
    return Returned(story)


def fields(page: str) -> dict[str, Any]:
    """Return what a browser would send for the long form on the page, unchanged."""
    from html import unescape
    from html.parser import HTMLParser

    parts: dict[str, Any] = {}

    class Reader(HTMLParser):
        select = ""
        area = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            told = {name: value or "" for name, value in attrs}
            name = told.get("name", "")
            if (
                tag == "input"
                and name
                and (told.get("type") not in {"radio", "checkbox"} or "checked" in told)
            ):
                parts.setdefault(name, []).append(told.get("value", ""))
            elif tag == "select":
                self.select = name
            elif tag == "option" and self.select and "selected" in told:
                parts[self.select] = [told.get("value", "")]
            elif tag == "textarea":
                self.area = name
                parts[name] = [""]

        def handle_data(self, data: str) -> None:
            if self.area:
                parts[self.area] = [unescape(data).removeprefix("\n")]

        def handle_endtag(self, tag: str) -> None:
            if tag == "textarea":
                self.area = ""
            elif tag == "select":
                self.select = ""

    begin = page.index('<form id="form"')
    Reader().feed(page[begin : page.index("</form>", begin)])
    return parts


def test_the_returned_form_comes_prefilled_with_the_remark_beside_the_field(
    returned: Returned, as_user: SignIn
):
    page = as_user(returned.who.user_id).get(returned.page).text
    assert "待您办理" in page
    assert "请补正名称" in page
    field = re.search(r'data-path="name">.*?</div>\s*</div>', page, re.DOTALL)
    assert field
    assert "与执照不一致" in field[0]
    assert 'value="长沙第1机械制造有限公司"' in field[0]


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(returned: Returned, as_user: SignIn):
    applicant = as_user(returned.who.user_id)
    sent = fields(applicant.get(returned.page).text) | {
        "credit_code": "91430100MA4000001X", "legal_person": "李新华", "action": "submit",
    }  # fmt: skip
    answer = applicant.post(returned.submit, data=sent)
    assert answer.status_code == 422
    assert re.search(r'id="f-credit_code-errors"', answer.text)
    assert 'value="李新华"' in answer.text
    assert returned.now().state == "returned"
    again = as_user(returned.who.user_id).get(returned.page).text
    assert 'value="李新华"' in again, "the draft has it on another machine too"


def test_corrected_and_submitted_once_although_sent_twice(returned: Returned, story: Story, as_user: SignIn):
    applicant = as_user(returned.who.user_id)
    sent = fields(applicant.get(returned.page).text)
    sent |= {"name": "长沙第一机械制造有限公司", "action": "submit"}
    for _ in range(2):
        answer = applicant.post(returned.submit, data=sent)
        refused = re.findall(r'id="([^"]*)-errors"', answer.text)
        assert answer.headers.get("Location") == returned.page, refused
    case = returned.now()
    assert (case.state, case.round) == ("in_review", 2)
    assert case.title_zh == "企业注册认证 · 长沙第一机械制造有限公司"
    (again,) = story.to_do(story.window)
    review = as_user(story.window).get(f"/inbox/tasks/{again.task_id}").text
    table = review[review.index("自您办理第 1 次提交以来的变化") :]
    assert re.findall(r"<del[^>]*>([^<]*)</del>.*?<ins[^>]*>([^<]*)</ins>", table, re.DOTALL) == [
        ("长沙第1机械制造有限公司", "长沙第一机械制造有限公司")
    ]
    first = applicant.get(f"{returned.page}?round=1").text
    assert "长沙第1机械制造有限公司" in first


def test_handing_in_what_came_back_unchanged_asks_once(returned: Returned, as_user: SignIn):
    applicant = as_user(returned.who.user_id)
    sent = fields(applicant.get(returned.page).text) | {"action": "submit"}
    answer = applicant.post(returned.submit, data=sent)
    assert answer.status_code == 422
    assert "退回后未作任何修改" in answer.text
    assert returned.now().state == "returned"
    asked = fields(answer.text)
    assert asked["as_it_is"] == ["1"]
    assert applicant.post(returned.submit, data=asked | {"action": "submit"}).status_code == 302
    assert (returned.now().state, returned.now().round) == ("in_review", 2)


def test_typing_is_kept_and_an_older_window_is_told(returned: Returned, as_user: SignIn):
    applicant = as_user(returned.who.user_id)
    sent = fields(applicant.get(returned.page).text) | {"legal_person": "李新华"}
    saved = applicant.post(f"{returned.submit}/draft", data=sent)
    assert saved.json["revision"] == 1
    stale = applicant.post(f"{returned.submit}/draft", data=sent, headers={"Accept": "application/json"})
    assert stale.status_code == 409
    assert 'value="李新华"' in as_user(returned.who.user_id).get(returned.page).text


def test_withdrawing_asks_first_and_happens_once(story: Story, as_user: SignIn):
    who = story.applicant()
    case = story.submit(who)
    applicant = as_user(who.user_id)
    assert "确定撤销该申请吗" in applicant.get(f"/cases/{case.number}/withdraw").text
    for _ in range(2):
        answer = applicant.post(f"/cases/{case.number}/withdraw", data={"reason": "填错了"})
        assert answer.headers["Location"] == f"/cases/{case.number}"
    page = applicant.get(f"/cases/{case.number}").text
    assert "申请人撤销" in page
    assert "填错了" in page
    assert applicant.get(f"/cases/{case.number}/withdraw").status_code == 302
    refused = as_user(story.operator).post(f"/cases/{case.number}/urge")
    assert refused.status_code == 403


def test_a_reminder_reaches_the_window_and_is_limited(story: Story, as_user: SignIn):
    who = story.applicant()
    case = story.submit(who)
    applicant = as_user(who.user_id)
    first = applicant.post(f"/cases/{case.number}/urge", follow_redirects=True).text
    assert "已提醒 2 位审核人员" in first
    second = applicant.post(f"/cases/{case.number}/urge", follow_redirects=True).text
    assert "您已催办过" in second
    assert case.number in as_user(story.window).get("/workbench/messages").text


def test_an_incomplete_form_does_not_get_in_through_the_reviewers_door(returned: Returned, as_user: SignIn):
    browser = as_user(returned.who.user_id)
    sent = {"action": "submit", "name": "", "region": "999999"}
    answer = browser.post(f"/inbox/tasks/{returned.task.task_id}/decide", data=sent)
    assert answer.status_code == 422
    assert (returned.now().state, returned.now().round) == ("returned", 1)
