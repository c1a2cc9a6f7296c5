from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.factories.people import PASSWORD
from tests.web.account.conftest import Visitor
from workflows.bootstrap import Platform
from workflows.people.identity import administration


def picture(kind: str = "PNG") -> io.BytesIO:
    content = io.BytesIO()
    Image.new("RGB", (30, 30), "white").save(content, kind)
    content.seek(0)
    return content


def upload(browser: FlaskClient, content: io.BytesIO, name: str, profile: str = "licence") -> TestResponse:
    # Encoded here: the client would leave the temporary file of a large body open.
    fields = {"file": FileStorage(content, name), "profile": profile}
    boundary, body = encode_multipart(fields)
    return browser.post("/files", data=body, content_type=f"multipart/form-data; boundary={boundary}")


@pytest.fixture
def visitor(app, platform: Platform) -> Visitor:
    who = Visitor(app, platform)
    who.sign_up()
    return who


def test_a_picture_comes_back_as_it_was_with_safe_headers(visitor: Visitor) -> None:
    sent = upload(visitor.browser, picture(), "执照 <1>.png")
    assert sent.status_code == 201
    body = sent.get_json()
    answer = visitor.browser.get(body["url"])
    assert answer.data == picture().read()
    assert answer.headers["Content-Type"] == "image/png"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    disposition.encode("latin-1")  # production servers refuse a header that is not
    assert "filename*=UTF-8''%E6%89%A7%E7%85%A7%20_1_.png" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert visitor.browser.get(body["url"] + "?show=1").headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("content", "name", "profile", "sentence"),
    [
        (b"MZ" + bytes(4000), "licence.png", "licence", "可执行程序"),
        (b"\x89PNG\r\n\x1a\n" + bytes(11_000_000), "licence.png", "licence", "10"),
        (b"<html><script>alert(1)</script></html>", "page.pdf", "case_document", "请上传 PDF"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would_be_right(
    visitor: Visitor, content: bytes, name: str, profile: str, sentence: str
) -> None:
    answer = upload(visitor.browser, io.BytesIO(content), name, profile)
    assert answer.status_code == 422
    assert sentence in answer.get_json()["detail"]


def test_a_foreign_file_looks_like_none(visitor: Visitor, platform: Platform) -> None:
    url = upload(visitor.browser, picture(), "a.png").get_json()["url"]
    with platform.begin() as work:
        administration.create_account(
            work, user_name="stranger", password=PASSWORD, groups=frozenset({"operator", "admin"})
        )
    visitor.browser = visitor.another_browser()
    assert visitor.browser.get(url).headers["Location"].startswith("/account/sign-in")
    visitor.sign_in("stranger", PASSWORD)
    assert visitor.browser.get(url).status_code == 404
    assert visitor.browser.get("/files/unknown").status_code == 404


def test_a_visitor_uploads_nothing(visitor: Visitor) -> None:
    answer = visitor.another_browser().post("/files", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert visitor.browser.post("/files", data={"profile": "licence"}).status_code == 400
