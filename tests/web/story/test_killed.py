"""The whole story on the real installation, every process of which is killed between its steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select, text

from tests.ports import free_port
from tests.waiting import until
from tests.web.story.installation import Installation
from tests.web.story.postbox import Postbox, mail_server
from tests.web.story.stage import Stage
from tests.web.story.telling import EMAIL, the_story
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings
from workflows.outbox.models import Mail

pytestmark = pytest.mark.prepared


@pytest.fixture
def installation(settings: Settings, tmp_path: Path) -> Iterator[Installation]:
    assert settings.database_url is not None
    environment = {"TONGBAN_SECRET_KEY": settings.secret_key, "TONGBAN_UPLOAD_URL": settings.upload_url}
    installation = Installation(settings.database_url, tmp_path, free_port(), environment)
    yield installation
    installation.stop()


def _letters(postbox: Postbox, platform: Platform) -> set[str]:
    """Return the ids of the mails to the applicant, each once however often it was handed over.

    A digest does not count: the hour of the day at which they go out may come while the story is told.
    """
    received = {
        mail["Message-ID"].strip("<>").partition("@")[0] for mail in postbox.received if mail["To"] == EMAIL
    }
    with platform.begin() as work:
        digests = set(work.session.scalars(select(Mail.id).where(Mail.template == "digest")))
    return received - digests


def _what_waits(installation: Installation, platform: Platform) -> str:
    with platform.begin() as work:
        mails = work.session.execute(select(Mail.template, Mail.state, Mail.attempts, Mail.error)).all()
        queued = text("SELECT task_name, status, queue_name, args FROM procrastinate_jobs")
        lines = [*map(str, mails), *map(str, work.session.execute(queued))]
    return "\n".join([*lines, (installation.data_dir / "log").read_text("utf-8")[-3000:]])


@pytest.mark.long
@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.soak)])
def test_the_story_survives_kills(
    installation: Installation, settings: Settings, browser: Browser, every: int
):
    platform = Platform(replace(settings, demonstration=False))
    stage = Stage(installation.address, platform, browser)
    with mail_server(port := free_port()) as postbox:
        installation.environment["TONGBAN_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        installation.start()
        try:
            for number, _step in enumerate(the_story(stage)):
                if number % every:
                    continue
                installation.kill()
                installation.start()
            until(lambda: len(_letters(postbox, platform)) == 3, lambda: _what_waits(installation, platform))
        finally:
            stage.close()
            platform.close()
    assert installation.deaths > 12 // every
