"""What reviewers noted beside the fields of a form, in words."""

from __future__ import annotations

from sqlalchemy import select

from workflows.approvals.cases.start_rules import start_rules
from workflows.approvals.cases.titles import shown_fields
from workflows.approvals.models import Case, Remark, Submission
from workflows.approvals.timeline import writer
from workflows.ground.messages import Locale
from workflows.ground.work import Work

MOST = 30
"""More would fill the screen of a phone many times; the page of the case has them all."""


def remarks_in_words(work: Work, case: Case) -> dict[str, str]:
    """Return the remarks of this round by what their fields are called, a line each, in both languages.

    As parameters of a notice: `remarks`, `remarks_en`; nothing where nobody noted anything.
    """
    noted = writer.remarks_of(work, case)
    if not noted:
        return {}
    return {"remarks": _lines(work, case, noted, "zh-CN"), "remarks_en": _lines(work, case, noted, "en")}


def _lines(work: Work, case: Case, noted: list[Remark], locale: Locale) -> str:
    rules = start_rules(work, case.definition_id, case.process_id)
    handed_in = select(Submission.data).where(Submission.case_id == case.id, Submission.round == case.round)
    fields = shown_fields(work, case, rules, work.session.scalar(handed_in) or {}, locale)
    between = "：" if locale == "zh-CN" else ": "
    lines = [
        f"- {fields[one.field].label if one.field in fields else one.field}{between}{one.text.strip()}"
        for one in noted[:MOST]
    ]
    return "\n".join([*lines, "- …"] if len(noted) > MOST else lines)
