"""An operator builds a survey and announces it; a visitor answers with a picture, once."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories.people import applicant, staff
from tests.factories.surveys import ANSWERED, answered, surveyed
from tests.web.gatherings.test_gathering_pages import picture
from tests.web.people_at_work import signed_in
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.surveys import registering
from workflows.business.surveys.models import Survey, SurveyAnswer

pytestmark = pytest.mark.prepared
JSON = {"Accept": "application/json"}
TYPED = {"title_zh": "<b>需求", "body_zh": "说明", "title_en": "Needs", "closes_at": "2026-03-09T18:00"}


def token(page: str) -> dict[str, str]:
    """Return what tells this page of a survey from others."""
    there = re.search(r'name="_answer" value="([^"]+)"', page)
    assert there is not None
    return {"_answer": there[1]}


def test_a_survey_is_built_published_and_announced(app: Flask, platform: Platform) -> None:
    operator = signed_in(app, platform, staff(platform, "operator"))
    refused = operator.post("/surveys/kept/new", data={**TYPED, "body_zh": "", "opens_at": "never"})
    assert (refused.status_code, "&lt;b&gt;需求" in refused.text) == (422, True)
    page = operator.post("/surveys/kept/new", data=TYPED).headers["Location"]
    editor = operator.get(f"{page}/questions").text
    assert ("form_editor" in editor, "所有制类型" in editor) == (True, True)
    offered = operator.get("/surveys/kept/vocabulary").json
    assert offered is not None
    assert "filepicker" not in offered["form"]["types"]
    question: dict[str, Any] = {"type": "textfield", "id": "f", "key": "name", "label": "企业"}
    question["validate"] = {"required": True}
    document: dict[str, Any] = {"id": "questionnaire", "components": [question]}
    broken = json.dumps({**document, "components": [{**question, "type": "filepicker"}]})
    checked = operator.post("/surveys/kept/check", data={"content": broken}).json
    assert checked is not None
    assert [one["element"] for one in checked["findings"]] == ["f"]
    sent = {"content": broken, "revision": "1"}
    assert operator.post(f"{page}/questions", data=sent, headers=JSON).status_code == 422
    sent["content"] = json.dumps(document)
    saved = operator.post(f"{page}/questions", data=sent, headers=JSON)
    assert (saved.status_code, (saved.json or {})["revision"]) == (200, 2)
    assert operator.post(f"{page}/questions", data=sent, headers=JSON).status_code == 409
    drawn = operator.post("/surveys/kept/draw", data={**sent, "language": "en"}).json
    assert "Send my answers" in (drawn or {})["html"]
    assert "企业" in operator.get(f"{page}/preview").text
    published = operator.post(page, data={**TYPED, "one_per_company": "on", "then": "publish"})
    assert published.headers["Location"] == page
    assert "<svg" in operator.get(page).text
    notice = operator.get(operator.post(f"{page}/notice").headers["Location"]).text
    survey = page.replace("/kept", "")
    assert (f'src="{survey}/code.svg"' in notice, f'{survey}" rel=' in notice) == (True, True)
    assert app.test_client().get(f"{survey}/code.svg").data.startswith(b"<?xml")


def test_a_visitor_answers_once_with_a_picture(app: Flask, platform: Platform, clock: FixedClock) -> None:
    survey_id = surveyed(platform, one_per_company=True, title_en="Needs")
    visitor, page = app.test_client(), f"/surveys/{survey_id}"
    shown = visitor.get(page).text
    wrong = {**ANSWERED, **token(shown), **picture(platform, shown), "name": "<i>企业", "contact_phone": "1"}
    refused = visitor.post(page, data=wrong)
    assert (refused.status_code, "&lt;i&gt;企业" in refused.text) == (422, True)
    assert token(refused.text) == token(shown), "the same page, still"
    unseen = visitor.post(page, data={**ANSWERED, **token(shown)})
    assert (unseen.status_code, "captcha-problem" in unseen.text) == (422, True)
    sent = {**ANSWERED, **token(shown), **picture(platform, unseen.text)}
    for _ in range(2):  # pressed twice: the picture is used up, the answer is there
        assert visitor.post(page, data=sent).headers["Location"] == f"{page}/thanks"
    assert "感谢" in visitor.get(f"{page}/thanks").text
    assert app.test_client().get(f"{page}/thanks").headers["Location"] == page, "thanks for no answer"
    again = visitor.get(page).text
    second = visitor.post(page, data={**ANSWERED, **token(again), **picture(platform, again)})
    assert (second.status_code, "每家企业限填一次" in second.text) == (422, True)
    with platform.begin() as work:
        rows = list(work.session.scalars(select(SurveyAnswer.data)))
    assert rows == [ANSWERED | dict.fromkeys(set(rows[0]) - set(ANSWERED))]
    clock.pass_time(days=7)
    assert "已结束" in visitor.get(page).text
    late = visitor.post(page, data={**sent, **token(again)})
    assert (late.status_code, "已结束" in late.text) == (409, True)
    assert (ANSWERED["name"] in late.text, "captcha_id" in late.text) == (True, False), "what was typed"
    assert visitor.get("/surveys/nothing").status_code == 404


def test_a_survey_that_is_not_open_yet_and_a_draft_are_pages(app: Flask, platform: Platform) -> None:
    survey_id, visitor = surveyed(platform), app.test_client()
    with platform.begin() as work:
        row = work.session.get_one(Survey, survey_id)
        row.opens_at = row.closes_at
        assert row.closes_at is not None
        row.closes_at = row.closes_at.replace(year=2027)
    assert "尚未开放" in visitor.get(f"/surveys/{survey_id}").text
    draft = surveyed(platform, state="draft")
    assert visitor.get(f"/surveys/{draft}").status_code == 404
    kept = signed_in(app, platform, staff(platform, "operator"))
    assert draft in kept.get("/surveys/kept?phase=draft").text
    assert draft not in kept.get("/surveys/kept?phase=open").text
    assert kept.post(f"/surveys/kept/{draft}/delete").headers["Location"] == "/surveys/kept?phase=draft"
    assert draft not in kept.get("/surveys/kept?phase=draft").text
    assert kept.post(f"/surveys/kept/{survey_id}/delete").status_code == 409, "people have its link"
    assert answered(platform, surveyed(platform), "a") is None


def test_a_registration_begins_with_what_was_answered_once(app: Flask, platform: Platform) -> None:
    survey_id, visitor = surveyed(platform), app.test_client()
    shown = visitor.get(f"/surveys/{survey_id}").text
    assert "take_answers" not in visitor.get("/account/sign-up").text
    visitor.post(f"/surveys/{survey_id}", data={**ANSWERED, **token(shown), **picture(platform, shown)})
    assert "以所填内容注册" in visitor.get(f"/surveys/{survey_id}/thanks").text
    assert "take_answers" in visitor.get("/account/sign-up").text
    with visitor.session_transaction() as session:
        noted = tuple(session["answered_survey"])
    person, other = applicant(platform), applicant(platform)
    with platform.begin() as work:
        assert registering.begin_with(work, *noted, person.user_id)
        assert not registering.begin_with(work, *noted, other.user_id)
    assert "take_answers" not in visitor.get("/account/sign-up").text
    form = signed_in(app, platform, person.user_id).get("/account/sign-up/organisation").text
    assert (ANSWERED["name"] in form, 'value="private" selected' in form) == (True, True)
    assert (
        ANSWERED["name"]
        not in signed_in(app, platform, other.user_id).get("/account/sign-up/organisation").text
    )
