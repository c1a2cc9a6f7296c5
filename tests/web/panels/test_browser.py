"""A listing on its way into the catalogue and back, in a real browser: desktop, phone, both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.panels import Listing, PanelCast
from tests.factories.people import Applicant
from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.conftest import DESKTOP, PHONE
from tests.web.people_at_work import sign_in_browser
from tests.web.samples import enterprise
from workflows.approvals.models import Case
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.panels.conflicts import application_of
from workflows.people.organisations.models import Organisation

Make = Callable[..., Listing]


class Stage:
    """One browser in which people take turns; every page it looks at is sound."""

    def __init__(
        self, page: Page, context: BrowserContext, app: Flask, platform: Platform, address: str
    ) -> None:
        self.page, self.context, self.address = page, context, address
        self._app, self.platform = app, platform
        self.heard = console_errors(page)

    def become(self, user_id: str, locale: str = "zh-CN") -> None:
        sign_in_browser(self.context, self._app, self.platform, self.address, user_id)
        self.context.add_cookies([{"name": "locale", "value": locale, "url": self.address}])

    def open(self, path: str, name: str) -> Page:
        self.page.goto(self.address + path)
        self.look(name)
        return self.page

    def look(self, name: str) -> None:
        screenshot(self.page, name)
        assert not overflows(self.page), name
        assert violations(self.page) == [], name

    def work(self) -> None:
        while self.platform.engine.run_due_jobs():
            pass


@pytest.fixture
def stage(
    page: Page, context: BrowserContext, live_app: Flask, platform: Platform, live_server: str
) -> Stage:
    return Stage(page, context, live_app, platform, live_server)


def press(page: Page, name: str) -> None:
    """Carry out a decision; the page that follows is another one."""
    with page.expect_navigation():
        page.locator("#decision").get_by_role("button", name=name, exact=name == "推荐").first.click()
        if name == "驳回":
            page.get_by_role("dialog").get_by_role("button", name="确定驳回").click()


def complete(platform: Platform, who: Applicant) -> None:
    """Complete an enterprise's profile, so that it may list products of its own."""
    data = enterprise(platform, who.user_id, 4711)
    with platform.begin() as work:
        work.session.get_one(Organisation, who.organisation_id).profile = data


def score(page: Page, opinion: str) -> None:
    for label, value in (
        ("创新性", 80),
        ("成熟度", 85),
        ("应用成效", 90),
        ("价格合理性", 70),
        ("服务能力", 75),
    ):
        page.get_by_label(label).fill(str(value))
    page.locator("#opinion").fill(opinion)


def test_a_solution_from_the_operator_over_the_panel_to_the_catalogue(
    stage: Stage, panel_cast: PanelCast, listing: Make
) -> None:
    case = listing()
    page = stage.page
    stage.become(panel_cast.operator)
    stage.open(f"/inbox/tasks/{case.task('review_operator')}", "1-operator")
    page.locator("#opinion").fill("资料完整")
    press(page, "通过")
    stage.work()

    # an expert on a phone: what is missing is said at the field, the sum appears while typing
    first, second, *_ = case.asked()
    stage.become(first)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    task = f"/inbox/tasks/{case.task('score', first)}"
    stage.open(task, "2-score-phone")
    page.get_by_label("创新性").fill("80")
    page.get_by_role("button", name="推荐", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    stage.look("2-score-phone-refused")
    score(page, "成熟可靠，值得推广")
    page.get_by_label("服务能力").blur()
    expect(page.locator("#f-total")).to_have_text("82.2")
    page.goto(stage.address + task)
    expect(page.get_by_label("应用成效")).to_have_value("90")
    press(page, "推荐")
    stage.work()

    # another one in English says that there is a conflict of interest
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    stage.become(second, "en")
    stage.open(f"/inbox/tasks/{case.task('score', second)}", "3-score-en")
    page.locator("#opinion").fill("I used to advise them.")
    press(page, "I have a conflict of interest")
    stage.work()
    assert len(case.asked()) == 4

    # the operator sees who was asked, not what anybody said, and asks somebody else in one's place
    stage.become(panel_cast.operator)
    stage.open(f"/cases/{case.number}", "4-case-operator")
    expect(page.get_by_text("成熟可靠")).to_have_count(0)
    page.get_by_role("link", name="更换").first.click()
    stage.look("5-replace")
    page.get_by_label("接替专家").select_option(index=1)
    page.get_by_role("button", name="更换").click()
    expect(page.get_by_text("正在邀请其他专家")).to_be_visible()
    stage.work()

    for expert in case.asked()[:2]:
        case.vote(expert, opinion="同意上架", innovation=66, total=78.8)
    stage.become(panel_cast.department)
    task = f"/inbox/tasks/{case.task('review_department')}"
    stage.open(task, "6-department")
    expect(page.get_by_text("成熟可靠，值得推广").first).to_be_visible()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    stage.open(task, "6-department-phone")
    press(page, "通过")
    stage.work()
    assert case.case().state == "approved"
    stage.become(panel_cast.provider.user_id)
    stage.open(f"/cases/{case.number}", "7-provider-phone")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    stage.open(f"/cases/{case.number}", "7-provider")
    expect(page.get_by_text("专家1")).to_have_count(0)
    assert [said for said in stage.heard if "422" not in said] == []


def test_an_expert_s_numbers_are_read_as_typed_and_a_total_only_of_valid_ones(
    stage: Stage, panel_cast: PanelCast, listing: Make
) -> None:
    """14.11: `8,5` never becomes 85; the scale stands beside each score, all errors come at once."""
    case, page = listing().to_panel(), stage.page
    expert = case.asked()[0]
    stage.become(expert)
    stage.open(f"/inbox/tasks/{case.task('score', expert)}", "score-typed")
    decision = page.locator("#decision")
    expect(decision.get_by_role("button", name="推荐", exact=True)).to_be_visible()
    expect(decision.get_by_role("button", name="不推荐", exact=True)).to_be_visible()
    expect(page.locator('[data-path="innovation"]')).to_contain_text("0–100 分")
    score(page, "同意")
    for label, wrong in (("创新性", "8,5"), ("成熟度", "850")):
        page.get_by_label(label).fill(wrong)
    page.get_by_label("服务能力").click()
    expect(page.locator("#f-total")).not_to_have_text(re.compile("[0-9]"))
    decision.get_by_role("button", name="推荐", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    for path, value in (("innovation", "8,5"), ("maturity", "850")):
        expect(page.locator(f'[data-path="{path}"] .invalid-feedback').first).to_be_visible()
        expect(page.locator(f'[name="{path}"]')).to_have_value(value)
    assert expert in case.asked()
    page.get_by_label("创新性").fill("８０")
    page.get_by_label("成熟度").fill("85")
    page.get_by_label("服务能力").click()
    expect(page.locator("#f-total")).to_have_text("82.2")
    press(page, "推荐")
    stage.work()
    assert expert not in case.asked()


def test_what_everybody_recommends_below_the_minimum_is_not_recommended(
    stage: Stage, panel_cast: PanelCast, listing: Make
) -> None:
    """14.11: 18 of 100 from everybody is no recommendation; the page says which minimum is missed."""
    case, page = listing().to_panel(), stage.page
    for expert in case.asked():
        if expert in case.asked():
            stage.become(expert)
            page.goto(f"{stage.address}/inbox/tasks/{case.task('score', expert)}")
            for label in ("创新性", "成熟度", "应用成效", "价格合理性", "服务能力"):
                page.get_by_label(label).fill("18")
            page.locator("#opinion").fill("同意")
            press(page, "推荐")
            stage.work()
    assert case.case().state == "rejected"
    stage.become(panel_cast.operator)
    stage.open(f"/cases/{case.number}", "below-minimum")
    expect(page.locator("main")).to_contain_text("18")
    expect(page.locator("main")).to_contain_text("60")


def test_each_way_back(stage: Stage, panel_cast: PanelCast, listing: Make) -> None:
    """The operator returns and rejects, the panel rejects, the department returns and rejects."""
    page = stage.page
    refused = listing()
    stage.become(panel_cast.operator)
    page.goto(f"{stage.address}/inbox/tasks/{refused.task('review_operator')}")
    page.locator("#opinion").fill("案例不属实")
    press(page, "驳回")
    stage.work()
    assert refused.case().state == "rejected"

    returned = listing()
    page.goto(f"{stage.address}/inbox/tasks/{returned.task('review_operator')}")
    page.locator("#opinion").fill("请补充案例")
    press(page, "退回")
    stage.work()
    stage.become(panel_cast.provider.user_id)
    page.goto(f"{stage.address}/cases/{returned.number}")
    expect(page.get_by_text("请补充案例").first).to_be_visible()

    panel = listing().to_panel()
    for expert in panel.asked()[:2]:
        panel.vote(expert, "reject", "效果不明显")
    last = panel.asked()[0]
    stage.become(last)
    page.goto(f"{stage.address}/inbox/tasks/{panel.task('score', last)}")
    score(page, "案例不足")
    press(page, "不推荐")
    stage.work()
    assert panel.case().state == "rejected"
    stage.become(panel_cast.provider.user_id)
    stage.open(f"/cases/{panel.number}", "8-provider-rejected")
    expect(page.get_by_text("案例不足").first).to_be_visible()

    final = listing().to_panel()
    for expert in final.asked()[:3]:
        final.vote(expert)
    stage.become(panel_cast.department)
    page.goto(f"{stage.address}/inbox/tasks/{final.task('review_department')}")
    page.locator("#opinion").fill("请更新联系方式")
    press(page, "退回")
    assert final.case().state == "returned"

    # the applicant gives another contact: the operator sees that, the experts are not asked again
    with stage.platform.begin() as work:
        data = dict(application_of(work, work.session.get_one(Case, final.case_id)))
    again = Decision("submit", data={**data, "contact_name": "李娜"})
    final.act(panel_cast.provider.user_id, deciding.decide, final.task("correct"), again)
    stage.become(panel_cast.operator)
    page.goto(f"{stage.address}/inbox/tasks/{final.task('review_operator')}")
    press(page, "通过")
    stage.work()
    assert final.asked() == []
    stage.become(panel_cast.department)
    page.goto(f"{stage.address}/inbox/tasks/{final.task('review_department')}")
    expect(page.get_by_text("3 名推荐")).to_be_visible()
    screenshot(page, "9-kept")
    press(page, "通过")
    stage.work()
    assert final.case().state == "approved"


@pytest.mark.parametrize(
    ("kind", "step", "reviewer"),
    [("service", "review_window", "window"), ("featured", "review_operator", "operator")],
)
def test_what_one_reviewer_decides(
    stage: Stage, panel_cast: PanelCast, listing: Make, kind: str, step: str, reviewer: str
) -> None:
    """A service by its window, a featured product by the operator: approved, returned, and rejected."""
    page = stage.page
    person = getattr(panel_cast, reviewer)
    ended = []
    for action, opinion in (("通过", ""), ("退回", "请补充参数"), ("驳回", "参数不属实")):
        case = listing(kind=kind)
        stage.become(person)
        page.goto(f"{stage.address}/inbox/tasks/{case.task(step)}")
        page.locator("#opinion").fill(opinion)
        press(page, action)
        stage.work()
        ended.append(case.case().state)
    assert ended == ["approved", "returned", "rejected"]


def test_what_nobody_reviews_is_on_sale_at_once(stage: Stage, panel_cast: PanelCast, listing: Make) -> None:
    complete(stage.platform, panel_cast.enterprise)
    for kind, who in (("regular", panel_cast.provider), ("own", panel_cast.enterprise)):
        case = listing(kind=kind)
        stage.become(who.user_id)
        stage.page.goto(f"{stage.address}/cases/{case.number}")
        expect(stage.page.get_by_text("已上架").first).to_be_visible()
        assert case.case().state == "approved"


def test_withdrawn_at_each_stage(stage: Stage, panel_cast: PanelCast, listing: Make) -> None:
    """By the applicant: before the operator, before the panel with a score given, before the department."""
    at_panel, at_department = listing().to_panel(), listing().to_panel()
    at_panel.vote(at_panel.asked()[0], "reject", "抄袭")
    for expert in at_department.asked()[:3]:
        at_department.vote(expert)
    stage.become(panel_cast.provider.user_id)
    page = stage.page
    for case in (listing(), at_panel, at_department):
        page.goto(f"{stage.address}/cases/{case.number}")
        page.get_by_role("link", name="撤销").first.click()
        page.get_by_label("原因").fill("产品调整")
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name="撤销").first.click()
        assert case.case().state == "withdrawn"
        assert [item for step in ("score", "review_department") for item in case.items(step)] == []
    page.goto(f"{stage.address}/cases/{at_panel.number}")
    expect(page.get_by_text("抄袭")).to_have_count(0)
