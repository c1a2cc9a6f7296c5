"""Pages of the message box: what a visitor writes, what everybody reads."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.asked import statements_meanwhile
from tests.factories.enquiries import MessageBox
from tests.web.people_at_work import signed_in
from workflows.business.enquiries.values import EnquiryDraft
from workflows.people.identity import captcha

pytestmark = pytest.mark.prepared
HOSTILE = "<script>alert(1)</script>"


def picture(box: MessageBox, page: str) -> dict[str, str]:
    """Answer the picture that stands on a page."""
    challenge = re.search(r'name="captcha_id" value="([^"]+)"', page)
    assert challenge is not None
    with box.platform.begin() as work:
        return {"captcha_id": challenge[1], "captcha_answer": captcha.answer_of(work, challenge[1]) or ""}


def test_a_visitor_writes_and_an_operator_answers_in_the_inbox(app: Flask, box: MessageBox) -> None:
    visitor = app.test_client()
    page = visitor.get("/message-box/new").text
    typed = {"subject": HOSTILE, "question": f"{HOSTILE}\n第二行", "email": "a@", "consent": "on"}
    refused = visitor.post("/message-box/new", data={**typed, **picture(box, page)})
    assert refused.status_code == 422
    assert ("请填写有效的电子邮箱" in refused.text, HOSTILE in refused.text) == (True, False)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n第二行" in refused.text
    sent = {**typed, "email": "a@example.com", **picture(box, refused.text)}
    assert visitor.post("/message-box/new", data=sent).headers["Location"] == "/message-box"
    number = re.search(r"LY-2026-\d+", visitor.get("/message-box").text)
    assert number is not None
    operator = signed_in(app, box.platform, box.operator)
    inbox = operator.get("/inbox/").text
    assert (number[0] in inbox, HOSTILE in inbox, "a@example.com" in inbox) == (True, False, False)
    box.answer(
        number[0], answer="已修复。", publish=True, public_subject="页面显示", public_question="已改写"
    )
    listed = visitor.get("/message-box?q=页面").text
    link = re.search(r"/message-box/[0-9a-f-]{36}", listed)
    assert link is not None
    shown = visitor.get(link[0]).text
    assert ("已修复。" in shown, "take-down" in shown) == (True, False)
    assert visitor.post(f"{link[0]}/take-down").status_code == 302, "to sign in"
    assert operator.post(f"{link[0]}/take-down").headers["Location"] == "/message-box"
    assert visitor.get(link[0]).status_code == 404


def test_a_user_writes_without_a_picture_and_sees_the_case(app: Flask, box: MessageBox) -> None:
    asker = signed_in(app, box.platform, box.operator)
    page = asker.get("/message-box/new").text
    assert ("captcha" in page, 'name="email"' in page) == (False, False)
    sent = asker.post("/message-box/new", data={"subject": "建议", "question": "增加导出"})
    assert "增加导出" in asker.get(sent.headers["Location"]).text


def test_the_list_asks_as_much_for_many_as_for_two(app: Flask, box: MessageBox) -> None:
    visitor, counts = app.test_client(), []
    for batch in ((1, 2), (3, 4, 5)):
        for one in batch:
            said = EnquiryDraft(f"第{one}问", "问题", email=f"a{one}@example.com", consent=True)
            number = box.visitor(said, f"198.51.100.{one}")
            box.answer(str(number), answer="答", publish=True, public_subject="标题", public_question="问")
        visitor.get("/message-box")
        with statements_meanwhile() as asked:
            assert visitor.get("/message-box").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
