"""Taking back many decisions at once, where they were made and where they are listed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories.people import staff
from tests.web.browser import overflows, screenshot, violations
from tests.web.conftest import PHONE
from tests.web.inbox.test_deciding import SignIn
from tests.web.people_at_work import Browser
from tests.workflows.approvals.actions.test_moves import DATA, FILES
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import submitting
from workflows.approvals.tasks import assignment
from workflows.ground.settings_store.operations import change


@pytest.fixture
def three(story: Story) -> Story:
    """Three cases wait for the window, which may take back for two minutes; others have the steps behind."""
    experts = [staff(story.platform, "expert", name="评审")]
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(FILES)
        change(work, {"decision_grace_minutes": 2})
    for _ in range(3):
        who = story.applicant()
        data = {**DATA, "experts": experts}
        story.act(who.user_id, submitting.submit, "moves", data, organisation_id=who.organisation_id)
    return story


def begin_one(story: Story) -> None:
    """Let somebody begin the step behind one of the decisions."""
    begun = next(item for item in story.to_do(story.operator) if item.element_id == "bank")
    story.act(story.operator, assignment.claim, begun.task_id)


def approve_all(page: Page) -> None:
    page.locator("[data-select-all]").check()
    page.locator('[data-selection] button[value="approve"]').click()
    page.locator("#opinion").fill("同意")
    page.locator("[data-bulk-form] button.btn-success").click()
    expect(page.locator("[data-bulk-status]")).to_have_text("已办理 3 项，未办理 0 项")


def test_many_decisions_are_taken_back_by_one_press(three: Story, browser_of: Browser):
    """14.9: where it was done; what somebody has begun stands, and the page says so."""
    page = browser_of.page
    page.clock.install()
    browser_of.become(three.window)
    browser_of.open("/inbox")
    approve_all(page)
    dialog = page.locator("[data-bulk-progress]")
    expect(dialog.get_by_role("timer")).to_have_text("00:02:00")
    screenshot(page, "bulk-done")
    assert violations(page) == []
    begin_one(three)
    dialog.get_by_role("button", name="撤回").click()
    expect(page.locator("[data-bulk-status]")).to_have_text("已撤回 2 项，未能撤回 1 项")
    expect(page.locator("[data-bulk-results] li")).to_have_count(1)
    expect(page.locator("[data-bulk-results]")).to_contain_text("后续步骤已有人签收或办理，无法撤回。")
    page.locator("[data-bulk-close]").click()
    expect(page.locator("tr", has_text="核对价格")).to_have_count(2)
    assert len([one for one in three.to_do(three.window) if one.element_id == "price"]) == 2


@pytest.mark.parametrize("place", ["/inbox", "/inbox/done"])
def test_lists_offer_it_until_the_countdown_ends(three: Story, browser_of: Browser, place: str):
    """14.9: after the dialog, in the inbox and under 已办, on a desk and a phone."""
    page = browser_of.page
    page.clock.install()
    browser_of.become(three.window)
    browser_of.open("/inbox")
    approve_all(page)
    page.locator("[data-bulk-close]").click()
    expect(page).to_have_url(re.compile("/inbox"))
    browser_of.open(place)
    offered = page.locator(".alert", has_text="已批量通过 3 个任务。")
    expect(offered.get_by_role("button", name="撤回")).to_be_visible()
    expect(offered.get_by_role("timer")).to_have_text("00:02:00")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    screenshot(page, f"bulk-undo{place.replace('/', '-')}")
    assert not overflows(page)
    assert violations(page) == []
    page.clock.fast_forward("02:01")
    expect(offered).to_have_count(0)
    browser_of.open(place)
    expect(offered.get_by_role("button", name="撤回")).to_be_visible()  # the server's clock has not moved
    offered.get_by_role("button", name="撤回").click()
    expect(page.locator("[data-bulk-status]")).to_have_text("已撤回 3 项，未能撤回 0 项")
    page.locator("[data-bulk-close]").click()
    expect(page.get_by_text("已批量通过")).to_have_count(0)


def test_without_a_script_the_page_of_results_offers_it_and_says_what_became_of_it(
    three: Story, as_user: SignIn
):
    tasks = [item.task_id for item in three.to_do(three.window)]
    reviewer = as_user(three.window)
    asked = reviewer.post("/inbox/bulk", data={"task": tasks, "action": "approve"}).text
    (bulk_id,) = re.findall(r'name="bulk" value="([^"]+)"', asked)
    done = reviewer.post(
        "/inbox/bulk/run", data={"task": tasks, "action": "approve", "opinion": "同意", "bulk": bulk_id}
    ).text
    assert "已办理 3 个任务" in done
    assert re.search(r'已批量通过 3 个任务。.*data-countdown-ms="120000"', done, re.DOTALL)
    begin_one(three)
    answer = reviewer.post("/inbox/bulk/run", data={"task": tasks, "action": "take_back"}).text
    assert "已撤回 2 个决定 · 1 个未能撤回" in " ".join(answer.split())
    assert "后续步骤已有人签收或办理，无法撤回。" in answer


def test_what_was_approved_in_two_goes_is_offered_in_two(three: Story, as_user: SignIn):
    first, *others = [item.task_id for item in three.to_do(three.window)]
    reviewer = as_user(three.window)
    for tasks, bulk_id in (([first], "x" * 9000), (others, "")):
        said = {"task": tasks, "action": "approve", "opinion": "同意", "bulk": bulk_id}
        assert reviewer.post("/inbox/bulk/run", data=said).status_code == 200
    page = reviewer.get("/inbox/done").text
    assert "已批量通过 2 个任务。" in page
    assert "已批量通过 1 个任务。" in page
