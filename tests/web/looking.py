"""What is checked of a page that somebody looks at."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.web.browser import overflows, screenshot, violations
from tests.web.conftest import DESKTOP, PHONE


def suits_everybody(page: Page, name: str) -> None:
    """Check that a page suits everybody, on a phone too; keep pictures where they are asked for."""
    complaints = violations(page)
    assert complaints == [], complaints
    screenshot(page, name)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not overflows(page), f"{name} is wider than a phone"
    screenshot(page, f"{name}-phone")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
