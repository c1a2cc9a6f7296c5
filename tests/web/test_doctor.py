"""`tongban doctor`: an installation that is safe passes, and each thing that is not is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli import main
from web.serving import doctor
from web.serving.installation import Serving
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings, Smtp

SERVING = Serving("127.0.0.1", 8000, None, behind_proxy=True)
SAFE_SECRET = "s" * 40


@pytest.fixture
def examine(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Examine an installation in which all is well but for what a test changes; return the subjects."""
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 1000)
    safe = Settings(
        database_url, tmp_path, SAFE_SECRET, base_url="https://tongban.example.com", disk_reserve_bytes=1
    )

    def run(serving: Serving = SERVING, **changed: object) -> list[str]:
        platform = Platform(replace(safe, **changed))
        try:
            findings = doctor.examine(platform, serving)
        finally:
            platform.close()
        assert all(finding.zh and finding.en for finding in findings)
        return [f"{finding.level} {finding.subject}" for finding in findings]

    return run


def test_what_is_left_of_a_safe_installation_are_warnings(examine) -> None:
    assert examine() == ["warning mail", "warning accounts"]


@pytest.mark.parametrize(
    ("changed", "subject"),
    [
        ({"base_url": "http://tongban.example.com"}, "unsafe https"),
        ({"secret_key": "short"}, "unsafe secret"),
        ({"demonstration": True}, "unsafe demonstration"),
        ({"disk_reserve_bytes": 10**18}, "unsafe disk"),
        ({"smtp": Smtp("mail.invalid", 25, "plain", "user", "password")}, "unsafe mail"),
    ],
)
def test_what_is_unsafe_is_named(examine, changed: dict[str, object], subject: str) -> None:
    assert subject in examine(**changed)


def test_the_ways_around_a_proxy_are_named(examine) -> None:
    assert "unsafe proxy" in examine(replace(SERVING, host="0.0.0.0"))
    assert "warning proxy" in examine(replace(SERVING, behind_proxy=False))


def test_open_files_are_named(examine, tmp_path: Path) -> None:
    (tmp_path / "secret_key.secret").touch(mode=0o644)
    (tmp_path / "secret_key.secret").chmod(0o644)
    assert "unsafe permissions" in examine()


def test_the_command_fails_where_something_is_unsafe(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("TONGBAN_BASE_URL", "http://tongban.example.com")
    done = CliRunner().invoke(main, ["doctor", "--data-dir", str(tmp_path)])
    assert done.exit_code == 1
    assert "https" in done.output
    assert "未使用 HTTPS" in done.output
