"""What crosses the border of this domain: frozen values; moments are aware."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from forms import Text

SurveyState = Literal["draft", "published", "ended"]
SURVEY_STATES: tuple[SurveyState, ...] = get_args(SurveyState)
SurveyPhase = Literal["draft", "scheduled", "open", "ended"]
SURVEY_PHASES: tuple[SurveyPhase, ...] = get_args(SurveyPhase)
PHASE_NAMES: Mapping[SurveyPhase, Text] = {
    "draft": Text("草稿", "Draft"),
    "scheduled": Text("未开始", "Not open yet"),
    "open": Text("进行中", "Open"),
    "ended": Text("已结束", "Ended"),
}
"""How people call what a survey is in: its state, and for a published one the time."""
LIMITS: Mapping[str, int] = {"title_zh": 120, "title_en": 120, "body_zh": 5_000, "body_en": 5_000}
"""Characters by field."""
COMPANY, CREDIT_CODE = "name", "credit_code"
"""Keys of the questions that say which company answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyDraft:
    """A survey as typed; `opens_at` None: from when it is published."""

    title_zh: str
    body_zh: str
    title_en: str
    body_en: str
    opens_at: datetime | None
    closes_at: datetime | None
    one_per_company: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSurvey:
    """A survey as those see it who keep it; `questions` is the document of the form editor.

    One whose time is over has not ended for ever: it goes on with a later closing time.
    """

    id: str
    title_zh: str
    body_zh: str
    title_en: str
    body_en: str
    opens_at: datetime | None
    closes_at: datetime | None
    one_per_company: bool
    questions: str
    revision: int
    state: SurveyState
    phase: SurveyPhase
    answers: int
    forgotten_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyView:
    """A survey as who answers sees it, in their language."""

    id: str
    title: str
    body: str
    phase: SurveyPhase
    opens_at: datetime | None
    closes_at: datetime | None
    one_per_company: bool
    questions: str


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """The checked answers by question, with the token of the page on which they were typed."""

    data: Mapping[str, Any]
    token: str
    locale: str
