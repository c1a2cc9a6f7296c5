from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

from tests.workflows.people.identity.conftest import PASSWORD

from .conftest import Visitor


def test_somebody_asks_for_their_data_and_saves_it(
    visitor: Visitor, complaint: Callable[[str, str], str]
) -> None:
    visitor.sign_up()
    refused = visitor.browser.post("/account/own-data", data={"current": "Wrong-horse7"})
    assert refused.status_code == 422
    assert "当前密码不正确" in complaint(refused.text, "current")

    asked = visitor.browser.post("/account/own-data", data={"current": PASSWORD}, follow_redirects=True)
    assert "副本正在生成" in asked.text
    again = visitor.browser.post("/account/own-data", data={"current": PASSWORD}, follow_redirects=True)
    assert "上一份副本正在生成" in again.text
    visitor.platform.engine.run_due_jobs()

    page = visitor.browser.get("/account/own-data").text
    address = page.partition('formaction="')[2].partition('"')[0]
    assert visitor.browser.post(address, data={"current": "Wrong-horse7"}).status_code == 422
    saved = visitor.browser.post(address, data={"current": PASSWORD})
    assert saved.headers["Cache-Control"] == "private, no-store"
    assert ".zip" in saved.headers["Content-Disposition"]
    assert "李蓝天" in ZipFile(BytesIO(saved.data)).read("index.html").decode()
    assert "您的个人信息副本已生成" in visitor.browser.get("/workbench/messages").text
