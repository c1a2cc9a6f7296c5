"""One browser at which the enterprise and the providers of a demand take turns."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.factories.orders import Market
from tests.factories.people import Applicant
from tests.web.people_at_work import Browser


class Turns:
    """Whose turn it is opens a page of the demand that all of them look at."""

    def __init__(self, at: Market, number: str, browser: Browser) -> None:
        self.at, self.number, self.browser, self.page = at, number, browser, browser.page

    def open_as(self, who: Applicant, path: str) -> Page:
        self.browser.become(who.user_id)
        return self.browser.open(path)
