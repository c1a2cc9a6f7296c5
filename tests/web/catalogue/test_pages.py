"""The public pages of products and companies: what is shown to whom, addresses, and what a list costs."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories import publication
from tests.factories.demands import demanded
from tests.factories.people import Applicant, applicant
from tests.web.people_at_work import signed_in
from workflows.bootstrap import Platform
from workflows.business.catalogue.browsing import products_of
from workflows.business.catalogue.models import Product
from workflows.business.catalogue.publication import publish_product, unpublish_product
from workflows.business.consultants.models import Consultant
from workflows.ground.fulltext import document

pytestmark = pytest.mark.prepared

PROFILE = {
    "introduction": "专注轻量级工业软件。",
    "service_scope": ["digital", "quality"],
    "service_industries": ["general", "vehicle"],
    "core_products": [{"product": "云端MES", "kind": "software", "summary": "按产线订阅"}],
    "qualifications": [
        {"certificate": "软件企业证书", "number": "不公开的编号", "valid_until": "2027-05-01"}
    ],
    "legal_person": "不公开的法人",
    "legal_person_mobile": "13700000001",
    "contact_name": "不公开的联系人",
    "contact_phone": "0731-88880000",
    "contact_email": "private@example.com",
    "revenue_last_year": "987654",
    "solution_share": "63",
    "registered_capital": "123456",
}
PRIVATE = ("不公开", "13700000001", "88880000", "private@", "987654", "987,654", "123456", "123,456")


@pytest.fixture
def owner(platform: Platform) -> Applicant:
    return publication.company(platform, "provider", "湘江数字科技有限公司", "430102", **PROFILE)


def names(page: str) -> list[str]:
    return re.findall(r'product-card-name"><a href="[^"]+">([^<]+)', page)


def take_off(platform: Platform, number: str) -> None:
    with platform.begin() as work:
        row = work.session.scalars(select(Product).where(Product.number == number)).one()
        unpublish_product(work, row.id)


def test_a_visitor_reads_a_product_but_not_whom_to_call(
    platform: Platform, owner: Applicant, client: FlaskClient, app: Flask
) -> None:
    number = publication.listed(platform, owner.organisation_id)
    page = client.get(f"/catalogue/{number}").text
    for shown in (
        "轻量级生产执行系统",
        "两周上线",
        "示范客户3有限公司",
        "¥980.50",
        "免费 – ¥9,800.00",
        "长沙市芙蓉区",
        number,
    ):
        assert shown in page, shown
    assert "登录后可查看" in page
    hidden = (
        "王经理",
        "13812345678",
        "sales@example.com",
        "竞争对手",
        "客户联系人甲",
        "13900001111",
        "secret-document",
    )
    assert [secret for secret in hidden if secret in page] == []
    page = signed_in(app, platform, owner.user_id).get(f"/catalogue/{number}").text
    assert [secret for secret in hidden if secret in page] == ["王经理", "13812345678", "sales@example.com"]
    assert f'<link rel="canonical" href="/catalogue/{number}">' in page
    assert '<meta name="description" content="扫码报工、工序排产、质量追溯，两周上线。">' in page


def test_what_is_not_on_sale_is_nowhere(platform: Platform, owner: Applicant, client: FlaskClient) -> None:
    picture = publication.upload(platform, owner.user_id)
    gone = publication.listed(platform, owner.organisation_id, name="已下架的系统", picture=[picture])
    kept = publication.listed(platform, owner.organisation_id, name="在售的系统")
    assert client.get(f"/files/{picture['id']}?show=1&size=small").status_code == 200
    take_off(platform, gone)
    for path in (
        "/catalogue",
        "/catalogue?q=系统",
        f"/catalogue/{kept}",
        f"/providers/{owner.organisation_id}",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "已下架的系统" not in answer.text
    assert client.get(f"/catalogue/{gone}").status_code == 404
    assert "/account/sign-in" in client.get(f"/files/{picture['id']}").headers["Location"]
    for nowhere in ("x", "%00", "CP-2026-999999", "..", "%F0%9F%99%82"):
        assert client.get(f"/catalogue/{nowhere}").status_code == 404, nowhere


def test_visitors_get_only_the_files_that_a_product_shows(
    platform: Platform, owner: Applicant, client: FlaskClient, app: Flask
) -> None:
    picture, document, draft = (publication.upload(platform, owner.user_id) for _ in range(3))
    cases = [{**case, "document": [document]} for case in publication.listing()["cases"]]
    publication.listed(platform, owner.organisation_id, picture=[picture], cases=cases)
    answer = client.get(f"/files/{picture['id']}?show=1")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Content-Disposition"].startswith("inline")
    again = client.get(f"/files/{picture['id']}?show=1", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    part = client.get(f"/files/{picture['id']}", headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.data) == (206, answer.data[2:10])
    stranger = signed_in(app, platform, applicant(platform).user_id)
    assert stranger.get(f"/files/{picture['id']}").status_code == 200
    for private in (document, draft):
        assert client.get(f"/files/{private['id']}").status_code == 302
        assert stranger.get(f"/files/{private['id']}").status_code == 404
        own = signed_in(app, platform, owner.user_id).get(f"/files/{private['id']}")
        assert own.headers["Cache-Control"] == "private, no-store"


def test_the_address_says_what_is_shown(platform: Platform, owner: Applicant, client: FlaskClient) -> None:
    rival = publication.company(platform, "provider", "株洲检测", "430200")
    for name, price in (("能耗监测", "300"), ("能耗诊断", None), ("质量追溯", "20")):
        publication.on_sale(
            platform,
            owner.organisation_id,
            name=name,
            price=price,
            price_unit="year" if price else "",
            categories=("energy",),
        )
    publication.on_sale(
        platform, rival.organisation_id, name="能耗计量", price="50", kind="service", tags=("云",)
    )
    for query, expected in (
        ("", ["能耗计量", "质量追溯", "能耗诊断", "能耗监测"]),
        ("?q=能耗", ["能耗计量", "能耗诊断", "能耗监测"]),
        ("?q=能耗&sort=cheapest", ["能耗计量", "能耗监测", "能耗诊断"]),
        ("?sort=relevance", ["能耗计量", "质量追溯", "能耗诊断", "能耗监测"]),
        ("?category=energy&max=100", ["质量追溯"]),
        ("?min=400&max=40", ["能耗计量", "能耗监测"]),
        ("?min=100&max=400&unit=month", []),
        ("?min=100&max=400&unit=year", ["能耗监测"]),
        ("?min=abc&max=NaN", ["能耗计量", "质量追溯", "能耗诊断", "能耗监测"]),
        ("?region=430200&kind=service&tag=云", ["能耗计量"]),
        (f"?provider={owner.organisation_id}&q=质量", ["质量追溯"]),
        ("?provider=nobody&after=%00", []),
        ("?q=%00%01&after=xyz&sort=%F0&category=%27", []),
    ):
        answer = client.get(f"/catalogue{query}")
        assert (answer.status_code, names(answer.text)) == (200, expected), query
    assert "没有符合条件的结果" in client.get("/catalogue?q=没有").text


def test_htmx_gets_the_list_alone_and_a_clean_address(
    platform: Platform, owner: Applicant, client: FlaskClient
) -> None:
    publication.on_sale(platform, owner.organisation_id)
    answer = client.get("/catalogue?q=系统&min=&max=&sort=", headers={"HX-Request": "true"})
    assert answer.text.strip().startswith('<div id="catalogue"')
    assert unquote(answer.headers["HX-Push-Url"]) == "/catalogue?q=系统"


def test_pages_follow_each_other(platform: Platform, owner: Applicant, client: FlaskClient) -> None:
    for number in range(60):
        publication.on_sale(platform, owner.organisation_id, name=f"系统{number:02d}", price=number)
    for query in ("", "?q=系统", "?sort=cheapest"):
        url: str | None = f"/catalogue{query}"
        listed: list[str] = []
        while url:
            page = client.get(url).text
            listed += names(page)
            match = re.search(r'rel="next" href="([^"]+)"', page)
            url = match.group(1).replace("&amp;", "&") if match else None
        assert len(listed) == 60
        assert sorted(listed) == sorted(set(listed))


def test_a_longer_list_costs_no_further_statement(
    platform: Platform, owner: Applicant, client: FlaskClient, statements: list[str]
) -> None:
    def cost(path: str) -> int:
        client.get(path)
        statements.clear()
        assert client.get(path).status_code == 200
        return len(statements)

    number = publication.listed(platform, owner.organisation_id)
    paths = (
        "/catalogue", "/catalogue?q=系统&category=production&min=1", f"/catalogue/{number}",
        "/providers", f"/providers/{owner.organisation_id}",
    )  # fmt: skip
    few = [cost(path) for path in paths]
    for other in range(12):
        rival = publication.company(platform, "provider", f"另一家{other}")
        publication.on_sale(platform, rival.organisation_id, categories=("production",), price=9)
        publication.on_sale(platform, owner.organisation_id, categories=("production",), price=9)
    many = [cost(path) for path in paths]
    assert many == few
    assert max(many) <= 14, dict(zip(paths, many, strict=True))


def test_the_page_of_a_company_shows_the_public_profile_alone(
    platform: Platform, owner: Applicant, client: FlaskClient
) -> None:
    publication.listed(platform, owner.organisation_id)
    page = client.get(f"/providers/{owner.organisation_id}").text
    for shown in (
        "专注轻量级工业软件",
        "云端MES",
        "软件企业证书",
        "2027年5月1日",
        "轻量级生产执行系统",
        "长沙市芙蓉区",
    ):
        assert shown in page, shown
    assert [secret for secret in PRIVATE if secret in page] == []
    assert client.get(f"/enterprises/{owner.organisation_id}").status_code == 404


def test_consultants_stand_on_the_page_of_their_provider(
    platform: Platform, owner: Applicant, client: FlaskClient
) -> None:
    profile = {
        "sex": "male", "mobile": "13755556666", "email": "adviser@example.com", "degree": "doctor",
        "position": "高级顾问", "expertise": "精益生产", "fields": ["quality"], "industries": ["general"],
        "years": 12,
    }  # fmt: skip
    with platform.begin() as work:
        for state in ("active", "ended", "invited"):
            row = Consultant(
                organisation_id=owner.organisation_id, name="向导", email=f"{state}@example.com",
                email_key=f"{state}@example.com", state=state, words=document("向导"),
                invited_by=owner.user_id,
                profile={**profile, "name": f"向导{state}"}, invited_at=work.now, changed_at=work.now,
            )  # fmt: skip
            work.session.add(row)
    page = client.get(f"/providers/{owner.organisation_id}").text
    for shown in ("向导active", "高级顾问", "精益生产", "通用设备制造业", "从业 12 年"):
        assert shown in page, shown
    hidden = ("向导ended", "向导invited", "13755556666", "adviser@", "active@example.com")
    assert [secret for secret in hidden if secret in page] == []


def test_only_certified_companies_are_public(
    platform: Platform, owner: Applicant, client: FlaskClient
) -> None:
    publication.company(
        platform, "enterprise", "公开的企业", "430200", industries=[{"industry": "food", "share": "41.7"}],
        legal_person_id_card="430102199001011234", main_business="食品罐头",
    )  # fmt: skip
    waiting = applicant(platform, "provider")
    for path, shown in (
        ("/providers", True),
        ("/providers?q=湘江", True),
        ("/providers?q=%25", False),
        ("/providers?region=430100&industry=vehicle", True),
        ("/providers?region=430200", False),
        ("/providers?industry=food", False),
        ("/providers?type=saas", False),
        ("/enterprises", False),
    ):
        assert ("湘江数字科技有限公司" in client.get(path).text) is shown, path
    page = client.get("/enterprises?industry=food&region=430200").text
    url = re.search(r'href="(/enterprises/[^"]+)"', page)
    assert url is not None
    page = client.get(url.group(1)).text
    assert "食品罐头" in page
    assert "食品制造" in page
    assert [secret for secret in ("41.7", "430102199001011234") if secret in page] == []
    assert client.get(f"/providers/{waiting.organisation_id}").status_code == 404


def test_the_page_of_an_enterprise_shows_what_it_looks_for(platform: Platform, client: FlaskClient) -> None:
    maker = publication.company(platform, "enterprise", "湘江重工")
    shown = demanded(platform, maker, "published", title="焊接机器人")
    demanded(platform, maker, "withdrawn", title="已撤回的需求")
    demanded(platform, publication.company(platform, "enterprise", "别家"), "published", title="别家的需求")
    page = client.get(f"/enterprises/{maker.organisation_id}").text
    assert (f'href="/demands/{shown}"' in page, "焊接机器人" in page, "¥80,000.00" in page) == (True,) * 3
    hidden = ("已撤回的需求", "别家的需求", "周敏", "13900001234", "完成订单")
    assert [one for one in hidden if one in page] == []


def test_a_product_leads_to_whoever_offers_it(
    platform: Platform, owner: Applicant, client: FlaskClient
) -> None:
    maker = publication.company(platform, "enterprise", "湘江重工")
    own = publication.listed(platform, maker.organisation_id, kind="own", name="耐磨弯管")
    other = publication.listed(platform, owner.organisation_id)
    for path in (f"/catalogue/{own}", f"/catalogue/{other}", "/catalogue", "/"):
        links = set(re.findall(r'href="(/(?:providers|enterprises)/[^"]+)"', client.get(path).text))
        assert links
        assert {client.get(link).status_code for link in links} == {200}, (path, links)


def test_a_product_changes_while_on_sale_and_comes_back(
    platform: Platform, owner: Applicant, client: FlaskClient
) -> None:
    number = publication.listed(platform, owner.organisation_id)
    with platform.begin() as work:
        row = work.session.scalars(select(Product).where(Product.number == number)).one()
        row.listed_data = publication.listing(name="改名后的系统", categories=["energy"])
        work.session.flush()
        publish_product(work, row.id)
        publish_product(work, row.id)
        assert products_of(work, [owner.organisation_id]) == {owner.organisation_id: 1}
    assert names(client.get("/catalogue?category=energy&q=改名").text) == ["改名后的系统"]
    assert names(client.get("/catalogue?category=production").text) == []
    take_off(platform, number)
    assert names(client.get("/catalogue").text) == []


def test_what_a_provider_typed_is_text(platform: Platform, owner: Applicant, client: FlaskClient) -> None:
    evil = '"><script>alert(1)</script>'
    number = publication.listed(
        platform, owner.organisation_id, name=f"系统{evil}", summary=evil, description=evil, tags=evil,
        service_support=evil, highlights=[{"title": evil, "text": evil}], contact_name=evil,
    )  # fmt: skip
    paths = (f"/catalogue/{number}", "/catalogue", f"/providers/{owner.organisation_id}", "/")
    for path in (*paths, f"/catalogue?q={evil}&tag={evil}"):
        page = client.get(path).text
        assert "<script>alert" not in page, path


def test_visitors_who_ask_too_often_have_to_wait(platform: Platform, client: FlaskClient) -> None:
    answers = {client.get("/catalogue/nothing").status_code for _ in range(250)}
    assert answers == {404, 429}
    assert client.get("/catalogue").status_code == 200, "each page is counted for itself"
