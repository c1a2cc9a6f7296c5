"""Services: what one may begin, and the way from the form to the case."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.factories.people import Applicant, staff
from tests.web.services.conftest import PACKAGE, TRIP
from tests.workflows.approvals.conftest import Story
from workflows.approvals.models import Case
from workflows.bootstrap import Platform

SignIn = Callable[[str], FlaskClient]
PAGE = "/services/field_trip"


def cases(platform: Platform) -> int:
    with platform.begin() as work:
        return work.session.scalar(select(func.count()).select_from(Case)) or 0


def begin(client: FlaskClient, **changes: str) -> str:
    """Fill in, check and hand in; return the page of the case."""
    assert client.post(PAGE, data=TRIP | changes).headers["Location"] == f"{PAGE}?check=1"
    return str(client.post(PAGE, data={"then": "hand_in"}).headers["Location"])


def test_who_may_begin_finds_it_by_words_with_its_help(trips: Story, boss: Applicant, as_user: SignIn):
    page = as_user(boss.user_id).get("/services").text
    assert "外出办事" in page
    assert "外出办事请至少提前一个工作日申请。" in page
    assert "人事" in page
    assert "服务机构注册认证" not in page, "an enterprise does not register as a provider"
    html = as_user(boss.user_id).get("/services?q=外出").text
    assert "外出办事" in html
    assert "企业注册认证" not in html
    assert "没有符合的事项" in as_user(boss.user_id).get("/services?q=外出 宇航").text


def test_a_visitor_sees_what_there_is_and_signs_in_to_begin(trips: Story, client: FlaskClient):
    page = client.get("/services").text
    assert "外出办事" in page
    assert "登录办理" in page
    answer = client.get(PAGE)
    assert "/account/sign-in" in answer.headers["Location"]
    assert "services" in answer.headers["Location"]


def test_in_english_it_is_called_in_english(trips: Story, client: FlaskClient):
    client.set_cookie("locale", "en")
    page = client.get("/services").text
    assert "Field trip" in page
    assert "Ask at least one working day before." in page
    assert "外出" not in page


def test_an_employee_begins_it_and_of_two_presses_one_counts(
    trips: Story, employee: str, platform: Platform, as_user: SignIn
):
    client = as_user(employee)
    assert "外出天数" in client.get(PAGE).text
    assert client.post(PAGE, data=TRIP).headers["Location"] == f"{PAGE}?check=1"
    answers = client.get(f"{PAGE}?check=1").text
    assert "走访企业" in answers
    assert "企业走访" in answers
    assert cases(platform) == 0
    first, second = client.post(PAGE, data={"then": "hand_in"}), client.post(PAGE, data={"then": "hand_in"})
    assert first.headers["Location"] == second.headers["Location"]
    assert re.fullmatch(r"/cases/WC-2026-\d{6}", first.headers["Location"])
    assert cases(platform) == 1
    page = client.get(first.headers["Location"]).text
    assert "外出办事 · 周小雨 · 2026年3月9日至2026年3月10日" in page, re.findall(
        r"<h1.*?</h1>", page, re.DOTALL
    )


def test_what_is_wrong_stands_at_its_field_and_the_draft_stays(boss: Applicant, as_user: SignIn):
    client = as_user(boss.user_id)
    answer = client.post(PAGE, data=TRIP | {"until": "2026-03-01"})
    assert answer.status_code == 422
    assert re.search(r'id="f-until-errors"[^>]*>.*?结束日期不能早于开始日期。', answer.text, re.DOTALL)
    mended = TRIP | {"until": "2026-03-01", "reason": "", "_refresh": "1"}
    drawn = client.post(f"{PAGE}/draft", data=mended | {"_checked": "1"}).get_json()["html"]
    assert "结束日期不能早于开始日期。" in drawn, (
        "what is wrong elsewhere stays marked while a field is changed"
    )
    assert 'name="_checked"' in answer.text
    assert "结束日期不能早于开始日期。" not in client.post(f"{PAGE}/draft", data=mended).get_json()["html"]
    client.post(PAGE, data=TRIP | {"until": "2026-03-01"})
    assert client.get(f"{PAGE}?check=1").headers["Location"] == PAGE, "an incomplete draft is not handed in"
    assert client.post(PAGE, data={"then": "hand_in"}).headers["Location"] == PAGE
    again = as_user(boss.user_id).get(PAGE).text
    assert 'value="2026-03-01"' in again


def test_a_draft_is_kept_while_typing_and_another_window_is_told(boss: Applicant, as_user: SignIn):
    client = as_user(boss.user_id)
    saved = client.post(f"{PAGE}/draft", data={"reason": "走访", "revision": "0"})
    assert saved.get_json()["revision"] == 1
    assert "走访" in as_user(boss.user_id).get(PAGE).text
    late = client.post(f"{PAGE}/draft", data={"reason": "x", "revision": "0"})
    assert late.status_code == 409


def test_who_may_not_is_refused_and_what_is_unknown_is_said(trips: Story, boss: Applicant, as_user: SignIn):
    assert as_user(trips.operator).get(PAGE).status_code == 403
    assert as_user(trips.operator).post(PAGE, data=TRIP).status_code == 403
    gone = as_user(boss.user_id).get("/services/long_gone")
    assert gone.status_code == 404
    assert "没有这个办理事项，或者它已停止受理" in gone.text


def test_the_case_and_its_form_stay_readable_after_the_decision(
    trips: Story, employee: str, platform: Platform, as_user: SignIn
):
    case = begin(as_user(employee))
    (item,) = trips.to_do(trips.operator)
    finance = staff(platform, "finance", name="钱财务")
    trips.decide(trips.operator, item.task_id, "approve")
    for who in (employee, trips.operator, finance):
        page = as_user(who).get(case)
        assert page.status_code == 200
        assert "走访企业" in page.text, "the form belongs to the case for ever"
    assert "已批准" in as_user(employee).get(case).text


def test_returned_and_corrected_the_reviewer_sees_what_changed(trips: Story, employee: str, as_user: SignIn):
    client = as_user(employee)
    case = begin(client)
    (item,) = trips.to_do(trips.operator)
    trips.decide(trips.operator, item.task_id, "return", opinion="请延长一天")
    (task,) = trips.to_do(employee)
    page = client.get(case).text
    assert "请延长一天" in page
    sent = TRIP | {"until": "2026-03-11", "action": "submit"}
    assert client.post(f"{case}/tasks/{task.task_id}", data=sent).headers["Location"] == case
    trips.run()
    (again,) = trips.to_do(trips.operator)
    review = as_user(trips.operator).get(f"/inbox/tasks/{again.task_id}").text
    pairs = re.findall(r"<del[^>]*>([^<]*)</del>.*?<ins[^>]*>([^<]*)</ins>", review, re.DOTALL)
    assert ("2026年3月10日", "2026年3月11日") in pairs, pairs
    assert ("2", "3") in pairs
    assert "2026年3月9日至2026年3月11日" in client.get(case).text, "it is called after what counts now"


def test_lists_do_not_grow_with_the_number_of_services(
    trips: Story, boss: Applicant, as_user: SignIn, statements: list[str]
):
    client = as_user(boss.user_id)
    client.get("/services")
    statements.clear()
    client.get("/services")
    assert len(statements) <= 16


def test_lists_are_filtered_by_what_the_process_declares(trips: Story, employee: str, as_user: SignIn):
    short, long = begin(as_user(employee)), begin(as_user(employee), until="2026-03-17", trip_kind="fair")
    reviewer = as_user(trips.operator)
    page = reviewer.get("/inbox?process=field_trip").text
    assert re.search(r'<select[^>]*name="f\.trip_kind"', page), "a choice is chosen"
    assert re.search(r'name="f\.days\.min"[^>]*type="number"|type="number"[^>]*name="f\.days\.min"', page)
    assert re.search(r'name="f\.from\.min"[^>]*type="date"|type="date"[^>]*name="f\.from\.min"', page)
    for wanted in ("f.days.min=5", "f.trip_kind=fair", "f.days.min=3&f.from.min=2026-03-01"):
        html = reviewer.get(f"/inbox?process=field_trip&{wanted}").text
        assert long.removeprefix("/cases/") in html, wanted
        assert short.removeprefix("/cases/") not in html, wanted


def test_in_english_the_whole_diagram_is_english(trips: Story, employee: str, as_user: SignIn):
    client = as_user(employee)
    case = begin(client)
    client.set_cookie("locale", "en")
    page = client.get(case).text
    named = json.loads(unescape(re.search(r'data-names="([^"]*)"', page)[1]))  # type: ignore[index]
    drawn = set(
        re.findall(
            r'id="(lane_[a-z]+(?=")|pool|is_long|way_single|review)"', client.get(f"{case}/diagram.bpmn").text
        )
    )
    assert drawn <= named.keys()
    assert (named["pool"], named["lane_operator"], named["is_long"]) == (
        "Field trip",
        "Operator",
        "More than three days",
    )
    assert "Field trip · 周小雨" in page


@pytest.mark.parametrize(
    ("pattern", "title"),
    [
        ('name + " · " + shown.note + " · " + applicant_name', "外出办事 · 周小雨"),
        ('name + " · " + application.note + " · " + applicant_name', "外出办事 · 周小雨"),
        ('shown.note + " - " + name + " | " + applicant_name', "外出办事 | 周小雨"),
        ('name + " - " + shown.note', "外出办事"),
        ('name + " 9-10 " + shown.note', "外出办事 9-10"),
    ],
)
def test_what_is_empty_leaves_its_title_with_its_separator(
    trips: Story, employee: str, platform: Platform, as_user: SignIn, pattern: str, title: str
):
    files = {file.name: file.read_bytes() for file in PACKAGE.iterdir()}
    form = json.loads(files["trip.form"])
    form["components"].append({"type": "textfield", "id": "note", "key": "note", "label": "备注"})
    files["trip.form"] = json.dumps(form).encode()
    quoted = pattern.replace('"', "&quot;")
    files["process.bpmn"] = re.sub(rb' title="[^"]*"', f' title="={quoted}"'.encode(), files["process.bpmn"])
    with platform.begin() as work:
        work.repository.deploy(files, source="field_trip")
    begin(as_user(employee))
    with platform.begin() as work:
        assert work.session.scalars(select(Case.title_zh)).all() == [title]
