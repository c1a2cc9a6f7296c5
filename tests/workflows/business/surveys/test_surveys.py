"""Surveys: what may be asked, from when it stands, one answer for each page and each company."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories.people import credit_code, staff, viewer
from tests.factories.surveys import answered, surveyed
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.surveys import keeping, queries
from workflows.business.surveys.models import SurveyAnswer
from workflows.business.surveys.questions import problems_of_questions, starting_questions
from workflows.business.surveys.values import SurveyDraft, SurveyPhase
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound
from workflows.people.identity.values import AttemptRefused

EMPTY = SurveyDraft(
    title_zh="", body_zh="", title_en="", body_en="", opens_at=None, closes_at=None, one_per_company=False
)


def questions(*components: dict[str, Any], **more: Any) -> str:
    return json.dumps({"id": "questionnaire", "type": "default", "components": components, **more})


def field(**values: Any) -> dict[str, Any]:
    return {"type": "textfield", "id": "f", "key": "f", "label": "题目", **values}


def said(refused: AttemptRefused | None) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in refused.problems] if refused is not None else []


OPTION, OTHER = {"label": "甲", "value": "a"}, {"label": "乙", "value": "b"}


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        ("{", ["form_problem"]),
        ("x" * 100_001, ["questions_too_long"]),
        (questions(), ["no_questions"]),
        (questions(field(type="filepicker")), ["kind_refused"]),
        (questions(field(type="expression", expression="=1")), ["form_problem"]),
        (questions(field(label="=name")), ["form_problem"]),
        (questions(field(conditional={"hide": "=true"})), ["form_problem"]),
        (questions(field(properties={"required_feel": "true"})), ["form_problem"]),
        (questions(field(properties={"shown_to": "public"})), ["property_refused"]),
        (questions(field(properties={"validate": "id_card_cn"})), ["rule_refused"]),
        (questions(field(key="captcha_answer")), ["key_reserved"]),
        (questions(field(label=" ")), ["no_label"]),
        (questions(field(readonly=True)), ["not_answerable"]),
        (questions(field(type="radio", values=[OPTION])), ["no_choices"]),
        (questions(field(type="select", valuesKey="consultants")), ["list_refused"]),
        (questions(field(type="select", valuesKey="regions")), []),
        (questions(field(type="radio", values=[OPTION, OTHER])), []),
        (questions({"type": "group", "id": "g", "path": "g", "components": [field()]}), ["group_with_path"]),
        (questions(*(field(id=f"f{n}", key=f"f{n}") for n in range(61))), ["too_many_questions"]),
        (starting_questions(), []),
    ],
)
def test_a_questionnaire_asks_only_what_anybody_can_answer(document: str, wrong: list[str]) -> None:
    codes = [one.code.removeprefix("surveys.") for one in problems_of_questions(document)]
    assert codes == wrong
    assert all(one.message("zh-CN") and one.message("en") for one in problems_of_questions(document))


def test_what_is_wrong_is_said_at_its_component() -> None:
    document = questions({"type": "group", "id": "g", "components": [field(label="=1")]})
    assert [one.field for one in problems_of_questions(document)] == ["f"]


def test_an_operator_builds_publishes_and_ends_and_questions_stand(
    platform: Platform, clock: FixedClock
) -> None:
    operator, guest = staff(platform, "operator"), staff(platform, "enterprise")
    with platform.begin(operator) as work:
        keeper, closes_at = viewer(platform, operator), work.now + timedelta(days=1)
        with pytest.raises(Forbidden):
            keeping.save(work, viewer(platform, guest), EMPTY)
        with pytest.raises(Invalid) as refused:
            keeping.save(work, keeper, EMPTY)
        assert [one.field for one in refused.value.problems] == ["title_zh", "body_zh"]
        told = {"title_zh": " 调研 ", "body_zh": "说明", "title_en": "", "body_en": ""}
        draft = SurveyDraft(**told, opens_at=None, closes_at=None, one_per_company=True)
        survey_id = keeping.save(work, keeper, draft)
        with pytest.raises(NotFound):
            queries.survey(work, survey_id, "zh-CN")
        revision = keeping.save_questions(work, keeper, survey_id, questions(field()), revision=1)
        with pytest.raises(Conflict):
            keeping.save_questions(work, keeper, survey_id, starting_questions(), revision=1)
        with pytest.raises(Invalid):
            keeping.save_questions(work, keeper, survey_id, questions(), revision=revision)
        with pytest.raises(Invalid) as refused:
            keeping.publish(work, keeper, survey_id)
        assert [one.field for one in refused.value.problems] == ["closes_at", "one_per_company"]
        keeping.save_questions(work, keeper, survey_id, starting_questions(), revision=revision)
        opens_at = work.now + timedelta(hours=1)
        timed = SurveyDraft(**told, opens_at=opens_at, closes_at=closes_at, one_per_company=True)
        keeping.save(work, keeper, timed, survey_id)
        keeping.publish(work, keeper, survey_id)
        with pytest.raises(InvalidState):
            keeping.save_questions(work, keeper, survey_id, questions(field()), revision=None)
        later = SurveyDraft(**told, opens_at=opens_at, closes_at=closes_at, one_per_company=False)
        keeping.save(work, keeper, later, survey_id)
        kept = queries.kept_one(work, keeper, survey_id)
        assert (kept.title_zh, kept.one_per_company, kept.phase) == ("调研", True, "scheduled")
        copied = queries.kept_one(work, keeper, keeping.copy(work, keeper, survey_id))
        assert (copied.title_zh, copied.phase, copied.questions) == ("调研（副本）", "draft", kept.questions)

    def phases() -> list[SurveyPhase]:
        with platform.begin() as work:
            seen_by: list[SurveyPhase] = ["draft", "scheduled", "open", "ended"]
            return [one for one in seen_by for _ in queries.kept(work, keeper, phase=one)]

    assert phases() == ["draft", "scheduled"]
    clock.pass_time(hours=1)
    assert phases() == ["draft", "open"]
    clock.pass_time(days=1)
    assert phases() == ["draft", "ended"]
    with platform.begin(operator) as work:
        for _ in range(2):
            keeping.end(work, keeper, survey_id)
        with pytest.raises(InvalidState):
            keeping.save(work, keeper, timed, survey_id)


def test_a_page_is_answered_once_and_so_does_a_company_where_that_is_wanted(
    platform: Platform, clock: FixedClock
) -> None:
    free, survey_id = surveyed(platform), surveyed(platform, one_per_company=True)
    code = credit_code(1)
    assert [said(answered(platform, free, page)) for page in "aab"] == [[], [], []]
    assert said(answered(platform, survey_id, "a", credit_code=code)) == []
    assert said(answered(platform, survey_id, "a", credit_code=code)) == []
    refused = [("name", "surveys.company_answered")]
    assert said(answered(platform, survey_id, "b", name="湘江机械 (集团) 有限公司")) == refused
    assert said(answered(platform, survey_id, "c", name="别名", credit_code=code.lower())) == refused
    assert said(answered(platform, survey_id, "d", name="另一家企业")) == []
    with platform.begin() as work:
        rows = select(SurveyAnswer.survey_id).order_by(SurveyAnswer.id)
        assert list(work.session.scalars(rows)) == [free, free, survey_id, survey_id]
        keeper = viewer(platform, staff(platform, "operator"))
    with platform.begin() as work:
        assert queries.kept_one(work, keeper, survey_id).answers == 2
    with pytest.raises(Invalid):
        answered(platform, free, "c", details="长" * 30_001)
    clock.pass_time(days=7)
    with pytest.raises(Conflict):
        answered(platform, survey_id, "e", name="第三家企业")
    assert said(answered(platform, survey_id, "d")) == [], "it was answered in time"
