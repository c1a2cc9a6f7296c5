"""Every page that needs no argument, as each kind of person, in both languages: accessible, not too wide."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, ViewportSize

from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.people import People

ROLES = {
    "visitor": None,
    "enterprise": ("enterprise",),
    "operator": ("operator", "window:430100"),
    "admin": ("admin", "analyst"),
}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
UNSEEN = re.compile(r' (?:value|content|src|href)="[^"]*"|\b[0-9a-f]{32}\b')
"""Tokens, numbers of requests, addresses: pages that differ in nothing else look the same."""

FOR_VISITORS = (
    "portal.",
    "catalogue.",
    "providers.",
    "account.sign_in",
    "account.sign_up",
    "account.forgotten",
    "account.agreement",
    "payment_sandbox.",
)
"""What looks the same to everybody is looked at once."""


def addresses(app: Flask, role: str) -> list[str]:
    """Return the addresses of the pages without arguments that are worth a look as `role`."""
    rules = [
        rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    skipped = ("health.",) if role == "visitor" else ("health.", *FOR_VISITORS)
    return sorted(rule.rule for rule in rules if not rule.endpoint.startswith(skipped))


class Look:
    """Looks at pages, at those that look the same once: a refusal is one page at forty addresses."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: set[str] = set()
        self.heard = console_errors(page)

    def complaints(self, address: str, name: str) -> list[str]:
        """Return what is wrong with the page at `address`; what is not a page has nothing wrong."""
        answer = self._page.request.get(address)
        text = answer.text() if "text/html" in answer.headers["content-type"] else ""
        if "<html" not in text:
            return []  # a picture, a download, a fragment
        complaints = [f"status {answer.status}"] if answer.status >= 500 else []
        if (shown := UNSEEN.sub("", text)) in self._known:
            return complaints
        self._known.add(shown)
        return complaints + self._complaints_of_page(address, name)

    def _complaints_of_page(self, address: str, name: str) -> list[str]:
        page = self._page
        self.heard.clear()
        page.set_viewport_size(DESKTOP)
        answer = page.goto(address)
        assert answer is not None
        complaints = [f"status {answer.status}"] if answer.status >= 500 else []
        complaints += violations(page)
        screenshot(page, f"{name}-1440")
        page.set_viewport_size(PHONE)
        complaints += ["wider than a phone"] * overflows(page) + violations(page)
        screenshot(page, f"{name}-390")
        return complaints + [text for text in self.heard if "status of 4" not in text]


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
    look = Look(page)
    wrong: list[str] = []
    for path in addresses(live_app, role):
        name = f"{role}-{language}{path.replace('/', '_')}"
        wrong += [f"{path}: {text}" for text in look.complaints(live_server + path, name)]
    assert not wrong, "\n".join(wrong)
