"""Surveys of the demonstration: one that has ended with its answers, and one that is open, with a notice."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from workflows.bootstrap import Platform
from workflows.business.surveys import keeping, queries
from workflows.business.surveys.announcing import USUAL_INTRODUCTION, notice_of
from workflows.business.surveys.answering import keep_answer
from workflows.business.surveys.values import SentAnswer, SurveyDraft
from workflows.ground.work import Work
from workflows.notices import operations as notices
from workflows.people.identity.queries import id_by_identifier
from workflows.people.viewer import Viewer
from workflows.people.viewer_loader import viewer_of

KEEPER = "operator"
CITIES = ("430100", "430100", "430100", "430200", "430200", "430300", "430600", "430700", "431300")
OWNERSHIPS = ("private", "private", "private", "state", "joint_stock", "foreign", "individual", "collective")
SERVICES = ("finance", "digital", "technology", "talent", "market", "law", "management", "testing")
WHEN = ("month", "quarter", "quarter", "half_year", "year", "open")
NAMES = ("湘江", "麓谷", "洞庭", "星沙", "株百", "韶峰", "云溪", "浏阳河", "岳麓", "资江", "沅水", "衡岳")
TRADES = ("机械", "新材料", "电子", "食品", "生物", "装备", "纺织", "环保", "软件", "物流")
PEOPLE = ("王建国", "李敏", "张伟", "刘芳", "陈静", "杨帆", "周洋", "黄丽")
DETAILS = (
    "计划改造两条生产线，希望推荐熟悉离散制造的数字化服务商。",
    "流动资金紧张，想了解信用贷款和服务券的申领条件。",
    "需要三类产品的第三方检测报告，最好能在本地完成。",
    "拟申报专精特新，需要知识产权与管理方面的辅导。",
    "",
    "",
)


class SurveyStory(NamedTuple):
    """A survey: its titles, how many days before the end it opens and closes, and how many answer."""

    title_zh: str
    title_en: str
    opened: int
    closes: int
    answers: int


ENDED = SurveyStory("二季度企业服务需求调研", "Survey of needs, second quarter", 38, 17, 46)
RUNNING = SurveyStory("三季度企业服务需求调研", "Survey of needs, third quarter", 6, -24, 14)


def load(platform: Platform, end: datetime) -> None:
    """Let the operator build both surveys, and companies answer them in the weeks before `end`."""
    with platform.begin(now=end) as work:
        keeper_id = id_by_identifier(work, KEEPER)
        assert keeper_id is not None, "staff is there before it works"
    for told in (ENDED, RUNNING):
        _survey(platform, keeper_id, told, end)


def _survey(platform: Platform, keeper_id: str, told: SurveyStory, end: datetime) -> None:
    opened = end - timedelta(days=told.opened)
    closes_at = end - timedelta(days=told.closes)
    with platform.begin(keeper_id, now=opened) as work:
        keeper = viewer_of(work)
        draft = SurveyDraft(
            title_zh=told.title_zh, title_en=told.title_en, opens_at=None, closes_at=closes_at,
            one_per_company=True, **USUAL_INTRODUCTION,
        )  # fmt: skip
        survey_id = keeping.save(work, keeper, draft)
        keeping.publish(work, keeper, survey_id)
        _announce(work, keeper, survey_id)
    chance = random.Random(told.title_en)  # noqa: S311
    lasts = min(closes_at, end) - opened
    moments = sorted(opened + lasts * chance.betavariate(1, 2) for _ in range(told.answers))
    names = chance.sample([f"湖南{name}{trade}有限公司" for name in NAMES for trade in TRADES], told.answers)
    for number, (at, name) in enumerate(zip(moments, names, strict=True)):
        with platform.begin(now=at) as work:
            sent = SentAnswer(_answer(chance, name), f"demonstration-{number:08d}", "zh-CN")
            assert keep_answer(work, keeping.locked(work, survey_id), sent) is None, "names differ"


def _announce(work: Work, keeper: Viewer, survey_id: str) -> None:
    """Publish the notice that leads to a survey."""
    page = f"/surveys/{survey_id}"
    notice = notice_of(queries.kept_one(work, keeper, survey_id), link=page, code=f"{page}/code.svg")
    notices.publish_announcement(work, notices.save_announcement(work, notice))


def _answer(chance: random.Random, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "region": chance.choice(CITIES),
        "ownership": chance.choice(OWNERSHIPS),
        "employees": chance.choice((8, 15, 26, 48, 73, 120, 260)),
        "services": chance.sample(SERVICES, chance.randint(1, 4)),
        "details": chance.choice(DETAILS),
        "when": chance.choice(WHEN),
        "budget": chance.choice((2, 5, 8.5, 12, 20, None)),
        "contact_name": chance.choice(PEOPLE),
        "contact_phone": f"0731-8{chance.randint(1000000, 9999999)}",
    }
