"""What a survey has brought: numbers by day and question, added up in the database; texts by the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Date, Numeric, String, case, cast, column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB

from forms import FormSchema, Text
from forms.codec import option_token
from forms.components import options_from
from forms.schema import Checkbox, Choice, Field, Number, Option
from workflows.business.surveys.keeping import find
from workflows.business.surveys.models import SurveyAnswer
from workflows.business.surveys.questions import read_questions
from workflows.business.surveys.values import COMPANY
from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.queries import form_context
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer, require

MOST_DAYS = 60
"""Days that are shown, up to the last one with an answer."""
YES, NO = Text("是", "Yes"), Text("否", "No")
QuestionKind = Literal["choice", "number", "text"]
_ENTRY = func.jsonb_each(SurveyAnswer.data).table_valued("key", column("value", JSONB), name="entry")
_KEY, _VALUE = _ENTRY.c.key, _ENTRY.c.value
_IS_GIVEN = cast(_VALUE, String).not_in(("null", '""', "[]"))
"""The answers, a row for each question, without those that were left empty."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many answered on a day in China."""

    day: date
    answers: int


@dataclass(frozen=True, slots=True)
class ChoiceCount:
    """How often an option was chosen; `percent` of those who answered the question."""

    label: str
    chosen: int
    percent: float


@dataclass(frozen=True, slots=True)
class AddedUp:
    """What the numbers of a question add up to."""

    least: Decimal
    most: Decimal
    mean: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """A question with how many answered it, and by its kind the options or the numbers."""

    key: str
    label: str
    kind: QuestionKind
    given: int
    choices: tuple[ChoiceCount, ...] = ()
    numbers: AddedUp | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """All that is added up of a survey; `days` without gaps."""

    days: tuple[DayCount, ...]
    questions: tuple[QuestionResult, ...]


@dataclass(frozen=True, slots=True)
class GivenText:
    """One answer to a question of text, with the company if it was asked for."""

    id: str
    text: str
    company: str
    answered_at: datetime


def results(work: Work, viewer: Viewer, survey_id: str, locale: Locale) -> Results:
    """Return what the answers of a survey add up to, in a bounded number of rows.

    Raises: Forbidden: operators read answers; NotFound.
    """
    require(may_keep_announcements(viewer))
    row = find(work, survey_id)
    fields = question_fields(read_questions(row.questions))
    given = _given(work, row.id)
    chosen = _chosen(work, row.id, [one.key for one in fields if isinstance(one, (Choice, Checkbox))])
    numbers = _added_up(work, row.id, [one.key for one in fields if isinstance(one, Number)])
    lists = form_context(work, locale)
    questions = []
    for one in fields:
        label, many = one.label.say(locale), given.get(one.key, 0)
        if isinstance(one, Number):
            questions.append(QuestionResult(one.key, label, "number", many, numbers=numbers.get(one.key)))
        elif isinstance(one, (Choice, Checkbox)):
            counted = _choices(one, chosen.get(one.key, {}), many, options_of(one, lists), locale)
            questions.append(QuestionResult(one.key, label, "choice", many, choices=counted))
        else:
            questions.append(QuestionResult(one.key, label, "text", many))
    return Results(_days(work, row.id), tuple(questions))


def texts(
    work: Work, viewer: Viewer, survey_id: str, key: str, *, after: str | None = None, limit: int = 20
) -> tuple[GivenText, ...]:
    """Return what was answered to a question of text, the newest first.

    Raises: Forbidden; NotFound: no such survey or question.
    """
    text_question(work, viewer, survey_id, key)
    said = SurveyAnswer.data[key].astext
    rows = select(SurveyAnswer.id, said, SurveyAnswer.data[COMPANY].astext, SurveyAnswer.answered_at).where(
        SurveyAnswer.survey_id == survey_id, func.coalesce(said, "") != ""
    )
    if after is not None:
        rows = rows.where(SurveyAnswer.id < after.replace("\x00", ""))
    newest = work.session.execute(rows.order_by(SurveyAnswer.id.desc()).limit(limit))
    return tuple(GivenText(id_, told, company or "", at) for id_, told, company, at in newest)


def text_question(work: Work, viewer: Viewer, survey_id: str, key: str) -> Field:
    """Return a question that is answered by a text or a day. Raises: Forbidden; NotFound: it is none."""
    require(may_keep_announcements(viewer))
    fields = question_fields(read_questions(find(work, survey_id).questions))
    asked = next((one for one in fields if one.key == key), None)
    if asked is None or isinstance(asked, (Choice, Checkbox, Number)):
        raise NotFound("surveys.not_found")
    return asked


def question_fields(schema: FormSchema) -> list[Field]:
    """Return the questions of a survey in order."""
    return [one for one in schema.walk() if isinstance(one, Field)]


def options_of(question: Field, lists: Mapping[str, Any]) -> Sequence[Option]:
    """Return what a question offers to choose from, its own options or those of a list of the platform."""
    if not isinstance(question, Choice):
        return ()
    if question.options_key is not None:
        return options_from(lists.get(question.options_key), question.option_labels_en)
    return question.options


def _given(work: Work, survey_id: str) -> dict[str, int]:
    """Return by question how many answered it."""
    rows = select(_KEY, func.count()).select_from(SurveyAnswer).join(_ENTRY, true())
    counted = rows.where(SurveyAnswer.survey_id == survey_id, _IS_GIVEN).group_by(_KEY)
    return dict(work.session.execute(counted).all())


def _chosen(work: Work, survey_id: str, keys: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return by question how often each option was chosen."""
    several = case((func.jsonb_typeof(_VALUE) == "array", _VALUE), else_=func.jsonb_build_array(_VALUE))
    picked = func.jsonb_array_elements_text(several).table_valued("value", name="picked")
    rows = select(_KEY, picked.c.value, func.count()).select_from(SurveyAnswer).join(_ENTRY, true())
    rows = rows.join(picked, true()).where(SurveyAnswer.survey_id == survey_id, _IS_GIVEN, _KEY.in_(keys))
    by_key: dict[str, dict[str, int]] = {}
    for key, value, many in work.session.execute(rows.group_by(_KEY, picked.c.value)):
        by_key.setdefault(key, {})[value] = many
    return by_key


def _added_up(work: Work, survey_id: str, keys: Sequence[str]) -> dict[str, AddedUp]:
    """Return by question what its numbers add up to; a long one is kept as a text in quotation marks."""
    number = cast(func.trim(cast(_VALUE, String), '"'), Numeric)
    sums = (func.min(number), func.max(number), func.avg(number), func.sum(number))
    rows = select(_KEY, *sums).select_from(SurveyAnswer).join(_ENTRY, true())
    rows = rows.where(SurveyAnswer.survey_id == survey_id, _IS_GIVEN, _KEY.in_(keys)).group_by(_KEY)
    return {key: AddedUp(*summed) for key, *summed in work.session.execute(rows)}


def _choices(
    question: Field, chosen: Mapping[str, int], given: int, options: Iterable[Option], locale: Locale
) -> tuple[ChoiceCount, ...]:
    """Return the counts in the order of the options; of a list of the platform those chosen, most first."""
    if isinstance(question, Checkbox):
        labels = {"true": YES.say(locale), "false": NO.say(locale)}
    else:
        labels = {option_token(one.value): one.label.say(locale) for one in options}
    counts = [(labels.get(value, value), many) for value, many in chosen.items() if value not in labels]
    counts = [(label, chosen.get(value, 0)) for value, label in labels.items()] + counts
    if isinstance(question, Choice) and question.options_key is not None:
        counts = sorted((one for one in counts if one[1]), key=lambda one: -one[1])
    return tuple(ChoiceCount(label, many, 100 * many / max(given, 1)) for label, many in counts)


def _days(work: Work, survey_id: str) -> tuple[DayCount, ...]:
    day = cast(func.timezone("Asia/Shanghai", SurveyAnswer.answered_at), Date)
    rows = select(day, func.count()).where(SurveyAnswer.survey_id == survey_id)
    newest = rows.group_by(day).order_by(day.desc()).limit(MOST_DAYS)
    counted: dict[date, int] = dict(work.session.execute(newest).all())
    if not counted:
        return ()
    last = max(counted)
    first = max(min(counted), last - timedelta(days=MOST_DAYS - 1))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return tuple(DayCount(one, counted.get(one, 0)) for one in days)
