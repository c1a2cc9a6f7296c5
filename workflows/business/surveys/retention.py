"""Forgetting who answered a survey, some time after its end: what can be counted stays, texts go."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, or_, select

from forms.schema import Checkbox, Choice, Number
from workflows.business.surveys.answering import keep_only
from workflows.business.surveys.models import Survey, SurveyAnswer
from workflows.business.surveys.questions import read_questions
from workflows.business.surveys.results import question_fields
from workflows.ground.settings_store.queries import number
from workflows.ground.work import Work

SETTING = "survey_answer_days"
_AT_ONCE = 10
"""Surveys that one run looks at; the next run goes on."""


def forget_who_answered(work: Work) -> int:
    """Take texts, days and the company out of the answers to surveys that ended long ago; return how many."""
    edge = work.now - timedelta(days=number(work, SETTING))
    known = exists().where(SurveyAnswer.survey_id == Survey.id)
    rows = select(Survey).where(
        Survey.state != "draft",
        Survey.closes_at <= edge,
        or_(Survey.forgotten_at.is_(None), Survey.forgotten_at < Survey.closes_at),
        known,
    )
    due = rows.order_by(Survey.closes_at, Survey.id).limit(_AT_ONCE).with_for_update(skip_locked=True)
    surveys = work.session.scalars(due).all()
    forgotten = sum(_forget(work, survey) for survey in surveys)
    work.session.flush()
    return forgotten


def _forget(work: Work, survey: Survey) -> int:
    countable = [
        one.key
        for one in question_fields(read_questions(survey.questions))
        if isinstance(one, (Choice, Checkbox, Number))
    ]
    done = keep_only(work, survey.id, countable)
    survey.forgotten_at = work.now
    return done
