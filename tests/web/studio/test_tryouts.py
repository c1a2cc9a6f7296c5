"""Trying a draft out: real pages over a database of its own, as each role, at a clock that is moved."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.web.studio.test_drafts import JSON
from workflows.approvals.models import Case
from workflows.bootstrap import Platform
from workflows.business.ledger.models import LedgerTransfer
from workflows.ground.db import Base
from workflows.outbox.models import Mail
from workflows.outside.models import ServiceCall
from workflows.people.identity.models import User
from workflows.scenarios import read_scenarios
from workflows.studio import playgrounds, tryouts

pytestmark = pytest.mark.prepared
LIVE = (User, Case, Mail, LedgerTransfer, ServiceCall)
"""Tables of the installation that no try-out may write to: people, cases, mails, money, services outside."""
ORIGIN = {"Origin": "http://localhost"}
END = '<bpmn:sequenceFlow id="to_done" sourceRef="review" targetRef="done" />'
WRONG_END = (
    '<bpmn:sequenceFlow id="to_done" sourceRef="review" targetRef="done"><bpmn:conditionExpression>'
    "=application.subject &gt; 3</bpmn:conditionExpression></bpmn:sequenceFlow>"
)
"""A condition that compares a text with a number: it gives neither true nor false."""


@pytest.fixture
def analyst(app: Flask, platform: Platform) -> Iterator[FlaskClient]:
    yield signed_in(app, platform, staff(platform, "analyst", name="林分析"))
    for process in tryouts._started:
        process.kill()
        process.wait()
    tryouts._started.clear()
    playgrounds.sweep(platform.settings.data_dir)


def begun(analyst: FlaskClient) -> tuple[str, str]:
    """Begin a draft from nothing and a try-out of it that is ready; return the address of each."""
    said = {"process_id": "leave_request", "name_zh": "请假", "name_en": "Leave"}
    draft = analyst.post("/studio/new", data=said).headers["Location"]
    shown = html.fromstring(analyst.get(f"{draft}/files/process.bpmn?view=text").text)
    diagram = (shown.get_element_by_id("text").text or "").strip().replace(END, WRONG_END)
    sent = {"content": diagram, "revision": "1"}
    assert analyst.post(f"{draft}/files/process.bpmn", data=sent, headers=JSON).status_code == 200
    answer = analyst.post(f"{draft}/tryout", data={"revision": "2"})
    address = answer.headers["Location"]
    (process,) = tryouts._started
    for _ in range(3000):
        page = analyst.get(address)
        assert page.status_code == 200, page.text
        if "试办时间" in page.text:
            return draft, address
        assert "未能准备" not in page.text
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
            break
    raise AssertionError(page.text)


def rows_of(platform: Platform, of: type[Base]) -> int:
    """Return how many rows a table of the installation has."""
    with platform.begin() as work:
        return work.session.scalars(select(func.count()).select_from(of)).one()


def shown_day(analyst: FlaskClient, address: str) -> date:
    """Return the day on the clock of a try-out."""
    told = html.fromstring(analyst.get(address).text).xpath("//section[@aria-labelledby='clock']//time")[0]
    return datetime.fromisoformat(told.get("datetime")).date()


def handed_in(analyst: FlaskClient, page: str, fields: dict[str, str]) -> TestResponse:
    """Fill in the form of a page, look at it once more, and begin the case; return what is answered."""
    filled = sent(analyst, page, fields)
    return sent(analyst, filled.headers["Location"], {})


def sent(analyst: FlaskClient, page: str, fields: dict[str, str]) -> TestResponse:
    """Send the form of a page as a browser would."""
    shown = html.fromstring(analyst.get(page).text)
    form = next(
        one for one in shown.forms if one.method == "POST" and "leave_request" in (one.action or page)
    )
    typed = dict(form.form_values()) | fields
    typed |= {one.get("name"): one.get("value", "") for one in form.xpath(".//button[@name][last()]")}
    return analyst.post(form.action or page, data=typed, headers=ORIGIN)


def stopped_in_words(analyst: FlaskClient, address: str, task: str) -> None:
    """Approve: the case stops at a condition, and the page says so in words, the engine behind them."""
    form = next(
        one for one in html.fromstring(analyst.get(task).text).forms if "/decide" in (one.action or "")
    )
    analyst.post(form.action, data={**dict(form.form_values()), "action": "approve"}, headers=ORIGIN)
    (alert,) = html.fromstring(analyst.get(address).text).find_class("alert-danger")
    said = " ".join(alert.text_content().split())
    assert said.startswith("案件停在“审核”： 连线的条件既不为真也不为假。请修改草稿，再重新试办。引擎原文")
    (engine,) = alert.xpath(".//details/*[@lang='en']")
    assert "to_done" in engine.text


def others_get_nowhere(app: Flask, analyst: FlaskClient, platform: Platform, address: str) -> None:
    """Somebody else's try-out is not there, nor is what a form of another page asks of one's own."""
    other = signed_in(app, platform, staff(platform, "analyst", name="王分析"))
    page = f"{address}/as/operator/inbox"
    assert [other.get(one).status_code for one in (address, page)] == [404, 404]
    operator = signed_in(app, platform, staff(platform, "operator"))
    assert operator.get(page).status_code == 403
    assert analyst.get(page).status_code == 200
    assert analyst.post(page, headers={"Origin": "https://elsewhere.example"}).status_code == 400
    assert analyst.post(page, data={"a": "b"}, headers=ORIGIN).status_code in (400, 405)
    assert analyst.get(f"{address}/as/admin/admin").status_code != 200
    assert analyst.get(f"{address}/as/nobody/inbox").status_code == 404


def test_a_case_is_begun_and_decided_in_a_try_out_and_nowhere_else(
    app: Flask, analyst: FlaskClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [rows_of(platform, of) for of in LIVE]
    monkeypatch.setenv("TONGBAN_SMTP_URL", "smtp://mail.example.com")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@example.com/live")
    draft, address = begun(analyst)
    again = analyst.post(f"{draft}/tryout", data={"revision": "2"})
    assert again.status_code == 409
    assert address in again.text
    start = f"{address}/as/enterprise/services/leave_request"
    page = analyst.get(start).text
    assert "此处内容均非真实" in page
    assert "林分析" not in page  # nobody of the installation is there
    begun_case = handed_in(analyst, start, {"subject": "探亲"})
    assert begun_case.status_code in (302, 303), begun_case.text
    inside = address.removeprefix("http://localhost")
    assert begun_case.headers["Location"].startswith(f"{inside}/as/enterprise/cases/")
    page = html.fromstring(analyst.get(address).text)
    diagram = page.xpath("//*[@data-diagram]")[0]
    assert diagram.get("data-current") != "[]"
    acts = [one.get("href") for one in page.xpath("//section[@aria-labelledby='tasks']//a")]
    assert [one.split("/as/")[1].split("/")[0] for one in acts] == ["operator"]
    assert "探亲" in analyst.get(acts[0]).text
    assert [rows_of(platform, of) for of in LIVE] == before
    (process,) = tryouts._started
    told = Path(f"/proc/{process.pid}/environ").read_bytes()
    assert b"TONGBAN_" not in told
    assert b"DATABASE_URL" not in told
    others_get_nowhere(app, analyst, platform, address)
    kept = analyst.post(f"{address}/keep", data={"name": "提交后待审核"})
    assert kept.headers["Location"].endswith("/scenarios")
    text = html.fromstring(analyst.get(f"{draft}/files/scenarios.yaml").text).get_element_by_id("text").text
    (scenario,) = read_scenarios("leave_request", text.encode())
    assert scenario.data["subject"] == "探亲"
    assert [one.kind for one in scenario.steps] == ["submit"]
    assert analyst.post(f"{address}/travel", data={"days": "0"}).status_code == 422
    day = shown_day(analyst, address)
    analyst.post(f"{address}/travel", data={"days": "3"})
    assert shown_day(analyst, address) - day >= timedelta(days=3)
    stopped_in_words(analyst, address, acts[0])
    assert "Location" in analyst.post(f"{address}/end").headers
    process.wait(60)
    assert list(playgrounds.root_of(platform.settings.data_dir).glob("*/")) == []
    assert analyst.get(address).status_code == 404
    other = signed_in(app, platform, staff(platform, "analyst", name="陈分析"))
    assert other.get(address).status_code == 404
