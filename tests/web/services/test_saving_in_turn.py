"""What saves the form of a start page while another save is under way waits for it and follows it.

The order is forced: the first save of the draft is held until the person has done the next thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, Route, expect

from tests.factories.people import Applicant, staff
from tests.web.browser import console_errors
from tests.web.people_at_work import Browser
from tests.web.services.conftest import deploy
from tests.web.services.test_equipment_grant import FOLDER, SERVICE
from tests.web.services.test_equipment_grant_in_a_browser import quotation
from tests.workflows.approvals.conftest import Story
from workflows.bootstrap import Platform

pytestmark = pytest.mark.browser

DRAFT = re.compile(r"/services/equipment_grant/draft$")
STATUS = "[data-autosave-status]"


@pytest.fixture
def boss(story: Story, as_user: Callable[[str], FlaskClient], platform: Platform) -> Applicant:
    """Somebody who may ask for a grant."""
    admin = as_user(staff(platform, "admin", name="孔思远"))
    assert admin.post("/admin/services/new", data=SERVICE).status_code == 302
    deploy(platform, FOLDER)
    return story.applicant(name="王建国")


@pytest.fixture
def form(browser_of: Browser, boss: Applicant) -> Page:
    browser_of.become(boss.user_id)
    return browser_of.open("/services/equipment_grant")


@contextmanager
def first_save_held(page: Page, typed: str) -> Iterator[None]:
    """Type the purpose, and hold the save that follows until the block ends."""
    held: list[Route] = []
    page.route(DRAFT, lambda route: held.append(route), times=1)  # noqa: PLW0108 - Playwright notes something at it
    page.locator("[name=purpose]").fill(typed)
    expect(page.locator(STATUS)).to_have_text("正在保存…")
    page.wait_for_timeout(100)
    assert len(held) == 1
    yield
    held[0].continue_()


def saved(page: Page) -> None:
    expect(page.locator("form[data-unsaved]")).to_have_count(0)
    expect(page.locator(STATUS)).to_contain_text(re.compile("已于 .+ 保存"))


def test_a_row_and_a_file_are_added_while_a_draft_is_being_saved(form: Page, boss: Applicant):
    heard = console_errors(form)
    with first_save_held(form, "扩大产能"):
        form.get_by_role("button", name=re.compile("添加")).click()
        form.locator("#f-quotations").set_input_files(quotation())
        expect(form.get_by_role("link", name="quotation.png")).to_be_visible()
        expect(form.locator('[name="items-1-name"]')).to_have_count(0)
    form.locator('[name="items-1-name"]').fill("机床2")
    saved(form)
    form.reload()
    expect(form.locator("[name=purpose]")).to_have_value("扩大产能")
    expect(form.locator('[name="items-1-name"]')).to_have_value("机床2")
    expect(form.get_by_role("link", name="quotation.png")).to_be_visible()
    assert heard == []


def test_a_form_that_goes_on_while_a_draft_is_being_saved_waits_for_it(form: Page):
    posted: list[str] = []
    form.on(
        "request",
        lambda request: posted.append(request.url.rpartition("/")[2]) if request.post_data else None,
    )
    with first_save_held(form, "扩大产能"):
        form.get_by_role("button", name="核对填写内容").dblclick()
        form.wait_for_timeout(200)
        assert posted == ["draft"]
    expect(form.locator(".error-summary")).to_be_visible()
    assert posted[-1] == "equipment_grant"
    assert posted.count("equipment_grant") == 1


def test_a_refused_form_that_is_reloaded_shows_what_was_typed_since(form: Page):
    form.locator("[name=purpose]").fill("扩大产能")
    form.get_by_role("button", name="核对填写内容").click()
    expect(form.locator(".error-summary")).to_be_visible()
    form.locator("[name=purpose]").fill("更新设备")
    expect(form.locator(STATUS)).to_contain_text(re.compile("已于 .+ 保存"))
    posted: list[str] = []
    form.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    form.reload()
    expect(form.locator(".error-summary")).to_have_count(0)
    expect(form.locator("[name=purpose]")).to_have_value("更新设备")
    assert posted == []
