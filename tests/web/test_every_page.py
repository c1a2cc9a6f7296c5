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
SPOKEN = re.compile(
    r' (?:value|content|src|href|lang|title|alt|placeholder|aria-label|hx-confirm|data-[\w-]+)="[^"]+"'
)
WORDS = re.compile(r">[^<]*[^<\s][^<]*<")
LANGUAGES = ("zh_CN", "en")

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


def structure(text: str) -> str:
    """Return a page without what its words are, but with where there are any."""
    return WORDS.sub(">…<", SPOKEN.sub(" …", UNSEEN.sub("", text)))


class Look:
    """Looks at pages, at those that look the same once: a refusal is one page at forty addresses.

    What axe finds does not depend on which words a page says, so it reads each structure in one language.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: set[str] = set()
        self._examined: set[str] = set()
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
        is_new = structure(text) not in self._examined
        self._examined.add(structure(text))
        return complaints + self._complaints_of_page(address, name, is_new=is_new)

    def _complaints_of_page(self, address: str, name: str, *, is_new: bool) -> list[str]:
        page = self._page
        self.heard.clear()
        page.set_viewport_size(DESKTOP)
        answer = page.goto(address)
        assert answer is not None
        complaints = [f"status {answer.status}"] if answer.status >= 500 else []
        complaints += violations(page) if is_new else []
        screenshot(page, f"{name}-1440")
        page.set_viewport_size(PHONE)
        complaints += ["wider than a phone"] * overflows(page) + (violations(page) if is_new else [])
        screenshot(page, f"{name}-390")
        return complaints + [text for text in self.heard if "status of 4" not in text]


@pytest.mark.parametrize("role", list(ROLES))
@pytest.mark.long
def test_pages_are_accessible(live_app: Flask, live_server: str, people: People, page: Page, role: str):
    groups = ROLES[role]
    if groups is not None:
        people.sign_in(page, people.account(role, *groups), live_server)
    look = Look(page)
    wrong: list[str] = []
    for language in LANGUAGES:
        page.context.add_cookies([{"name": "locale", "value": language, "url": live_server}])
        for path in addresses(live_app, role):
            name = f"{role}-{language}{path.replace('/', '_')}"
            wrong += [f"{path} ({language}): {text}" for text in look.complaints(live_server + path, name)]
    assert not wrong, "\n".join(wrong)


def test_only_the_words_of_a_page_may_differ_for_it_to_be_examined_once():
    assert structure('<a title="甲">乙</a>') == structure('<a title="a">b c</a>')
    for other in ('<a title="">乙</a>', '<a title="甲"></a>', "<a>乙</a>", '<a class="x" title="甲">乙</a>'):
        assert structure(other) != structure('<a title="甲">乙</a>')
