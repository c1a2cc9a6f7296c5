"""The frame of every page: languages, headers, refusals, health."""

from __future__ import annotations

import gzip
import re

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DataError

from engine import errors as engine_errors
from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from web.app import create_app
from web.links import safe_next
from web.statuses import status_of
from workflows.bootstrap import Platform
from workflows.ground import errors as workflow_errors


def test_start_page_speaks_chinese_unless_told_otherwise(client: FlaskClient):
    page = client.get("/").text
    assert '<html lang="zh-CN">' in page
    assert "企业审批" in page


def test_language_switch_sticks_and_returns_to_the_page(client: FlaskClient):
    answer = client.post("/language", data={"locale": "en", "next": "/guide"})
    assert answer.headers["Location"] == "/guide"
    page = client.get("/guide").text
    assert '<html lang="en">' in page
    assert "From the account to the decision" in page


def test_unknown_language_is_ignored(client: FlaskClient):
    client.post("/language", data={"locale": "xx", "next": "/"})
    assert '<html lang="zh-CN">' in client.get("/").text


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "",
        None,
    ],
)
def test_foreign_addresses_are_not_followed(app: Flask, target: str | None):
    with app.test_request_context():
        assert safe_next(target) == "/"


def test_own_addresses_are_followed(app: Flask):
    with app.test_request_context():
        assert safe_next("/cases/1?tab=2") == "/cases/1?tab=2"


def test_policy_allows_neither_inline_scripts_nor_eval(client: FlaskClient):
    headers = client.get("/").headers
    scripts = re.search(r"script-src ([^;]*)", headers["Content-Security-Policy"])
    assert scripts is not None
    assert "unsafe" not in scripts.group(1)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_nonce_is_new_for_every_answer(client: FlaskClient):
    policies = {client.get("/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


@pytest.mark.bundles
def test_bundles_are_kept_for_a_year(client: FlaskClient):
    match = re.search(r'src="(/static/dist/app-[^"]+)"', client.get("/").text)
    assert match is not None
    answer = client.get(match.group(1))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    plain = answer.data
    answer.close()
    packed = client.get(match.group(1), headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain
    assert b"(()=>" in plain[:32]
    packed.close()


def test_missing_page_is_explained_in_both_languages(client: FlaskClient):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "没有找到页面" in answer.text
    client.set_cookie("locale", "en")
    assert "Nothing here" in client.get("/nowhere").text


def test_whoever_works_reads_refusals_in_the_frame_of_their_work(
    app: Flask, platform: Platform, client: FlaskClient
):
    """14.14: a missing page leaves staff their menu and the way to their work; visitors theirs."""
    staff_client = signed_in(app, platform, staff(platform, "operator"))
    for address in ("/nowhere", "/inbox/tasks/none"):
        page = staff_client.get(address)
        assert page.status_code == 404
        assert 'class="chrome-work"' in page.text
        assert 'href="/workbench"' in page.text
    assert 'class="chrome-public"' in staff_client.get("/catalogue/none").text
    assert 'class="chrome-public"' in client.get("/nowhere").text


def test_refusal_to_htmx_is_an_announcement(client: FlaskClient):
    answer = client.get("/nowhere", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert answer.headers["HX-Retarget"] == "#announcements"
    assert "<html" not in answer.text


def test_refusal_to_a_script_is_json(client: FlaskClient):
    answer = client.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]


def test_form_without_token_is_refused(platform: Platform):
    client = create_app(platform, {"TESTING": True}).test_client()
    answer = client.post("/language", data={"locale": "en"})
    assert answer.status_code == 400
    assert "请重新打开" in answer.text


def test_each_refusal_has_its_status():
    expected = {
        engine_errors.NotFound("x"): 404,
        engine_errors.Forbidden("x"): 403,
        engine_errors.Conflict("x"): 409,
        engine_errors.InvalidState("x"): 409,
        workflow_errors.NotFound("room.bad_setting", name="", expected="", found=""): 404,
        workflow_errors.Forbidden("room.bad_setting", name="", expected="", found=""): 403,
        RuntimeError("x"): 500,
    }
    assert {error: status_of(error) for error in expected} == expected


def test_unexpected_failure_shows_nothing_of_the_inside(app: Flask, client: FlaskClient):
    def fail() -> str:
        raise RuntimeError("secret of the house")

    app.add_url_rule("/fail", view_func=fail)
    answer = client.get("/fail")
    assert answer.status_code == 500
    assert "secret of the house" not in answer.text
    assert "系统出现故障" in answer.text


def test_health_pages(client: FlaskClient):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    client.get("/guide")
    assert 'tongban_requests_total{endpoint="portal.guide"' in client.get("/metrics").text


def test_metrics_are_not_for_the_world(client: FlaskClient):
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "8.8.8.8"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "8.8.8.8"}).status_code == 404


def test_request_id_of_the_proxy_is_kept_unless_strange(client: FlaskClient):
    kept = client.get("/guide", headers={"X-Request-ID": "abcdef-123456"})
    assert kept.headers["X-Request-ID"] == "abcdef-123456"
    strange = client.get("/guide", headers={"X-Request-ID": "a\tb<script>"})
    assert re.fullmatch(r"[0-9a-f]{32}", strange.headers["X-Request-ID"])


def test_a_large_body_is_taken_only_as_an_upload_of_somebody_signed_in(client: FlaskClient):
    body = b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n" + b"a" * 9_000_000
    kind = {"content_type": "multipart/form-data; boundary=x"}
    assert client.post("/account/sign-in", data=body, **kind).status_code == 413
    answer = client.post("/files", data=body, headers={"Accept": "application/json"}, **kind)
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/notices/a%00b", "/mailbox?to=%00", "/mailbox?after=%00"])
def test_what_the_database_cannot_hold_is_not_our_fault(client: FlaskClient, path: str):
    assert client.get(path).status_code == 400


def test_a_page_that_was_open_for_too_long_is_opened_again(client: FlaskClient):
    client.application.config["WTF_CSRF_ENABLED"] = True
    for came_from in (
        "http://localhost/account/reset?step=1",
        "https://elsewhere.example/account/reset?step=1",
    ):
        told = client.post("/account/sign-in", data={}, headers={"Referer": came_from})
        assert (told.status_code, 'href="/account/reset?step=1"' in told.text) == (400, True)
    told = client.post("/account/sign-in", data={})
    assert (told.status_code, "重新打开页面" in told.text) == (400, False)


def test_the_token_of_a_mailed_link_is_not_logged(client: FlaskClient):
    with structlog.testing.capture_logs() as logs:
        client.get("/account/reset/a-secret-token")
    assert [entry["path"] for entry in logs if entry["event"] == "request"] == ["/account/reset/…"]


def test_errors_of_the_database_do_not_tell_what_was_typed(platform: Platform):
    with pytest.raises(DataError) as failed, platform.begin() as work:
        work.session.execute(text("select cast(:typed as integer)"), {"typed": "a secret"})
    assert "[SQL parameters hidden" in str(failed.value)
