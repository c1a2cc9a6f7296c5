"""The pages of orders: both sides, their lists, their files, and what is refused with everything typed."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.factories import publication
from tests.factories.orders import PASSWORD, Market, specification
from tests.factories.people import Applicant, staff
from tests.web.contracts.test_contract_pages import typed_draft
from tests.web.orders.conftest import SignIn
from tests.web.people_at_work import signed_in
from tests.workflows.business.orders.test_checkout import voucher
from tests.workflows.business.orders.test_milestones import PDF
from workflows.approvals.actions import carbon_copies
from workflows.approvals.models import Case
from workflows.business.contracts import templates

pytestmark = pytest.mark.prepared


def test_an_order_goes_to_its_end_on_the_pages_of_both_sides(at: Market, as_owner: SignIn) -> None:
    number = at.ordered("8000.00")
    buyer, seller, page = as_owner(at.buyer), as_owner(at.seller), f"/orders/{number}"
    assert 'href="/orders/purchases"' in buyer.get("/workbench").text
    assert 'href="/orders/sales"' in seller.get("/workbench").text
    assert "接单" in seller.get(page).text

    def step(client: object, action: str, **sent: str) -> None:
        answer = client.post(f"{page}/{action}", data=sent)  # type: ignore[attr-defined]
        assert answer.headers.get("Location") == page, (action, answer.status_code, answer.text[-3000:])
        at.run()

    step(seller, "accept")
    assert "先付 30%：¥2,400.00" in buyer.get(page).text
    step(buyer, "pay", part="1", payment_password=PASSWORD)
    assert "¥2,400.00" in buyer.get("/wallet").text
    assert number in buyer.get("/wallet").text
    step(seller, "start")
    step(seller, "finish", reason="<b>已上线</b>")
    page_of_buyer = buyer.get(page).text
    assert "&lt;b&gt;已上线" in page_of_buyer
    assert "支付尾款 ¥5,600.00" in page_of_buyer
    assert "请先支付尾款再验收" in page_of_buyer
    step(buyer, "pay", payment_password=PASSWORD)
    step(buyer, "approve")
    done = seller.get(page).text
    assert "已扣平台服务费 ¥160.00" in done
    assert "已验收" in done
    assert "¥7,840.00" in done


def test_a_milestone_is_reported_with_a_file_returned_and_disputed(at: Market, as_owner: SignIn) -> None:
    number = at.begun("3000.00", "1000.00", "2000.00")
    buyer, seller, page = as_owner(at.buyer), as_owner(at.seller), f"/orders/{number}"
    assert "第1步" in buyer.get(page).text

    def sent(name: str, content: bytes = PDF) -> dict[str, object]:
        return {"reason": "系统已上线", "files": (io.BytesIO(content), name)}

    refused = seller.post(f"{page}/files", data=sent("脚本.pdf", b"MZ\x90\x00"))
    assert (refused.status_code, "不能接收文件“脚本.pdf”" in refused.text) == (422, True)
    assert "请重新选择文件" in refused.text
    kept = seller.post(f"{page}/files", data=sent("需求.pdf"))
    assert (kept.status_code, "系统已上线</textarea>" in kept.text) == (200, True)
    assert "需求.pdf" in kept.text
    assert "需求.pdf" not in buyer.get(page).text
    empty = seller.post(f"{page}/finish", data={"reason": ""})
    assert (empty.status_code, "需求.pdf" in empty.text) == (422, True)
    assert "请重新选择文件" not in empty.text
    assert seller.post(f"{page}/finish", data=sent("验收单.pdf")).status_code == 302
    at.run()
    shown = buyer.get(page).text
    assert "视为验收合格" in shown
    assert "2026-03-16" in shown  # ten working days after Monday, 2 March
    document = re.search(rf"{page}/files/[\w-]+", shown)
    assert document is not None
    answer = buyer.get(document[0])
    assert (answer.data[:5], answer.headers["Content-Disposition"].split(";")[0]) == (b"%PDF-", "attachment")
    assert buyer.post(f"{page}/return", data={"reason": "缺验收单"}).status_code == 302
    assert "缺验收单" in seller.get(page).text
    assert buyer.post(f"{page}/dispute", data={"reason": " "}).status_code == 422
    assert buyer.post(f"{page}/dispute", data={"reason": "不再回应"}).status_code == 302
    at.run()
    assert "由平台处理" in seller.get(page).text
    at.rule(number, "accept")
    assert "平台判定验收合格" in buyer.get(page).text
    at.check()


def test_an_order_is_ended_by_agreement_on_the_pages(at: Market, as_owner: SignIn) -> None:
    number = at.begun()
    buyer, seller, page = as_owner(at.buyer), as_owner(at.seller), f"/orders/{number}"
    typed = {"refund": "1,5", "reason": "<i>业务调整</i>"}
    unclear = buyer.post(f"{page}/propose-end", data=typed)
    assert (unclear.status_code, 'id="refund-problem"' in unclear.text) == (422, True)
    assert 'value="1,5"' in unclear.text
    assert "&lt;i&gt;业务调整" in unclear.text
    beyond = buyer.post(f"{page}/propose-end", data={**typed, "refund": "3000.01"})
    assert (beyond.status_code, "0 至托管金额 3,000.00 元" in beyond.text) == (422, True)
    assert buyer.post(f"{page}/propose-end", data={**typed, "refund": "￥1,800 元"}).status_code == 302
    at.run()
    waiting, asked = buyer.get(page).text, seller.get(page).text
    assert "我方提议终止订单" in waiting
    assert "撤回提议" in waiting
    assert "对方提议终止订单" in asked
    assert "¥1,200.00" in asked  # the rest, to the provider
    assert "2026-03-09" in asked  # five working days after Monday, 2 March
    (agree,) = re.findall(rf'action="({page}/endings/[\w-]+/agree)"', asked)
    decline = agree.replace("/agree", "/decline")
    assert seller.post(decline, data={"reason": ""}).status_code == 422
    late = seller.post(agree, data={"held": "2999.00"})
    assert (late.status_code, "托管金额已变为 3,000.00 元" in late.text) == (409, True)
    assert seller.post(agree, data={"held": "3000.00"}).status_code == 302
    at.run()
    assert seller.post(agree, data={"held": "3000.00"}).status_code == 302  # a second click
    ended = buyer.get(page).text
    assert "双方已协商终止订单" in ended
    assert "退回企业 ¥1,800.00" in ended
    assert seller.post(f"{page}/propose-end", data=typed | {"refund": "1"}).status_code == 409
    at.check()


def test_a_case_shows_where_it_is_and_leads_who_may_to_the_order(at: Market, as_owner: SignIn) -> None:
    number = at.begun()
    page = as_owner(at.buyer).get(f"/cases/{number}").text
    assert "服务中" in page
    assert f'href="/orders/{number}"' in page
    reader = staff(at.platform, "finance")
    with at.platform.begin() as work:
        case = work.session.scalars(select(Case).where(Case.number == number)).one()
        carbon_copies.send(work, case, [reader])
    copied = as_owner(Applicant(reader, "")).get(f"/cases/{number}").text
    assert "服务中" in copied
    assert f'href="/orders/{number}"' not in copied


def test_an_order_with_a_contract_from_checkout_to_payment(at: Market, as_owner: SignIn) -> None:
    with at.platform.begin() as work:
        templates.load_delivered(work)
        chosen = next(one.id for one in templates.choices(work) if one.template_id == "technical_service")
    both = at.parties()
    buyer, seller = as_owner(at.buyer), as_owner(at.seller)
    at.wants(quantity=4)
    checkout = buyer.get("/cart/checkout").text
    assert "须签订合同" in checkout
    sent = dict(re.findall(r'name="(revision|due-[^"]+)" value="([^"]*)"', checkout))
    page = buyer.post("/cart/checkout", data=sent).headers["Location"]
    number = page.rsplit("/", 1)[1]
    at.run()
    assert seller.post(f"{page}/accept").status_code == 302
    at.run()
    home = re.search(r"/contracts/[\w-]+", seller.get(page).text)
    assert home is not None
    contract = home[0]
    assert "起草合同" in seller.get(page).text
    waiting = buyer.get(page).text
    assert "待签合同" in waiting
    assert "查看合同" in waiting
    assert f'href="{page}"' in seller.get(contract).text

    assert seller.post(f"{contract}/template", data={"template": chosen}).status_code == 302
    draft = typed_draft(seller.get(f"{contract}/draft").text, do="offer")
    assert seller.post(f"{contract}/draft", data=draft).status_code == 302
    agree = {"version": "1", "do": "agree"}
    assert buyer.post(f"{contract}/answer", data=agree).status_code == 302
    for client in (seller, buyer):
        assert client.post(f"{contract}/sign/code").status_code == 200
        assert client.post(f"{contract}/sign", data={"code": both.code()}).status_code == 302
    at.run()
    signed = buyer.get(page).text
    assert "先付 30%：¥3,600.00" in signed
    assert "合同签订" in signed
    document = re.search(rf"{contract}/documents/[\w-]+", signed)
    assert document is not None
    assert seller.get(document[0]).data.startswith(b"%PDF-")
    pay = {"part": "1", "payment_password": PASSWORD}
    assert buyer.post(f"{page}/pay", data=pay).headers["Location"] == page
    assert at.state(number) == "awaiting_start"
    assert f'href="{page}"' in buyer.get(f"/cases/{number}").text
    at.check()


def test_a_wrong_password_and_missing_words_stand_at_their_fields(at: Market, as_owner: SignIn) -> None:
    number = at.ordered("3000.00")
    buyer, seller = as_owner(at.buyer), as_owner(at.seller)
    refused = seller.post(f"/orders/{number}/refuse", data={"reason": " "})
    assert refused.status_code == 422
    assert 'id="reason-refuse-problem"' in refused.text
    long = seller.post(f"/orders/{number}/refuse", data={"reason": "长" * 501})
    assert "长" * 501 in long.text
    at.act(number, "accept")
    wrong = buyer.post(f"/orders/{number}/pay", data={"payment_password": "Wrong-2026x"})
    assert wrong.status_code == 422
    assert 'id="payment_password-problem"' in wrong.text
    late = seller.post(f"/orders/{number}/accept")
    assert late.status_code == 409
    assert "订单状态已变化" in late.text


def test_both_lists_show_the_columns_and_are_narrowed(at: Market, as_owner: SignIn) -> None:
    voucher(at, "900.00")
    first = at.ordered("3000.00")
    second = at.ordered(None)
    at.act(second, "accept")
    seller = as_owner(at.seller)
    page = seller.get("/orders/sales").text
    for said in (
        first,
        second,
        "浏阳花炮机械有限公司",
        "¥3,000.00",
        "¥900.00",
        "待接单",
        "待开始",
        "解决方案",
    ):
        assert said in page
    for query, match in (
        ("state=awaiting_start", second),
        ("voucher=1", first),
        (f"q={first}", first),
    ):
        narrowed = seller.get(f"/orders/sales?{query}").text
        assert (first in narrowed, second in narrowed) == (match == first, match == second), query
    assert "没有符合条件的订单" in seller.get("/orders/sales?q=%25%25&last=2020-01-01").text
    assert seller.get("/orders/sales?state=nonsense&first=soon").status_code == 200
    assert as_owner(at.buyer).get("/orders/purchases?q=湘江").text.count("/orders/DD-") == 2


def test_the_files_execute_nothing(at: Market, as_owner: SignIn) -> None:
    at.wants(at.sells("=HYPERLINK(1)", specifications=[specification("标准版", "10.00")]))
    (number,) = at.orders()
    buyer = as_owner(at.buyer)
    csv = buyer.get("/orders/export/enterprise.csv")
    assert "'=HYPERLINK(1)" in csv.data.decode("utf-8-sig")
    assert number in csv.text
    with zipfile.ZipFile(io.BytesIO(buyer.get("/orders/export/enterprise.xlsx").data)) as book:
        assert b"=HYPERLINK(1)" in book.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert buyer.get("/orders/export/provider.csv").status_code == 403
    assert buyer.get("/orders/export/enterprise.pdf").status_code == 404


def test_strangers_see_nothing_and_who_oversees_only_looks(at: Market, as_owner: SignIn) -> None:
    number = at.ordered()
    stranger = publication.company(at.platform, "enterprise", "陌生企业")
    client = as_owner(stranger)
    assert client.get(f"/orders/{number}").status_code == 404
    for action in ("accept", "refuse", "start", "finish", "approve", "return", "pay", "cancel"):
        assert client.post(f"/orders/{number}/{action}", data={"reason": "x"}).status_code in {403, 404}
    operator = signed_in(client.application, at.platform, staff(at.platform, "operator"))
    assert operator.get(f"/orders/{number}").status_code == 200
    assert operator.post(f"/orders/{number}/cancel", data={"reason": "x"}).status_code == 404
    assert at.state(number) == "awaiting_acceptance"
    assert as_owner(replace(at.buyer)).get("/orders/DD-0000").status_code == 404


def test_the_lists_and_the_page_cost_the_same_for_many_orders(
    at: Market, as_owner: SignIn, statements: list[str]
) -> None:
    number, client, counts = at.ordered(), as_owner(at.buyer), []
    for more in (1, 5):
        for _ in range(more):
            at.ordered()
        for path in ("/orders/purchases", f"/orders/{number}", "/orders/export/enterprise.csv"):
            client.get(path)
            statements.clear()
            assert client.get(path).status_code == 200
            counts.append(len(statements))
    assert counts[:3] == counts[3:]
