"""Every page that needs no argument, as each kind of person, in both languages: accessible, not too wide."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.people import People

ROLES = {
    "visitor": None,
    "enterprise": ("enterprise",),
    "operator": ("operator", "window:430100"),
    "admin": ("admin", "analyst"),
}
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


FOR_VISITORS = (
    "portal.",
    "catalogue.",
    "providers.",
    "account.sign_in",
    "account.sign_up",
    "account.forgotten",
    "account.agreement",
)
"""What looks the same to everybody is looked at once."""


def addresses(app: Flask, role: str) -> list[str]:
    """Return the addresses of the pages without arguments that are worth a look as `role`."""
    rules = [
        rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    skipped = ("health.",) if role == "visitor" else ("health.", *FOR_VISITORS)
    return sorted(rule.rule for rule in rules if not rule.endpoint.startswith(skipped))


def complaints(page: Page, address: str, name: str) -> list[str]:
    """Return what is wrong with the page at `address`; what is not a page has nothing wrong."""
    page.set_viewport_size(DESKTOP)
    answer = page.request.get(address)
    if "text/html" not in answer.headers["content-type"] or "<html" not in answer.text():
        return []  # a picture, a download, a fragment
    answer = page.goto(address)
    assert answer is not None
    found = [f"status {answer.status}"] if answer.status >= 500 else []
    found += violations(page)
    screenshot(page, f"{name}-1440")
    page.set_viewport_size(PHONE)
    found += ["wider than a phone"] * overflows(page) + violations(page)
    screenshot(page, f"{name}-390")
    return found


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("role", list(ROLES))
@pytest.mark.long
def test_pages_are_accessible(
    live_app: Flask, live_server: str, people: People, page: Page, role: str, language: str
):
    page.context.add_cookies([{"name": "locale", "value": language, "url": live_server}])
    groups = ROLES[role]
    if groups is not None:
        people.sign_in(page, people.account(role, *groups), live_server)
    heard = console_errors(page)
    wrong: list[str] = []
    for path in addresses(live_app, role):
        name = f"{role}-{language}{path.replace('/', '_')}"
        heard.clear()
        found = complaints(page, live_server + path, name)
        found += [text for text in heard if "status of 4" not in text]
        wrong += [f"{path}: {text}" for text in found]
    assert not wrong, "\n".join(wrong)
