"""The pages of after-sales: opened from the order, answered, mediated, and what is owed."""

from __future__ import annotations

import io
import re

import pytest

from tests.factories.after_sales import AfterSales
from tests.factories.people import staff
from tests.web.after_sales.conftest import SignIn
from tests.web.people_at_work import signed_in
from tests.workflows.business.orders.test_milestones import PDF
from workflows.files import waiting_files

pytestmark = pytest.mark.prepared


def sent(name: str, content: bytes = PDF, **fields: str) -> dict[str, object]:
    return {**fields, "files": (io.BytesIO(content), name)}


def test_a_case_from_the_order_to_the_operator(after: AfterSales, as_owner: SignIn) -> None:
    at = after.at
    order = after.completed()
    buyer, seller = as_owner(at.buyer), as_owner(at.seller)
    shown = buyer.get(f"/orders/{order}").text
    new = f"/after-sales/orders/{order}/new"
    assert f'href="{new}"' in shown
    assert "2026-04-01" in buyer.get(new).text  # thirty days after Monday, 2 March
    assert f'href="{new}"' not in seller.get(f"/orders/{order}").text
    assert seller.get(new).status_code == 403
    refused = buyer.post(new, data=sent("脚本.pdf", b"MZ\x90\x00", reason="<b>打不开</b>"))
    assert (refused.status_code, "不能接收文件“脚本.pdf”" in refused.text) == (422, True)
    assert "&lt;b&gt;打不开" in refused.text
    empty = buyer.post(new, data={"reason": " "})
    assert (empty.status_code, 'id="reason-problem"' in empty.text) == (422, True)
    assert "上次提交时已上传" not in empty.text
    made = buyer.post(new, data=sent("截图.pdf", reason="<b>打不开</b>"))
    page = made.headers["Location"]
    at.run()
    assert f'href="{page}"' in buyer.get(f"/orders/{order}").text
    assert "已有办理中" in buyer.post(new, data={"reason": "另一个"}).text

    asked = seller.get(page).text
    assert "&lt;b&gt;打不开" in asked
    address = re.search(rf"{page}/files/[\w-]+", asked)
    assert address is not None
    assert seller.get(address[0]).headers["Content-Disposition"].startswith("attachment")
    inline = seller.get(f"{address[0]}?show=1")
    assert (inline.data[:5], inline.headers["Content-Disposition"].split(";")[0]) == (b"%PDF-", "inline")
    assert seller.post(f"{page}/reply", data={"words": "长" * 501}).status_code == 422
    assert seller.post(f"{page}/reply", data=sent("说明.pdf", words="属于操作问题")).status_code == 302
    at.run()
    assert seller.post(f"{page}/reply", data={"words": "再答"}).status_code == 409
    assert "属于操作问题" in buyer.get(page).text
    assert buyer.post(f"{page}/ask-platform", data={"words": ""}).status_code == 422
    assert buyer.post(f"{page}/ask-platform", data={"words": "仍打不开"}).status_code == 302
    at.run()
    overseeing = signed_in(buyer.application, after.platform, staff(after.platform, "operator"))
    assert "前往审批待办" in overseeing.get(page).text
    assert "前往审批待办" not in buyer.get(page).text
    number = page.rsplit("/", 1)[1]
    after.has_in_wallet("300.00")
    after.decide(number, decision="refund", refund_amount="1000.00")
    owing = seller.get(page).text
    assert "¥700.00" in owing
    operator = signed_in(buyer.application, after.platform, staff(after.platform, "operator"))
    owed = "/after-sales/all?state=claimed"
    assert number in operator.get(owed).text
    assert number in operator.get(f"/after-sales/all?q={after.look(number).case.enterprise_name}").text
    assert number not in operator.get("/after-sales/all?last=2026-03-01").text
    exported = operator.get("/after-sales/export/all.csv?state=claimed")
    assert (number in exported.text, "700" in exported.text) == (True, True)
    assert number in buyer.get("/after-sales/export/own.csv").text
    assert buyer.get("/after-sales/export/all.csv").status_code == 403
    assert operator.get("/after-sales/export/all.xlsx").data[:2] == b"PK"
    assert number in operator.get(page).text
    assert buyer.get("/after-sales/all").status_code == 403
    empty_wallet = seller.post(f"{page}/pay-claim")
    assert (empty_wallet.status_code, "请先充值" in empty_wallet.text) == (409, True)
    after.has_in_wallet("900.00")
    assert seller.post(f"{page}/pay-claim").status_code == 302
    at.run()
    assert "已退款" in buyer.get(page).text
    assert "没有符合条件的售后" in operator.get(owed).text
    at.check()


def test_files_of_a_refused_form_wait_for_the_next_try(after: AfterSales, as_owner: SignIn) -> None:
    order = after.completed()
    buyer, new = as_owner(after.at.buyer), f"/after-sales/orders/{order}/new"
    for name in ("截图.pdf", "多余.pdf"):
        assert buyer.post(new, data=sent(name, reason="")).status_code == 422
    waiting = buyer.get(new).text
    assert (waiting.count('name="leave_out"'), "截图.pdf" in waiting) == (2, True)
    assert "截图.pdf" not in as_owner(after.at.seller).get(new).text
    dropped = re.findall(r'name="leave_out" value="([^"]+)"', waiting)[1]
    made = buyer.post(new, data=sent("说明.pdf", reason="打不开", leave_out=dropped)).headers["Location"]
    after.at.run()
    shown = buyer.get(made).text
    assert ("截图.pdf" in shown, "说明.pdf" in shown, "多余.pdf" in shown) == (True, True, False)
    seller = as_owner(after.at.seller)
    assert 'name="leave_out"' in seller.post(f"{made}/reply", data=sent("答复.pdf", words="")).text
    assert 'name="leave_out"' not in buyer.get(made).text
    assert seller.post(f"{made}/reply", data={"words": "已更新"}).status_code == 302
    assert "答复.pdf" in buyer.get(made).text
    with after.platform.begin() as work:
        assert waiting_files.purge(work) == 0


def test_an_enterprise_is_satisfied(after: AfterSales, as_owner: SignIn) -> None:
    number = after.open(after.completed())
    after.reply(number)
    buyer, page = as_owner(after.at.buyer), f"/after-sales/{number}"
    assert buyer.post(f"{page}/satisfied").status_code == 302
    after.at.run()
    assert buyer.post(f"{page}/satisfied").status_code == 302  # a second click
    assert "企业表示满意" in buyer.get(page).text


def test_both_lists_are_narrowed_and_cost_the_same_for_many(
    after: AfterSales, as_owner: SignIn, statements: list[str]
) -> None:
    buyer, seller = as_owner(after.at.buyer), as_owner(after.at.seller)
    assert "没有售后" in buyer.get("/after-sales").text
    first, counts = after.open(after.completed()), []
    for more in (0, 3):
        for _ in range(more):
            after.open(after.completed())
        for path in ("/after-sales", f"/after-sales/{first}"):
            buyer.get(path)
            statements.clear()
            assert buyer.get(path).status_code == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:]
    after.reply(first)
    narrowed = seller.get("/after-sales?state=awaiting_verdict").text
    assert narrowed.count("/after-sales/SH-") == 1
    assert first in narrowed
    assert first in seller.get(f"/after-sales?q={first}").text
    assert "没有符合条件的售后" in seller.get("/after-sales?q=%25%25").text


def test_strangers_find_nothing(after: AfterSales, as_owner: SignIn) -> None:
    number = after.open(after.completed())
    client = signed_in(as_owner(after.at.buyer).application, after.platform, staff(after.platform, "expert"))
    for path in (f"/after-sales/{number}", f"/after-sales/{number}/files/1", "/after-sales/SH-0"):
        assert client.get(path).status_code == 404
    for action in ("reply", "satisfied", "ask-platform", "pay-claim"):
        assert client.post(f"/after-sales/{number}/{action}", data={"words": "x"}).status_code == 404
