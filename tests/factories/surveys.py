"""Surveys for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflows.bootstrap import Platform
from workflows.business.surveys.answering import answer
from workflows.business.surveys.models import Survey
from workflows.business.surveys.questions import starting_questions
from workflows.business.surveys.values import SentAnswer
from workflows.ground.db import new_id
from workflows.people.identity.code_requests import Asker
from workflows.people.identity.values import AttemptRefused
from workflows.people.viewer import Viewer

ANSWERED: dict[str, Any] = {
    "name": "湘江机械（集团）有限公司", "region": "430100", "ownership": "private",
    "services": ["finance", "digital"], "when": "month", "contact_name": "王建国",
    "contact_phone": "0731-88886666",
}  # fmt: skip
"""What somebody answers to the starting questions."""


def surveyed(platform: Platform, **values: Any) -> str:
    """Make a survey with the starting questions that is open for a week; return its id."""
    with platform.begin() as work:
        told = {
            "id": new_id(), "title_zh": "企业服务需求调研", "body_zh": "了解企业需求。", "title_en": "",
            "body_en": "", "questions": starting_questions(), "revision": 1, "opens_at": None,
            "closes_at": work.now + timedelta(days=7), "one_per_company": False, "state": "published",
            "answers": 0, "author_id": "", "created_at": work.now,
        }  # fmt: skip
        row = Survey(**told | values)
        work.session.add(row)
        work.session.flush()
        return row.id


def answered(platform: Platform, survey_id: str, page: str, **values: Any) -> AttemptRefused | None:
    """Answer a survey as somebody with an account of their own; `page` tells the pages apart."""
    sent = SentAnswer(ANSWERED | values, f"{page:-<24}", "zh-CN")
    with platform.begin() as work:
        return answer(work, survey_id, sent, Asker(), viewer=Viewer(f"guest-{page}"))
