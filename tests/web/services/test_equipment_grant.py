"""A second process without code: a list, files, a service that is down, two reviewers, two versions."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from engine import DefinitionInvalid
from tests.factories.people import Applicant, staff
from tests.web.services.conftest import deploy
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.models import Case
from workflows.bootstrap import Platform

SignIn = Callable[[str], FlaskClient]
FOLDER = Path(__file__).parent / "equipment_grant"
PAGE = "/services/equipment_grant"
SERVICE = {
    "name": "credit_check",
    "title_zh": "企业信用查询",
    "title_en": "Company credit",
    "address": "https://credit.example.cn/check",
    "secret": "sixteen-letters-and-more",
    "time_limit_seconds": "10",
    "patience_hours": "24",
    "request_schema": '{"type": "object", "required": ["company", "amount"],'
    ' "properties": {"company": {"type": "string"}, "amount": {"type": "number"}}}',
    "answer_schema": '{"type": "object", "required": ["score"], "properties": {"score": {"type": "number"}}}',
    "stand_in": '[{"when": "=company = null", "status": 404}, {"answer": "={score: 640}"}]',
}
DOWN = '[{"status": 503}]'


class Grants:
    """The people of the story, each at a browser of their own."""

    def __init__(self, story: Story, as_user: SignIn) -> None:
        self.story, self.as_user = story, as_user
        self.admin = as_user(staff(story.platform, "admin", name="孔思远"))
        self.boss: Applicant = story.applicant(name="王建国")
        self.second = staff(story.platform, "operator", name="钱运营")

    def service(self, revision: str = "", **changes: str) -> None:
        place = "/admin/services/credit_check" if revision else "/admin/services/new"
        answer = self.admin.post(place, data={**SERVICE, **changes, "revision": revision})
        assert answer.status_code == 302, answer.text

    def ask(self, *prices: str) -> str:
        """Fill in the list, add the quotation, check and hand in; return the page of the case."""
        browser = self.as_user(self.boss.user_id)
        typed = {"purpose": "扩大产能", "quotations": quotation(browser)}
        for place, price in enumerate(prices):
            typed |= {f"items-{place}": "1", f"items-{place}-name": f"机床{place + 1}"}
            typed[f"items-{place}-price"] = price
        answer = browser.post(PAGE, data=typed)
        assert answer.headers.get("Location") == f"{PAGE}?check=1", answer.text
        assert "quotation.png" in browser.get(f"{PAGE}?check=1").text
        page = browser.post(PAGE, data={"then": "hand_in"}).headers["Location"]
        self.story.run()
        return str(page)

    def task(self, who: str, case: str) -> str:
        number = case.removeprefix("/cases/")
        return next(item.task_id for item in self.story.to_do(who) if item.case.number == number)

    def has_task(self, who: str, case: str) -> bool:
        number = case.removeprefix("/cases/")
        return any(item.case.number == number for item in self.story.to_do(who))

    def decide(self, who: str, case: str, action: str, **more: str) -> int:
        task = self.task(who, case)
        browser = self.as_user(who)
        browser.post(f"/inbox/tasks/{task}/claim")
        answer = browser.post(
            f"/inbox/tasks/{task}/decide", data={"action": action, "opinion": "已核对", **more}
        )
        self.story.run()
        return answer.status_code


def quotation(browser: FlaskClient) -> str:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "PNG")
    file = (io.BytesIO(content.getvalue()), "quotation.png")
    kept = browser.post("/files", data={"file": file, "profile": "scan"})
    return str(kept.get_json()["id"])


@pytest.fixture
def grants(story: Story, as_user: SignIn) -> Grants:
    return Grants(story, as_user)


def test_it_is_deployed_once_its_service_is_registered(grants: Grants, platform: Platform):
    with pytest.raises(DefinitionInvalid, match="credit_check is not one"):
        deploy(platform, FOLDER)
    grants.service()
    deploy(platform, FOLDER)
    assert "设备补贴" in grants.as_user(grants.boss.user_id).get("/services").text


def test_a_case_waits_while_its_service_is_down_and_goes_on_by_itself(
    grants: Grants, platform: Platform, clock: FixedClock
):
    grants.service(stand_in=DOWN)
    deploy(platform, FOLDER)
    case = grants.ask("120000.50", "79999.5")
    for _ in range(3):
        clock.pass_time(minutes=20)
        grants.story.run()
    page = grants.as_user(grants.boss.user_id).get(case).text
    assert "200,000" in page, "a computed number is written as a typed one"
    assert not grants.has_task(grants.story.operator, case)
    assert "等待重试" in grants.admin.get("/admin/services/credit_check").text
    grants.service(revision="1", secret="")
    clock.pass_time(minutes=20)
    grants.story.run()
    assert grants.decide(grants.story.operator, case, "approve") == 302
    assert "已通过" in grants.as_user(grants.boss.user_id).get(case).text


def test_above_the_limit_another_person_decides_too(grants: Grants, platform: Platform):
    grants.service()
    deploy(platform, FOLDER)
    case = grants.ask("500000.01")
    grants.decide(grants.story.operator, case, "approve")
    assert not grants.has_task(grants.story.operator, case), "who has decided does not decide twice"
    grants.decide(grants.second, case, "approve")
    page = grants.as_user(grants.boss.user_id).get(case).text
    assert "已通过" in page
    for who in (grants.story.operator, grants.second, grants.boss.user_id):
        assert "quotation.png" in grants.as_user(who).get(case).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"items-0-price": ""}, "items-0-price"),
        ({"items-0-price": "-5"}, "items-0-price"),
        ({"quotations": ""}, "quotations"),
        ({"quotations": "somebody-elses-file"}, "quotations"),
    ],
)
def test_what_is_wrong_stands_at_its_row(
    grants: Grants, platform: Platform, typed: dict[str, str], field: str
):
    grants.service()
    deploy(platform, FOLDER)
    browser = grants.as_user(grants.boss.user_id)
    whole = {"purpose": "扩大产能", "items-0": "1", "items-0-name": "机床", "items-0-price": "5"}
    answer = browser.post(PAGE, data={**whole, "quotations": quotation(browser), **typed})
    assert answer.status_code == 422
    told = re.search(rf'id="f-{field}-errors"[^>]*>(.*?)</div>', answer.text, re.DOTALL)
    assert told is not None
    assert told[1].strip()
    assert "扩大产能" in answer.text


def test_one_of_two_running_cases_goes_to_the_second_version_and_back(grants: Grants, platform: Platform):
    grants.service()
    deploy(platform, FOLDER)
    stays, goes = grants.ask("1000"), grants.ask("2000")
    with platform.begin() as work:
        files = {file.name: file.read_bytes() for file in FOLDER.iterdir()}
        first = work.repository.latest("equipment_grant").id
        process = files["process.bpmn"].decode().replace("运营审核", "运营初审")
        second = work.repository.deploy({**files, "process.bpmn": process.encode()}, source="second").id
        number = goes.removeprefix("/cases/")
        instance = work.session.scalars(select(Case.instance_id).where(Case.number == number)).one()
    outlook = grants.admin.get(f"/admin/processes/{first}/migration?to={second}").text
    assert number in outlook
    there = {"to": second, "instance": instance, "reason": "改用新的环节名称"}
    assert grants.admin.post(f"/admin/processes/{first}/migration", data=there).status_code == 302
    reviewer = grants.as_user(grants.story.operator)
    for case, name in ((goes, "运营初审"), (stays, "运营审核")):
        task = grants.task(grants.story.operator, case)
        assert name in reviewer.get(f"/inbox/tasks/{task}").text
        assert reviewer.get(case).status_code == 200
        assert grants.as_user(grants.boss.user_id).get(case).status_code == 200
    back = {"to": first, "instance": instance, "reason": "撤回"}
    assert grants.admin.post(f"/admin/processes/{second}/migration", data=back).status_code == 302
    assert "运营审核" in reviewer.get(f"/inbox/tasks/{grants.task(grants.story.operator, goes)}").text
    for case in (stays, goes):
        assert grants.decide(grants.story.operator, case, "approve") == 302
        assert "已通过" in grants.as_user(grants.boss.user_id).get(case).text
