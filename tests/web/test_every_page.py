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
MENU = re.compile(r'<aside class="navbar.*?</aside>', re.DOTALL)
THE_MENU = "aside.navbar"
HERE = re.compile(r' active(?=")|\s*aria-current="page"')
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


def menu_of(text: str) -> str:
    """Return the structure of the menu beside a page, wherever in it one is."""
    menu = MENU.search(text)
    return HERE.sub("", structure(menu[0])) if menu else ""


class Look:
    """Looks at pages, at those that look the same once: a refusal is one page at forty addresses.

    What axe finds does not depend on which words a page says, so it reads each structure in one language, and
    the menu, which differs only in where one is, on one page.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known: set[str] = set()
        self._examined: set[str] = set()
        self._menus: set[str] = set()
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
        menu = menu_of(text)
        known = (THE_MENU,) if menu in self._menus else ()
        self._menus.add(menu)
        return complaints + self._complaints_of_page(address, name, known, is_new=is_new)

    def _complaints_of_page(
        self, address: str, name: str, known: tuple[str, ...], *, is_new: bool
    ) -> list[str]:
        page = self._page
        self.heard.clear()
        page.set_viewport_size(DESKTOP)
        answer = page.goto(address)
        assert answer is not None
        complaints = [f"status {answer.status}"] if answer.status >= 500 else []
        complaints += violations(page, known) if is_new else []
        screenshot(page, f"{name}-1440")
        page.set_viewport_size(PHONE)
        complaints += ["wider than a phone"] * overflows(page)
        complaints += violations(page, known, again=True) if is_new else []
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


def test_colours_of_what_only_a_phone_shows_are_looked_at(page: Page):
    grey = '<p class="narrow" style="color: #bbb">看不清的文字</p><p>看得清的文字</p>'
    style = "<style>@media (min-width: 600px) { .narrow { display: none } }</style>"
    page.set_content(f'<html lang="zh"><title>丙</title>{style}<main><h1>丁</h1>{grey}</main></html>')
    page.set_viewport_size(DESKTOP)
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    (complaint,) = violations(page, again=True)
    assert complaint.startswith("color-contrast")
    assert violations(page, again=True) == []


def test_only_the_words_of_a_page_may_differ_for_it_to_be_examined_once():
    assert structure('<a title="甲">乙</a>') == structure('<a title="a">b c</a>')
    for other in ('<a title="">乙</a>', '<a title="甲"></a>', "<a>乙</a>", '<a class="x" title="甲">乙</a>'):
        assert structure(other) != structure('<a title="甲">乙</a>')


def test_only_where_one_is_may_differ_for_a_menu_to_be_examined_once():
    here, there = '<li class="a active"><a aria-current="page">甲</a></li>', '<li class="a"><a>乙</a></li>'
    assert menu_of(beside(here, there)) == menu_of(f"{beside(there, here)}<p>甲</p>") != ""
    assert menu_of(beside(here)) != menu_of(beside(there, there))
    assert menu_of("<aside></aside>") == ""


def beside(*lines: str) -> str:
    return f'<aside class="navbar">{"".join(lines)}</aside>'
