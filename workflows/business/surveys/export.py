"""All answers of a survey as a file that a spreadsheet opens; no text is ever a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

from sqlalchemy import select

from forms import Text, display_value
from forms.schema import Field, Number, Option
from workflows.business.surveys.keeping import find
from workflows.business.surveys.models import SurveyAnswer
from workflows.business.surveys.questions import read_questions
from workflows.business.surveys.results import options_of, question_fields
from workflows.ground.errors import Invalid
from workflows.ground.messages import Locale
from workflows.ground.spreadsheets import Cell, FileKind, write_rows
from workflows.ground.work import Work
from workflows.people.organisations.queries import form_context
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer, require

MOST_EXPORTED = 20_000
SHEET = Text("调研结果", "Answers")
_ANSWERED_AT = Text("填写时间", "Answered at")
_AT_ONCE, _WIDTH = 500, 24
Column = tuple[Field, Sequence[Option]]


def export(
    work: Work, viewer: Viewer, survey_id: str, target: BinaryIO, *, kind: FileKind, locale: Locale
) -> None:
    """Write the answers, a row each. Raises: Forbidden; NotFound; Invalid: more than one file holds."""
    require(may_keep_announcements(viewer))
    row = find(work, survey_id)
    if row.answers > MOST_EXPORTED:
        raise Invalid("surveys.export_limit", most=MOST_EXPORTED)
    lists = form_context(work, locale)
    columns = [(one, options_of(one, lists)) for one in question_fields(read_questions(row.questions))]
    widths = [20, *(_WIDTH for _ in columns)]
    rows = _rows(work, row.id, columns, locale)
    write_rows(rows, target, kind=kind, sheet=SHEET.say(locale), widths=widths)


def _rows(work: Work, survey_id: str, columns: Sequence[Column], locale: Locale) -> Iterator[list[Cell]]:
    yield [_ANSWERED_AT.say(locale), *(question.label.say(locale) for question, _ in columns)]
    rows = select(SurveyAnswer.answered_at, SurveyAnswer.data).where(SurveyAnswer.survey_id == survey_id)
    answers = work.session.execute(rows.order_by(SurveyAnswer.id).execution_options(yield_per=_AT_ONCE))
    for answered_at, data in answers:
        yield [answered_at, *(_cell(column, data.get(column[0].key), locale) for column in columns)]


def _cell(column: Column, value: Any, locale: Locale) -> Cell:
    question, options = column
    if isinstance(question, Number) and value is not None:
        return Decimal(str(value))
    return display_value(question, value, locale, options=options or None)
