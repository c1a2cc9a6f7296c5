"""Operators write, publish and withdraw; everybody reads; the demonstration shows what it would have sent."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.forms import files
from tests.web.people import People
from tests.workflows.conftest import FixedClock
from web.app import create_app
from workflows.administration import queries as administration
from workflows.bootstrap import Platform
from workflows.outbox import posting
from workflows.people.viewer_loader import viewer_of

FORM = {"title_zh": "系统维护通知", "body_zh": "# 时间\n\n周六 **22:00** 起。<script>alert(1)</script>"}


@pytest.fixture
def staff(app: Flask, platform: Platform) -> People:
    return People(app, platform)


@pytest.fixture
def operator(app: Flask, staff: People) -> FlaskClient:
    browser = app.test_client()
    staff.sign_in(browser, staff.account("operator", "operator"))
    return browser


def written(operator: FlaskClient, **changes: Any) -> str:
    answer = operator.post("/manage/notices/new", data={**FORM, **changes})
    assert answer.status_code == 302, answer.text
    return answer.location.rpartition("/")[2]


def test_a_notice_is_public_from_publishing_to_withdrawing(client: FlaskClient, operator: FlaskClient):
    notice = written(operator)
    assert client.get(f"/notices/{notice}").status_code == 404
    operator.post(f"/manage/notices/{notice}/publish")
    page = client.get(f"/notices/{notice}").text
    assert "<h2>时间</h2>" in page
    assert "<strong>22:00</strong>" in page
    assert "<script>alert" not in page
    assert "系统维护通知" in client.get("/notices").text
    operator.post(f"/manage/notices/{notice}/withdraw")
    assert client.get(f"/notices/{notice}").status_code == 404
    assert "系统维护通知" not in client.get("/notices").text


def sent(*named: tuple[str, bytes]) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(content), name) for name, content in named]


def test_files_are_read_with_their_notice_and_by_nobody_before(client: FlaskClient, operator: FlaskClient):
    table = files.office(files.XLSX)
    bad = {**FORM, "title_zh": "", "files": sent(("附表.xlsx", table), ("a.exe", files.program()))}
    refused = operator.post("/manage/notices/new", data=bad)
    assert (refused.status_code, "附表.xlsx" in refused.text) == (422, True), "what was sent waits"
    hostile = {**FORM, "files": sent(("a.exe", files.program()))}
    assert operator.post("/manage/notices/new", data=hostile).status_code == 422
    notice = written(operator, files=sent(("指南.pdf", files.pdf())))
    editor, own = operator.get(f"/manage/notices/{notice}").text, f"/notices/{notice}/files/"
    addresses = dict.fromkeys(re.findall(rf'href="({own}[^"]+)"', editor))
    assert len(addresses) == 2, "the editor shows what readers will see"
    assert [client.get(one).status_code for one in addresses] == [404, 404]
    assert [operator.get(one).status_code for one in addresses] == [200, 200]
    operator.post(f"/manage/notices/{notice}/publish")
    page = client.get(f"/notices/{notice}").text
    assert re.findall(rf'href="({own}[^"]+)"', page) == list(addresses)
    got = [client.get(one) for one in addresses]
    assert [one.data for one in got] == [table, files.pdf()]
    assert {one.headers["Content-Disposition"].partition(";")[0] for one in got} == {"attachment"}
    other = written(operator)
    file_id = next(iter(addresses)).rpartition("/")[2]
    assert operator.get(f"/notices/{other}/files/{file_id}").status_code == 404
    operator.post(f"/manage/notices/{notice}", data={**FORM, "remove": file_id})
    assert [client.get(one).status_code for one in addresses] == [404, 200]
    operator.post(f"/manage/notices/{notice}/withdraw")
    assert [client.get(one).status_code for one in addresses] == [404, 404]


def test_what_is_wrong_stands_at_the_field_and_the_rest_is_kept(operator: FlaskClient):
    answer = operator.post("/manage/notices/new", data={"title_zh": "", "body_zh": "写了很久的正文"})
    assert answer.status_code == 422
    assert 'id="title_zh-problem">请填写公告标题。' in answer.text
    assert "写了很久的正文" in answer.text


@pytest.mark.prepared
def test_a_call_leads_to_its_form_until_its_deadline(
    client: FlaskClient, operator: FlaskClient, platform: Platform, clock: FixedClock
):
    call = {"kind": "call", "deadline": "2026-03-02T18:00", "process_id": "voucher_quota"}
    refused = operator.post("/manage/notices/new", data={**FORM, **call, "process_id": "nonsense"})
    assert (refused.status_code, 'value="2026-03-02T18:00"' in refused.text) == (422, True)
    early = {"shown_from": "2026-03-03T10:00", "shown_until": "2026-03-02T10:00"}
    refused = operator.post("/manage/notices/new", data={**FORM, **call, **early})
    assert "结束时间应晚于开始时间" in refused.text
    bad = operator.post("/manage/notices/new", data={**FORM, "shown_from": "2026-13-45"})
    assert (bad.status_code, 'value="2026-13-45"' in bad.text) == (422, True)
    notice = written(operator, **call, then="publish")
    assert "系统维护通知" in client.get("/calls").text
    assert "系统维护通知" not in client.get("/notices").text
    assert "/services/voucher_quota" in client.get(f"/notices/{notice}").text
    clock.pass_time(hours=9)
    assert "/services/voucher_quota" not in client.get(f"/notices/{notice}").text
    assert "已结束" in client.get("/calls").text


def test_every_change_is_recorded_with_before_and_after(operator: FlaskClient, staff: People):
    notice = written(operator)
    operator.post(f"/manage/notices/{notice}", data={**FORM, "title_zh": "新标题", "then": "publish"})
    with staff.platform.begin() as work:
        admin = viewer_of(work, staff.account("admin", "admin").id)
        log = administration.audit_log(work, admin, subject_kind="announcement")
    assert [entry.action for entry in log] == [
        "announcement.published",
        "announcement.changed",
        "announcement.written",
    ]
    assert (log[1].before, log[1].after) == ({"title_zh": "系统维护通知"}, {"title_zh": "新标题"})
    assert {entry.actor_name for entry in log} == {"赵海燕"}


@pytest.mark.parametrize("groups", [("enterprise",), ("finance",), ("window:430100",)])
def test_others_may_not_keep_notices(app: Flask, staff: People, operator: FlaskClient, groups: tuple[str]):
    notice = written(operator)
    browser = app.test_client()
    staff.sign_in(browser, staff.account("somebody", *groups))
    assert browser.get("/manage/notices").status_code == 403
    assert browser.get(f"/manage/notices/{notice}").status_code == 403
    assert browser.post("/manage/notices/new", data=FORM).status_code == 403
    assert browser.post(f"/manage/notices/{notice}/publish").status_code == 403


def test_pinned_notices_lead_and_no_page_repeats_one(
    client: FlaskClient, operator: FlaskClient, clock: FixedClock
):
    pinned = written(operator, title_zh="置顶的旧公告", pinned="on")
    operator.post(f"/manage/notices/{pinned}/publish")
    for number in range(24):
        clock.pass_time(minutes=1)
        operator.post(f"/manage/notices/{written(operator, title_zh=f'第{number:02}号')}/publish")
    first = client.get("/notices").text
    assert first.index("置顶的旧公告") < first.index("第23号")
    second = client.get(first.partition('rel="next" href="')[2].partition('"')[0]).text
    shown = [f"第{number:02}号" for number in range(24)]
    assert [title for title in shown if title in first] == shown[5:]
    assert [title for title in shown if title in second] == shown[:5]
    assert "置顶的旧公告" not in second


def test_the_audit_log_cannot_be_rewritten(operator: FlaskClient, staff: People):
    written(operator)
    with pytest.raises(DBAPIError, match="never changed"), staff.platform.begin() as work:
        work.session.execute(text("DELETE FROM audit_entries"))


def test_the_mailbox_shows_codes_by_recipient(client: FlaskClient, platform: Platform):
    with platform.begin() as work:
        params = {"code": "482913", "minutes": 5}
        posting.send_sms(work, "+8613800138000", "sms_code", params)
        posting.send_sms(work, "+8613900139000", "sms_code", params | {"code": "771204"})
    page = client.get("/mailbox").text
    assert page.index("771204") < page.index("482913")
    assert "771204" not in client.get("/mailbox?to=138001").text
    assert "482913" not in client.get("/mailbox?channel=mail").text


def test_there_is_no_mailbox_outside_the_demonstration(platform: Platform):
    app = create_app(platform, {"TESTING": True, "DEMONSTRATION": False})
    assert app.test_client().get("/mailbox").status_code == 404
