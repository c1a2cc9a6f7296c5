"""Files of a step's own form, in the browser; who may fetch them."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.waiting import until
from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.conftest import PHONE
from tests.web.inbox.test_deciding import SignIn
from tests.web.people_at_work import Browser
from tests.workflows.approvals.cases.inspected import Inspected, picture
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases.drafts import DECISION, load_draft


@pytest.fixture
def inspected(story: Story) -> Inspected:
    return Inspected(story)


def people(inspected: Inspected) -> dict[str, str]:
    story = inspected.story
    return {
        "applicant": inspected.who.user_id,
        "window": story.window,
        "window elsewhere": story.elsewhere,
        "operator": story.operator,
        "administrator": inspected.admin,
        "first expert": inspected.experts[0],
        "second expert": inspected.experts[1],
    }


def answers(inspected: Inspected, as_user: SignIn, file_id: str) -> dict[str, int]:
    return {
        name: as_user(person).get(f"/files/{file_id}").status_code
        for name, person in people(inspected).items()
    }


def test_the_file_of_a_step_is_given_to_whoever_reads_the_step(
    inspected: Inspected, as_user: SignIn, client: FlaskClient
):
    """14.10: route × role; a visitor is asked to sign in, who may not is told nothing."""
    photo = inspected.decide(inspected.story.window, "inspect")
    assert client.get(f"/files/{photo}").status_code == 302
    given = answers(inspected, as_user, photo)
    assert given.pop("applicant") == given.pop("window elsewhere") == 404
    assert set(given.values()) == {200}


def test_a_sealed_file_is_given_to_its_author_alone(inspected: Inspected, as_user: SignIn):
    """14.10: and no page names it before the step is over."""
    first, second = inspected.experts
    inspected.decide(inspected.story.window, "inspect")
    photo = inspected.decide(first, "assess", mine=True)
    assert {name for name, status in answers(inspected, as_user, photo).items() if status == 200} == {
        "first expert"
    }
    pages = {
        name: as_user(person).get(f"/cases/{inspected.number}").text
        for name, person in people(inspected).items()
    }
    assert {name for name, page in pages.items() if photo in page} == {"first expert"}
    inspected.decide(second, "assess", mine=True)
    given = answers(inspected, as_user, photo)
    assert given.pop("applicant") == given.pop("window elsewhere") == 404
    assert set(given.values()) == {200}
    assert photo not in as_user(inspected.who.user_id).get(f"/cases/{inspected.number}").text
    assert photo in as_user(inspected.story.operator).get(f"/cases/{inspected.number}").text


def choose_photo(page: Page) -> None:
    page.get_by_label("现场照片").set_input_files(
        {"name": "厂房.png", "mimeType": "image/png", "buffer": picture().read()}
    )
    expect(page.locator(".upload-file")).to_contain_text("厂房.png")


def test_a_photo_is_uploaded_kept_handed_in_and_opened(inspected: Inspected, browser_of: Browser):
    """14.10: in the draft while typing, in the reader from the timeline afterwards; on a phone too."""
    story, page, heard = inspected.story, browser_of.page, console_errors(browser_of.page)
    task = inspected.task("inspect")
    browser_of.become(story.window)
    browser_of.open(f"/inbox/tasks/{task}")
    choose_photo(page)

    def drafted() -> object:
        with story.platform.begin() as work:
            draft = load_draft(work, story.window, DECISION, task)
        return draft and draft.data.get("answers", {}).get("photos")

    until(drafted, drafted)
    page.reload()
    expect(page.locator(".upload-file")).to_contain_text("厂房.png")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    screenshot(page, "step-files-phone")
    assert not overflows(page)
    assert violations(page) == []
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.locator(".alert-danger")).to_contain_text("核查情况")
    expect(page.locator(".upload-file")).to_contain_text("厂房.png")
    page.get_by_label("核查情况").fill("设备齐全")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page).to_have_url(re.compile(r"/inbox"))
    browser_of.become(story.operator)
    browser_of.open(f"/cases/{inspected.number}")
    page.locator(".case-event-answers summary").click()
    page.locator(".case-event-answers").get_by_role("link", name="厂房.png").click()
    reader = page.get_by_role("dialog")
    expect(reader.locator("img")).to_be_visible()
    screenshot(page, "step-files-reader")
    assert [text for text in heard if "422" not in text] == []


def test_a_lost_session_keeps_the_photo(inspected: Inspected, browser_of: Browser, clock: FixedClock):
    """14.14 with 14.10: signed in again, the file stands in the form that goes on."""
    page = browser_of.page
    browser_of.become(inspected.story.window)
    browser_of.open(f"/inbox/tasks/{inspected.task('inspect')}")
    choose_photo(page)
    clock.pass_time(hours=13)
    page.get_by_label("核查情况").fill("设备齐全")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page).to_have_url(re.compile(r"/account/sign-in\?next="))
    back = page.url.partition("next=")[2]
    browser_of.become(inspected.story.window)
    browser_of.open(unquote(back))
    page.get_by_role("button", name="带着已填内容返回办理").click()
    expect(page.get_by_label("核查情况")).to_have_value("设备齐全")
    expect(page.locator(".upload-file")).to_contain_text("厂房.png")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.locator("#announcements")).to_contain_text("已通过")
