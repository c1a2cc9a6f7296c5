"""Answering a survey, with or without an account.

One answer per company is held by what the answers say: the name without what people write in several ways,
and the credit code, if it is asked for. Either of them a second time is refused.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, column, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from forms import BoundForm, build_form
from forms.codec import MultiDict
from workflows.approvals.cases.forms import evaluator
from workflows.business.surveys.keeping import locked
from workflows.business.surveys.models import Survey, SurveyAnswer
from workflows.business.surveys.phases import phase_of
from workflows.business.surveys.questions import read_questions
from workflows.business.surveys.values import COMPANY, CREDIT_CODE, SentAnswer
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Invalid
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.identity import rate_counters
from workflows.people.identity.code_requests import Asker, PictureRule, not_a_person
from workflows.people.identity.errors import at
from workflows.people.identity.values import AttemptRefused
from workflows.people.organisations.queries import form_context
from workflows.people.viewer import Viewer

A_DAY_FROM_A_NETWORK, A_DAY_FROM_A_USER, A_DAY_WITHOUT_PICTURE = 500, 20, 5
"""A hall in which hundreds scan the QR code is one network."""
MOST_CHARACTERS = 30_000
_DAY = timedelta(days=1)
_PICTURES = PictureRule("survey", A_DAY_WITHOUT_PICTURE, _DAY)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}", re.ASCII)


def answer_form(
    work: Work,
    questions: str,
    *,
    locale: Locale,
    formdata: MultiDict | None = None,
    errors: Mapping[str, list[str]] | None = None,
) -> BoundForm:
    """Return the form of a questionnaire, empty or as it was sent; `errors` are sentences by question."""
    return build_form(
        read_questions(questions),
        evaluate=evaluator(work),
        context=form_context(work, locale),
        locale=locale,
        formdata=formdata,
        file_errors=errors,
        now=work.now,
    )


def answered_before(work: Work, survey_id: str, token: str) -> bool:
    """Tell whether what was typed on the page of a token is kept already."""
    same = (SurveyAnswer.survey_id == survey_id, SurveyAnswer.token == token.replace("\x00", ""))
    return work.session.scalar(select(SurveyAnswer.id).where(*same)) is not None


def answer(
    work: Work, survey_id: str, sent: SentAnswer, asker: Asker, *, viewer: Viewer | None = None
) -> AttemptRefused | None:
    """Keep the answers of somebody, None as `viewer` without an account; return why they are refused.

    What is refused is counted, and a picture is used up: the transaction has to commit. The same page sent
    twice is answered once.

    Raises: NotFound; Conflict: the survey takes no answers now; Invalid: they are too long.
    """
    if not _TOKEN.fullmatch(sent.token):
        raise Conflict("surveys.closed")
    if len(json.dumps(sent.data, ensure_ascii=False)) > MOST_CHARACTERS:
        raise Invalid("surveys.answer_too_long")
    if answered_before(work, survey_id, sent.token):
        return None
    refused = _too_many(work, asker, viewer)
    if refused is not None:
        return refused
    row = locked(work, survey_id)  # from here on one after the other
    if phase_of(row, work.now) != "open":
        raise Conflict("surveys.closed")
    if answered_before(work, survey_id, sent.token):
        return None
    return keep_answer(work, row, sent)


def keep_answer(work: Work, row: Survey, sent: SentAnswer) -> AttemptRefused | None:
    """Keep an answer to a held survey that is open; return why not, if its company has answered already."""
    company = company_key(_said(sent.data, COMPANY)) if row.one_per_company else ""
    credit_code = _said(sent.data, CREDIT_CODE).strip().upper() if row.one_per_company else ""
    if row.one_per_company and _company_is_there(work, row.id, company, credit_code):
        return _refused(COMPANY, "company_answered")
    kept = SurveyAnswer(
        id=new_id(), survey_id=row.id, token=sent.token, data=dict(sent.data), company=company,
        credit_code=credit_code, locale=sent.locale, answered_at=work.now,
    )  # fmt: skip
    work.session.add(kept)
    row.answers += 1
    work.session.flush()
    return None


def keep_only(work: Work, survey_id: str, questions: Collection[str]) -> int:
    """Take all but these questions out of the answers to a survey, and who gave them; return how many."""
    entry = func.jsonb_each(SurveyAnswer.data).table_valued("key", column("value", JSONB), name="entry")
    kept = func.coalesce(func.jsonb_object_agg(entry.c.key, entry.c.value), cast("{}", JSONB))
    data = select(kept).select_from(entry).where(entry.c.key.in_(questions)).scalar_subquery()
    answers = update(SurveyAnswer).where(SurveyAnswer.survey_id == survey_id)
    values = {"data": data, "company": "", "credit_code": "", "token": cast(SurveyAnswer.id, Text)}
    done: int = work.session.execute(answers.values(values)).rowcount  # type: ignore[attr-defined]
    return done


def company_key(name: str) -> str:
    """Return a company's name without what people write in several ways: case, width, blanks, punctuation."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(one for one in plain if unicodedata.category(one)[0] in "LN")


def _too_many(work: Work, asker: Asker, viewer: Viewer | None) -> AttemptRefused | None:
    if viewer is not None:
        counted = rate_counters.count(work, f"survey of user:{viewer.user_id}", window=_DAY)
        return _refused("", "too_many") if counted.hits > A_DAY_FROM_A_USER else None
    refused = not_a_person(work, asker, _PICTURES)
    if refused is not None and refused.reason == "captcha":
        return AttemptRefused((at("captcha_answer", "captcha_wrong"),))
    counted = rate_counters.count(work, f"survey from:{asker.network}", window=_DAY)
    too_many = refused is not None or counted.hits > A_DAY_FROM_A_NETWORK
    return _refused("", "too_many") if too_many else None


def _refused(field: str, code: str) -> AttemptRefused:
    return AttemptRefused((FieldProblem(field, f"surveys.{code}", {}),))


def _said(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _company_is_there(work: Work, survey_id: str, company: str, credit_code: str) -> bool:
    same: list[ColumnElement[bool]] = [SurveyAnswer.company == company]
    if credit_code:
        same.append(SurveyAnswer.credit_code == credit_code)
    rows = select(SurveyAnswer.id).where(SurveyAnswer.survey_id == survey_id, or_(*same)).limit(1)
    return work.session.scalar(rows) is not None
