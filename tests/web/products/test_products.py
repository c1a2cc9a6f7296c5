"""The pages of own products: lists, the form with its limits, what can be done when."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories.form_fields import typed
from tests.factories.market import Market
from tests.factories.people import viewer
from tests.factories.products import customer_case, handed_in, listing_data, png, product, upload
from workflows.approvals.models import Case
from workflows.business.catalogue import operations
from workflows.business.catalogue.values import ProductKind, ProductView
from workflows.people.organisations.models import Organisation

ENGLISH = {"Accept-Language": "en"}


def picture(market: Market) -> dict[str, Any]:
    return upload(market.platform, market.provider.user_id, "product_picture", png())


def complete(market: Market, kind: ProductKind = "service", **changes: Any) -> dict[str, Any]:
    """Return what a browser sends of a complete form."""
    own = picture(market)
    paper = upload(market.platform, market.provider.user_id, "case_document", png(), "合同.png")
    data = listing_data(kind, own, **changes)
    if kind == "solution" and "cases" not in changes:
        data["cases"] = [customer_case(number, paper) for number in (1, 2, 3)]
    return typed(data)


def draft_of(market: Market, kind: ProductKind = "service") -> ProductView:
    return product(market.platform, market.provider, kind)


def test_a_new_product_is_chosen_filled_in_and_handed_in(market: Market, provider: FlaskClient) -> None:
    empty = provider.get("/my-products").text
    assert "还没有产品" in empty
    choices = provider.get("/my-products/new").text
    assert "解决方案与产品" in choices
    assert "企业自有产品" not in choices
    begun = provider.post("/my-products/new", data={"kind": "solution"})
    address = begun.headers["Location"]
    form = provider.get(address).text
    assert "客户案例（须提供 3 个）" in form
    sent = provider.post(address, data=complete(market, "solution"))
    assert sent.status_code == 302, sent.text
    page = provider.get(sent.headers["Location"]).text
    assert "已提交，可在此查看办理进度。" in page
    assert "审核产品" in page  # where it is
    again = provider.post(address, data=complete(market, "solution"))  # the double click
    assert again.headers["Location"] == sent.headers["Location"]
    assert provider.get(address).status_code == 302
    listed = provider.get("/my-products?state=in_review").text
    assert "云端设备管理系统" in listed
    assert "跟踪审核" in listed


REFUSED: list[tuple[ProductKind, dict[str, Any], str]] = [
    ("solution", {"cases": [customer_case(1), customer_case(2)]}, "3"),
    ("solution", {"cases": [customer_case(n) for n in range(4)]}, "3"),
    ("solution", {"screenshots": []}, "请上传"),
    ("service", {"highest_price": 100}, "历史最高成交价不能低于最低成交价。"),
    ("service", {"categories": []}, "产品分类"),
    ("service", {"categories": ["design", "data", "ai", "cloud", "office", "legal"]}, "5"),
    ("service", {"industries": ["food", "wood", "paper", "other"]}, "3"),
    ("service", {"contact_mobile": None}, "请填写"),
    ("service", {"tags": ",".join(f"标签{n}" for n in range(11))}, "最多 10 个标签"),
    ("service", {"highlights": []}, "1"),
    ("service", {"specifications": []}, "1"),
    ("service", {"summary": "长" * 121}, "120"),
    ("featured", {"parameters": []}, "1"),
]


def test_what_the_form_does_not_allow_is_told_and_nothing_is_lost(
    market: Market, provider: FlaskClient
) -> None:
    whole = {kind: complete(market, kind) for kind, _, _ in REFUSED}
    for kind, change, complaint in REFUSED:
        made = draft_of(market, kind)
        sent = {name: value for name, value in whole[kind].items() if name.split("-")[0] not in change}
        answer = provider.post(f"/my-products/{made.id}/edit", data=sent | typed(change))
        assert answer.status_code == 422, change
        assert complaint in answer.text, change
        assert "error-summary" in answer.text
        kept = market.product(made.id)
        assert kept.state == "draft"
        assert kept.draft is not None
        assert kept.draft["name"] == "云端设备管理系统"


def test_prices_are_asked_for_each_way_to_buy(market: Market, provider: FlaskClient) -> None:
    made = draft_of(market)
    free = {"specification": "体验版", "pricing_mode": "free", "purchase_modes": ["month"]}
    priced = {"specification": "专业版", "pricing_mode": "simple", "purchase_modes": ["month", "quantity"]}
    address = f"/my-products/{made.id}/edit"
    lacking = provider.post(address, data=complete(market, specifications=[free, priced]))
    assert lacking.status_code == 422
    assert lacking.text.count('name="specifications-1-price_') == 2
    full = [free, {**priced, "price_month": "99.5", "price_quantity": "12"}]
    assert provider.post(address, data=complete(market, specifications=full)).status_code == 302
    assert market.product(made.id).data["specifications"][1]["price_month"] == 99.5
    assert "price_month" not in market.product(made.id).data["specifications"][0]


def test_a_file_must_be_what_its_field_takes(market: Market, provider: FlaskClient) -> None:
    made = draft_of(market)
    paper = upload(market.platform, market.provider.user_id, "case_document", png(), "合同.png")
    sent = {**complete(market), "picture": [paper["id"]]}
    assert provider.post(f"/my-products/{made.id}/edit", data=sent).status_code == 422
    foreign = upload(market.platform, market.rival.user_id, "product_picture", png())
    sent["picture"] = [foreign["id"]]
    assert provider.post(f"/my-products/{made.id}/edit", data=sent).status_code == 422
    assert market.product(made.id).state == "draft"


def test_the_kind_cannot_be_smuggled_in(market: Market, provider: FlaskClient) -> None:
    made = draft_of(market, "featured")
    sent = {**complete(market, "featured"), "kind": "regular"}
    assert provider.post(f"/my-products/{made.id}/edit", data=sent).status_code == 302
    market.platform.engine.run_due_jobs()
    assert (market.product(made.id).kind, market.product(made.id).state) == ("featured", "in_review")
    assert market.product(made.id).data["kind"] == "featured"
    for kind in ("own", "nonsense", ""):
        assert provider.post("/my-products/new", data={"kind": kind}).status_code in {400, 403}


def test_drafts_save_themselves_and_come_back_elsewhere(
    market: Market, provider: FlaskClient, as_user: Callable[[str], FlaskClient]
) -> None:
    made = draft_of(market)
    half = {"name": "半个产品", "lowest_price": "abc", "revision": "0"}
    saved = provider.post(f"/my-products/{made.id}/draft", data=half).get_json()
    assert saved["revision"] == 1
    elsewhere = as_user(market.provider.user_id).get(f"/my-products/{made.id}/edit").text
    assert 'value="半个产品"' in elsewhere
    assert 'value="abc"' in elsewhere
    row = provider.post(
        f"/my-products/{made.id}/edit", data={**half, "revision": "1", "_rows": "add:highlights"}
    )
    assert row.status_code == 200
    assert row.text.count('name="highlights-') >= 2
    closed = provider.post(f"/my-products/{made.id}/edit", data={**half, "revision": "2", "then": "save"})
    assert closed.headers["Location"] == "/my-products"


def test_two_who_edit_at_once_are_told_kindly(market: Market, provider: FlaskClient) -> None:
    made = draft_of(market)
    address = f"/my-products/{made.id}"
    assert provider.post(f"{address}/draft", data={"name": "同事写的", "revision": "0"}).status_code == 200
    late = provider.post(f"{address}/draft", data={"name": "我写的", "revision": "0"})
    assert late.status_code == 409
    sent = provider.post(f"{address}/edit", data={**complete(market, name="我写的名称"), "revision": "0"})
    assert sent.status_code == 409
    assert "其他人修改了该产品" in sent.text
    assert 'value="我写的名称"' in sent.text
    assert 'name="revision" value="1"' in sent.text
    assert market.product(made.id).name == "同事写的"
    chosen = provider.post(f"{address}/edit", data={**complete(market, name="我写的名称"), "revision": "1"})
    assert chosen.status_code == 302
    assert market.product(made.id).name == "我写的名称"


def test_a_draft_that_is_saved_after_it_was_handed_in_changes_nothing(
    market: Market, provider: FlaskClient
) -> None:
    made = draft_of(market)
    provider.post(f"/my-products/{made.id}/edit", data=complete(market))
    late = provider.post(f"/my-products/{made.id}/draft", data={"name": "太晚", "revision": "0"})
    assert late.status_code == 409
    assert market.product(made.id).draft is None


def test_a_listed_product_is_changed_taken_off_and_put_on(market: Market, provider: FlaskClient) -> None:
    made = handed_in(market.platform, market.provider, picture=picture(market))
    address = f"/my-products/{made.id}"
    market.decide("approve")
    assert "已上架" in provider.get(address).text
    same = provider.post(f"{address}/edit", data=typed(market.product(made.id).data))
    assert same.status_code == 409
    assert "与已上架的内容相同" in same.text
    provider.post(f"{address}/draft", data={**typed(market.product(made.id).data), "name": "新名称"})
    page = provider.get(address).text
    assert "变更未提交" in page
    assert "<del" in page
    assert "放弃变更" in page
    assert "确定放弃变更" in provider.get(f"{address}/drop-change").text
    provider.post(f"{address}/drop-change")
    assert "变更未提交" not in provider.get(address).text
    assert "确定下架该产品" in provider.get(f"{address}/off-sale").text
    provider.post(f"{address}/off-sale")
    assert "重新上架" in provider.get(address).text
    assert provider.post(f"{address}/off-sale").status_code == 409  # the second of two windows
    provider.post(f"{address}/on-sale")
    assert market.product(made.id).state == "on_sale"
    assert provider.get(f"{address}/nonsense").status_code == 404


def test_a_rejected_product_says_why_and_is_handed_in_again(market: Market, provider: FlaskClient) -> None:
    made = handed_in(market.platform, market.provider, picture=picture(market))
    market.decide("reject", "案例不真实")
    page = provider.get(f"/my-products/{made.id}").text
    assert "案例不真实" in page
    assert "编辑并提交" in page
    again = provider.post(f"/my-products/{made.id}/edit", data=complete(market))
    assert again.status_code == 302
    assert market.product(made.id).state == "in_review"


@pytest.mark.parametrize("end", ["reject", "withdraw"])
def test_what_was_typed_of_a_product_is_there_for_the_next_time(
    market: Market, provider: FlaskClient, end: str
) -> None:
    """14.1: after a rejection or a withdrawal the case leads to the form, and the form holds it all."""
    made = handed_in(market.platform, market.provider, picture=picture(market))
    case_id = market.product(made.id).case_id
    with market.platform.begin() as work:
        case = f"/cases/{work.session.get_one(Case, case_id).number}"
    assert "再次申请" not in provider.get(case).text
    if end == "reject":
        market.decide("reject", "案例不真实")
    else:
        market.own(operations.withdraw, made.id, "再改改")
    before, named, _after = provider.get(case).text.partition("再次申请")
    assert named
    (*_others, again) = re.findall(r'btn-primary" href="([^"]+)"', before)
    assert again == f"/my-products/{made.id}/edit"
    form = provider.get(again).text
    for name in ("contact_name", "summary"):
        assert re.search(rf'name="{name}"[^>]*value="[^"]+"', form, re.DOTALL), name


def test_a_returned_product_leads_to_the_correction(market: Market, provider: FlaskClient) -> None:
    made = handed_in(market.platform, market.provider, picture=picture(market))
    market.decide("return", "请补充参数")
    page = provider.get(f"/my-products/{made.id}").text
    assert "请补充参数" in page
    assert "补正并重新提交" in page
    assert provider.get(f"/my-products/{made.id}/edit").status_code == 302


def test_the_preview_is_the_page_of_the_catalogue(
    market: Market, provider: FlaskClient, as_user: Callable[[str], FlaskClient]
) -> None:
    made = draft_of(market)
    address = f"/my-products/{made.id}"
    assert provider.get(f"{address}/preview").status_code == 200  # nothing typed yet
    kept = provider.post(f"{address}/edit", data={**complete(market), "then": "preview"})
    assert kept.headers["Location"] == f"{address}/preview"
    body = provider.get(f"{address}/preview").text.split('<div class="product">')[1]
    for told in ("让中小企业看得见每一台设备", "上线快", "980.50", "13900000001"):
        assert told in body
    assert as_user(market.rival.user_id).get(f"{address}/preview").status_code == 404
    provider.post(f"{address}/edit", data=complete(market))
    market.decide("approve")
    page = provider.get(f"/catalogue/{made.number}").text.split('<div class="product">')[1]
    assert "让中小企业看得见每一台设备" in page


def test_copies_and_deletes(market: Market, provider: FlaskClient) -> None:
    made = handed_in(market.platform, market.provider)
    copied = provider.post(f"/my-products/{made.id}/copy").headers["Location"]
    assert 'value="云端设备管理系统 (2)"' in provider.get(copied).text
    draft = copied.removesuffix("/edit")
    assert "确定删除草稿" in provider.get(f"{draft}/delete").text
    provider.post(f"{draft}/delete")
    assert provider.get(draft).status_code == 404
    assert provider.post(f"/my-products/{made.id}/delete").status_code == 409


def test_the_list_is_narrowed_counted_and_paged(
    market: Market, provider: FlaskClient, statements: list[str]
) -> None:
    for number in range(3):
        made = draft_of(market)
        market.own(operations.save_draft, made.id, {"name": f"设备{number}<b>"})
    provider.get("/my-products")
    statements.clear()
    few = provider.get("/my-products").text
    asked = len(statements)
    assert "设备0&lt;b&gt;" in few
    for _ in range(22):
        draft_of(market)
    statements.clear()
    many = provider.get("/my-products")
    assert len(statements) == asked
    assert 'rel="next"' in many.text
    assert "未命名草稿" in many.text
    page = provider.get("/my-products?text=设备1&state=draft").text
    assert "设备1" in page
    assert "设备2" not in page
    assert "没有符合条件的产品" in provider.get("/my-products?text=%25").text
    assert "没有该状态的产品" in provider.get("/my-products?state=rejected").text
    for hostile in ("?after=x", "?state='", "?text=%00", "?after=%00&text=" + "长" * 300):
        assert provider.get(f"/my-products{hostile}").status_code == 200


def test_who_is_not_certified_or_was_not_given_the_menu_is_told(
    market: Market, provider: FlaskClient, as_user: Callable[[str], FlaskClient]
) -> None:
    made = handed_in(market.platform, market.provider)
    with market.platform.begin() as work:
        work.session.get_one(Organisation, market.provider.organisation_id).certification = "in_review"
        work.session.get_one(Organisation, market.rival.organisation_id).certification = "none"
    assert "目前未通过认证" in provider.get("/my-products").text
    assert provider.get(f"/my-products/{made.id}").status_code == 200
    assert provider.post(f"/my-products/{made.id}/copy").status_code == 403
    assert "暂未开放" in as_user(market.rival.user_id).get("/my-products").text
    assert "暂未开放" in as_user(market.rival.user_id).get("/my-products/new").text
    incomplete = as_user(market.enterprise.user_id).get("/my-products/new").text
    assert "企业资料不完整" in incomplete
    assert "disabled" in incomplete
    assert as_user(market.operator).get("/my-products").status_code == 404
    assert viewer(market.platform, market.operator).memberships == {}


def test_pages_speak_english_too(market: Market, provider: FlaskClient) -> None:
    made = handed_in(market.platform, market.provider)
    for address in ("/my-products", "/my-products/new", f"/my-products/{made.id}"):
        assert "roduct" in provider.get(address, headers=ENGLISH).text


def test_what_nobody_reviews_is_not_said_to_be_under_review(market: Market, provider: FlaskClient) -> None:
    """14.7: a regular product goes on sale by itself; neither its page nor the message says 正在审核."""
    address = provider.post("/my-products/new", data={"kind": "regular"}).headers["Location"]
    sent = provider.post(address, data=complete(market, "regular"))
    assert sent.status_code == 302, sent.text
    page = provider.get(sent.headers["Location"]).text
    assert "无需人工审核" in page
    for word in ("正在审核", "待审核", "跟踪审核"):
        assert word not in page
    messages = provider.get("/workbench/messages").text
    assert "已提交，办理结果将另行通知" in messages
    assert "正在审核" not in messages
