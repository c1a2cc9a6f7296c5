"""What answers add up to: by day, by option, by number; texts and the file."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories.people import staff, viewer
from tests.factories.surveys import answered, surveyed
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.surveys import keeping
from workflows.business.surveys.export import export
from workflows.business.surveys.models import SurveyAnswer
from workflows.business.surveys.results import AddedUp, QuestionResult, results, text_question, texts
from workflows.business.surveys.retention import forget_who_answered
from workflows.ground.errors import Forbidden, NotFound

pytestmark = pytest.mark.prepared


def test_answers_add_up_and_come_as_a_file(platform: Platform, clock: FixedClock) -> None:
    survey_id, other = surveyed(platform), surveyed(platform)
    given: tuple[dict[str, Any], ...] = (
        {"employees": 10, "details": "=1+1", "services": ["finance"]},
        {"employees": 25, "details": "", "region": "430200"},
        {"employees": "123456789012345678901", "name": "另一家", "details": "第二条", "services": []},
    )
    for number, one in enumerate(given):
        assert answered(platform, survey_id, f"page-{number}", **one) is None
        clock.pass_time(days=number)
    assert answered(platform, other, "elsewhere", employees=7) is None
    operator = viewer(platform, staff(platform, "operator"))
    with platform.begin() as work:
        with pytest.raises(Forbidden):
            results(work, viewer(platform, staff(platform, "department")), survey_id, "en")
        brought = results(work, operator, survey_id, "en")
        assert [(one.day.day, one.answers) for one in brought.days] == [(2, 2), (3, 1)]
        by_key: dict[str, QuestionResult] = {one.key: one for one in brought.questions}
        chosen = [(one.label, one.chosen, one.percent) for one in by_key["services"].choices[:3]]
        assert chosen == [
            ("Finance", 2, 100.0),
            ("Digital transformation", 1, 50.0),
            ("Technology and innovation", 0, 0.0),
        ]
        assert [(one.chosen, round(one.percent)) for one in by_key["region"].choices] == [(2, 67), (1, 33)]
        great = Decimal(123456789012345678901)
        added = AddedUp(Decimal(10), great, (great + 35) / 3, great + 35)
        assert by_key["employees"].numbers == added
        assert (by_key["budget"].numbers, by_key["budget"].given, by_key["details"].given) == (None, 0, 2)
        newest = texts(work, operator, survey_id, "details", limit=1)
        assert [(one.text, one.company) for one in newest] == [("第二条", "另一家")]
        older = texts(work, operator, survey_id, "details", after=newest[0].id)
        assert [one.text for one in older] == ["=1+1"]
        for key in ("region", "nothing"):
            with pytest.raises(NotFound):
                text_question(work, operator, survey_id, key)
        written = io.BytesIO()
        export(work, operator, survey_id, written, kind="csv", locale="zh-CN")
    lines = written.getvalue().decode("utf-8-sig").splitlines()
    assert (len(lines), lines[0].split(",")[:3]) == (4, ["填写时间", "企业名称", "统一社会信用代码"])
    assert ("民营企业" in lines[1], "'=1+1" in lines[1], "株洲市" in lines[2]) == (True, True, True)


def test_who_answered_is_forgotten_after_the_end_and_the_numbers_stay(
    platform: Platform, clock: FixedClock
) -> None:
    survey_id = surveyed(platform, one_per_company=True)
    assert answered(platform, survey_id, "page-1", employees=10, details="张三 13900001111") is None
    operator = viewer(platform, staff(platform, "operator"))
    with platform.begin() as work:
        keeping.end(work, operator, survey_id)
    clock.pass_time(days=180)
    for forgotten in (1, 0):
        with platform.begin() as work:
            before = results(work, operator, survey_id, "en")
            assert forget_who_answered(work) == forgotten
            after = results(work, operator, survey_id, "en")
            texts_left = texts(work, operator, survey_id, "details")
            (row,) = work.session.execute(select(SurveyAnswer)).scalars().all()
            said = f"{row.data} {row.company} {row.credit_code} {row.token}"
        countable = [one for one in after.questions if one.kind != "text"]
        assert countable == [one for one in before.questions if one.kind != "text"]
        assert after.days == before.days
        assert texts_left == ()
        assert not any(one in said for one in ("张三", "page-1", "企业", "91430100"))


def test_who_answered_is_known_until_then(platform: Platform, clock: FixedClock) -> None:
    survey_id = surveyed(platform)
    assert answered(platform, survey_id, "page-1") is None
    operator = viewer(platform, staff(platform, "operator"))
    with platform.begin() as work:
        keeping.end(work, operator, survey_id)
    clock.pass_time(days=179)
    with platform.begin() as work:
        assert forget_who_answered(work) == 0
