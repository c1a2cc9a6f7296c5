"""Every page of the studio, in both languages and both widths: accessible, not too wide, within the policy.

The addresses are those of the table of access, which knows every route: none can be forgotten. Of a draft
each file is opened; a try-out is its starter's alone, and stands in `test_from_nothing.py`.
"""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from tests.web.access.test_access import (
    NOBODY,
    TABLE,
    World,
    requests_of,
    world,  # noqa: F401 - a fixture serves here too
)
from tests.web.people_at_work import sign_in_browser
from tests.web.test_every_page import LANGUAGES, Look
from tests.workflows.approvals.conftest import Cast, Story, cast, database_url, story  # noqa: F401
from workflows.bootstrap import Platform
from workflows.studio.models import StudioDraftFile
from workflows.studio.new_process import DIAGRAM


def addresses(app: Flask, world: World, files: list[str]) -> list[str]:  # noqa: F811
    """Return the addresses of the studio that an analyst may open, with each file of the draft."""
    paths: list[str] = []
    for endpoint, method, path in requests_of(app, world):
        if endpoint.startswith("studio.") and method == "GET" and TABLE[endpoint][0] != NOBODY:
            paths += [path.replace(DIAGRAM, name) for name in files] if DIAGRAM in path else [path]
    return sorted(paths)


@pytest.mark.long
def test_every_page_of_the_studio_suits_everybody(
    live_app: Flask,
    live_server: str,
    platform: Platform,
    world: World,  # noqa: F811
    page: Page,
) -> None:
    sign_in_browser(page.context, live_app, platform, live_server, world.people["analyst"])
    with platform.begin() as work:
        files = list(work.session.scalars(select(StudioDraftFile.name)))
    look = Look(page)
    wrong: list[str] = []
    for language in LANGUAGES:
        page.context.add_cookies([{"name": "locale", "value": language, "url": live_server}])
        for path in addresses(live_app, world, files):
            name = f"studio-{language}{path.replace('/', '_')}"
            wrong += [f"{path} ({language}): {text}" for text in look.complaints(live_server + path, name)]
    assert not wrong, "\n".join(wrong)
