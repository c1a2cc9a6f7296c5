"""The pages of lists, notice texts and upload rules of a draft, as analysts click through them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from workflows.bootstrap import Platform
from workflows.packages import files_of
from workflows.studio import drafts

pytestmark = pytest.mark.prepared
JSON = {"Accept": "application/json"}
GRANT = Path(__file__).parents[1] / "services" / "equipment_grant"


@pytest.fixture
def analyst(app: Flask, platform: Platform) -> FlaskClient:
    return signed_in(app, platform, staff(platform, "analyst", name="林分析"))


@pytest.fixture
def draft(platform: Platform) -> str:
    """The address of a draft of the package that has one data file of each kind."""
    with platform.begin("system") as work:
        draft_id = drafts._create(work, "设备补贴", files_of(GRANT))
    return f"/studio/drafts/{draft_id}"


def page_of(answer: str) -> html.HtmlElement:
    return html.fromstring(answer)


def revision(client: FlaskClient, address: str) -> str:
    (hidden,) = page_of(client.get(address).text).xpath("//input[@data-revision]")
    return str(hidden.get("value"))


def test_the_draft_leads_to_each_data_file(analyst: FlaskClient, draft: str) -> None:
    page = page_of(analyst.get(draft).text)
    links = [one.get("href") for one in page.iterfind(".//section[@aria-labelledby='pages']//a")]
    assert [f"{draft}/data/{kind}" in links for kind in ("options", "notices", "uploads")] == [True] * 3
    assert "grant_purposes" in analyst.get(f"{draft}/data/options").text
    assert analyst.get(f"{draft}/data/nothing").status_code == 404
    assert analyst.get(f"{draft}/data/options/nothing").status_code == 404


def test_a_text_is_begun_filled_in_and_checked_at_its_fields(analyst: FlaskClient, draft: str) -> None:
    begun = analyst.post(f"{draft}/data/notices", data={"name": "grant_late"})
    assert begun.status_code == 303
    address = begun.headers["Location"]
    page = page_of(analyst.get(address).text)
    assert "缺少 subject" in page.get_element_by_id("subject-0-problem").text
    typed = {
        "rows": "1",
        "kind-0": "verdict",
        "subject-0": '迟了："<b>',
        "subject_en-0": "Late",
        "body-0": "请于 {{ number }} 前办理",
        "body_en-0": "See www.example.com",
        "revision": revision(analyst, address),
    }
    saved = analyst.post(address, data=typed | {"_refresh": "1"}, headers=JSON).json or {}
    drawn = page_of(saved["html"])
    assert drawn.get_element_by_id("subject-0").get("value") == '迟了："<b>'
    assert "网址" in drawn.get_element_by_id("body_en-0-problem").text
    assert not drawn.xpath("//*[@id='body-0-problem']")
    assert page_of(analyst.get(address).text).get_element_by_id("body-0").text == typed["body-0"]
    slower = analyst.post(address, data=typed | {"subject-0": "我的"})
    assert slower.status_code == 409
    assert page_of(slower.text).get_element_by_id("subject-0").get("value") == "我的"
    kept = analyst.post(f"{address}/copy", data=typed | {"subject-0": "我的"})
    copied = page_of(analyst.get(kept.headers["Location"]).text)
    assert copied.get_element_by_id("subject-0").get("value") == "我的"


def test_rows_of_a_list_are_added_moved_and_left_out(analyst: FlaskClient, draft: str) -> None:
    address = f"{draft}/data/options/grant_purposes"
    page = page_of(analyst.get(address).text)
    inputs = {one.get("name"): one.get("value") for one in page.xpath("//form//input[@name]")}
    assert inputs["rows"] == "6"
    typed = {name: value for name, value in inputs.items() if name and name != "name"}
    typed |= {"value-3": "green", "label-3": "绿色化改造", "label_en-3": "Green", "row": "up-3"}
    assert analyst.post(address, data=typed).status_code == 303
    page = page_of(analyst.get(address).text)
    values = [one.get("value") for one in page.xpath("//input[starts-with(@name, 'value-')]")]
    assert values == ["expand", "renew", "green", "digital", "", "", ""]
    typed |= {"revision": revision(analyst, address), "row": "out-0"}
    analyst.post(address, data=typed)
    page = page_of(analyst.get(address).text)
    values = [one.get("value") for one in page.xpath("//input[starts-with(@name, 'value-')]")]
    assert values[:3] == ["renew", "digital", "green"]


def test_an_entry_is_renamed_and_removed_and_a_bad_name_stays_as_typed(
    analyst: FlaskClient, draft: str
) -> None:
    address = f"{draft}/data/uploads/site_photos"
    page = page_of(analyst.get(address).text)
    assert [one.get("value") for one in page.xpath("//input[@name='kinds-0'][@checked]")] == ["JPEG", "PNG"]
    refused = analyst.post(f"{address}/name", data={"name": "Bad Name"})
    assert refused.status_code == 422
    assert page_of(refused.text).get_element_by_id("name").get("value") == "Bad Name"
    renamed = analyst.post(f"{address}/name", data={"name": "photos"})
    assert renamed.headers["Location"].endswith("/data/uploads/photos")
    assert analyst.post(f"{draft}/data/uploads/photos/remove").status_code == 303
    assert "photos" not in analyst.get(f"{draft}/data/uploads").text
    assert analyst.get(f"{draft}/files/uploads.yaml").status_code == 404


def test_a_file_that_pages_cannot_show_leads_to_its_text(analyst: FlaskClient, draft: str) -> None:
    file = f"{draft}/files/options.yaml"
    analyst.post(file, data={"content": "a: {colour: red}", "revision": revision(analyst, file)})
    page = analyst.get(f"{draft}/data/options").text
    assert "以文本方式修改" in page
    assert file in page
