"""Files open in the reader wherever a reviewer meets them: beside what they prove, in what changed."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from forms import to_json
from tests.factories.people import viewer
from tests.web.browser import console_errors, violations
from tests.web.people_at_work import Browser
from tests.web.samples import enterprise
from tests.workflows.approvals.conftest import Story
from workflows.files.operations import store


def licence(story: Story, user_id: str, name: str, tone: str) -> dict[str, object]:
    """Upload a licence of one colour; return what a form keeps of it."""
    picture = BytesIO()
    Image.new("RGB", (600, 400), tone).save(picture, "PNG")
    picture.seek(0)
    with story.platform.begin(user_id) as work:
        kept = store(
            work, story.platform.files, viewer(story.platform, user_id), picture, name=name, profile="licence"
        )
    return dict(kept.descriptor)


def opens(page: Page, link: Locator, name: str) -> None:
    """Follow a link to a file: the reader shows it in the page, which stays where it is."""
    address = page.url
    link.click()
    reader = page.get_by_role("dialog")
    shown = reader.get_by_role("img", name=name)
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 600)
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()
    assert page.url == address


def test_old_and_new_licence_open_beside_what_they_prove(story: Story, browser_of: Browser):
    who = story.applicant(name="王建国")
    old = licence(story, who.user_id, "旧执照.png", "white")
    values = to_json(enterprise(story.platform, who.user_id, 1, licence=[old]))
    case = story.submit(who, values)
    (first,) = story.to_do(story.window)
    story.decide(story.window, first.task_id, "return", opinion="执照不清晰，请重新上传。")
    (back,) = story.to_do(who.user_id)
    new = licence(story, who.user_id, "新执照.png", "green")
    story.decide(who.user_id, back.task_id, "submit", data=values | {"licence": [new]})
    (again,) = story.to_do(story.window)

    page, heard = browser_of.page, console_errors(browser_of.page)
    browser_of.become(story.window)
    browser_of.open(f"/inbox/tasks/{again.task_id}")
    changed = page.locator("section", has=page.locator("#changes-title"))
    opens(page, changed.locator("del").get_by_role("link", name="旧执照.png"), "旧执照.png")
    opens(page, changed.locator("ins").get_by_role("link", name="新执照.png"), "新执照.png")
    code = page.locator('[data-path="credit_code"]').first
    opens(page, code.get_by_role("link", name="证明材料：新执照.png"), "新执照.png")
    opens(page, page.locator('[data-path="licence"]').get_by_role("link", name="新执照.png"), "新执照.png")
    attached = page.locator("section", has=page.locator("#files-title"))
    opens(page, attached.get_by_role("link", name="新执照.png"), "新执照.png")
    assert not violations(page)

    browser_of.become(who.user_id)
    browser_of.open(f"/cases/{case.number}")
    opens(page, page.locator('[data-path="licence"]').get_by_role("link", name="新执照.png"), "新执照.png")
    assert not heard
