"""Every kind of person presses every entry of the menu (14.8): none is refused, none is an empty page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.people_at_work import Browser
from tests.web.test_menu import APPLICANTS, STAFF, person
from tests.workflows.approvals.conftest import cast, database_url  # noqa: F401 - fixtures serve here too
from workflows.bootstrap import Platform

MENU = "aside .navbar-nav a.nav-link"


def pressed(page: Page, number: int) -> tuple[str, int]:
    """Press an entry of the menu; return its words and the status of the answer."""
    entry = page.locator(MENU).nth(number)
    said = entry.inner_text().strip()
    with page.expect_navigation() as led:
        entry.click()
    answer = led.value
    assert answer is not None
    return said, answer.status


@pytest.mark.parametrize("kind", STAFF + APPLICANTS)
def test_no_entry_of_the_menu_is_refused(browser_of: Browser, platform: Platform, kind: str) -> None:
    """14.8: a member sees no menu that answers 403, and nobody else does."""
    browser_of.become(person(platform, kind))
    page = browser_of.open("/workbench")
    entries = page.locator(MENU).count()
    assert entries >= 3
    refused = []
    for number in range(entries):
        said, status = pressed(page, number)
        if status >= 400:
            refused.append((said, status))
            browser_of.open("/workbench")
            continue
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("main")).not_to_be_empty()
    assert refused == []


@pytest.mark.parametrize(("kind", "place"), [("analyst", "流程工作室"), ("finance", "审批待办")])
def test_who_has_no_task_lands_where_the_places_of_work_are(
    browser_of: Browser, platform: Platform, kind: str, place: str
) -> None:
    """14.8: the first page of an analyst and of finance is no empty one; its first place opens."""
    browser_of.become(person(platform, kind))
    page = browser_of.open("/account/workplace")
    places = page.get_by_role("navigation", name="您的工作入口")
    places.get_by_role("link", name=place).click()
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_contain_text(place)
