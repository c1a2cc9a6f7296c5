"""Pages while the database is away or has no room: in words, with a time to try again, and nothing lost."""

from __future__ import annotations

import errno
from typing import NoReturn

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from web import outages
from web.app import create_app
from workflows.bootstrap import Platform

TYPED = {"identifier": "wang.jianguo", "password": "Secret-2026", "remark": "第一行\n<b>第二行</b>"}


@pytest.fixture
def app(platform: Platform) -> Flask:
    return create_app(platform, {"WTF_CSRF_ENABLED": False, "PROPAGATE_EXCEPTIONS": False})


@pytest.fixture
def away(app: Flask, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A browser before an application whose database has just gone."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise psycopg.OperationalError("connection refused")

    client = app.test_client()
    client.get("/guide")
    platform.database.dispose()
    monkeypatch.setattr(psycopg, "connect", refuse)
    return client


def test_a_page_says_when_to_try_again_and_does_so_by_itself(away: FlaskClient) -> None:
    answer = away.get("/guide")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "请稍候" in answer.text
    assert '<meta http-equiv="refresh"' in answer.text


def test_what_was_typed_stands_in_the_page_but_no_password(away: FlaskClient) -> None:
    answer = away.post("/account/sign-in?next=/inbox", data=TYPED)
    assert answer.status_code == 503
    assert 'action="/account/sign-in?next=/inbox"' in answer.text
    assert "wang.jianguo" in answer.text
    assert "第一行\n&lt;b&gt;第二行&lt;/b&gt;" in answer.text.replace("\r\n", "\n")
    assert "Secret-2026" not in answer.text
    assert "http-equiv" not in answer.text, "Expected nothing to be sent by itself"
    assert "<details" not in answer.text, "Expected nothing to be shown that is quickly typed again"
    told = away.post("/account/sign-in", data=TYPED | {"remark": "详细说明" * 20, "csrf_token": "t" * 90})
    shown = told.text.partition("<details")[2]
    assert "详细说明" * 20 in shown
    assert "t" * 90 not in shown


def test_scripts_and_fragments_are_told_too(away: FlaskClient) -> None:
    told = away.post("/account/sign-in", data=TYPED, headers={"Accept": "application/json"})
    assert (told.status_code, told.is_json) == (503, True)
    assert told.json is not None
    assert told.json["detail"]
    fragment = away.get("/guide", headers={"HX-Request": "true"})
    assert fragment.status_code == 503
    assert fragment.headers["HX-Retarget"] == "#announcements"


def test_the_node_says_that_it_is_not_ready(away: FlaskClient) -> None:
    assert away.get("/healthz").status_code == 200
    assert away.get("/readyz").status_code == 503


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (psycopg.OperationalError("server closed the connection"), 503),
        (psycopg.errors.AdminShutdown("terminating connection"), 503),
        (psycopg.errors.CannotConnectNow("starting up"), 503),
        (psycopg.errors.TooManyConnections("too many"), 503),
        (psycopg.errors.DiskFull("could not extend file"), 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (OperationalError("", {}, psycopg.errors.DiskFull("full")), 507),
        (psycopg.errors.DeadlockDetected("deadlock"), None),
        (psycopg.errors.QueryCanceled("statement timeout"), None),
        (FileNotFoundError(errno.ENOENT, "gone"), None),
        (ValueError("ours"), None),
    ],
)
def test_an_outage_is_told_from_a_fault(error: Exception, status: int | None) -> None:
    assert outages.status_of(error) == status
