"""The applications of a person, what they handed in and what they said, for the copy of their data.

A form about another person (an expert who is recommended, a consultant who is invited) is theirs, not a part
of the applicant's data.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from forms import changes
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.cases.forms import form_context, schema_of
from workflows.approvals.models import Case, CaseEvent, Draft, Submission
from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.personal_data import ROWS_AT_ONCE, PersonalRecords, Rows, columns, rows_of


def _submissions(work: Work, user_id: str, locale: Locale) -> Rows:
    rows = (
        select(Case.number, Case.process_id, Case.organisation_id, Submission)
        .join(Case, Case.id == Submission.case_id)
        .where(Submission.submitted_by == user_id)
        .order_by(Submission.case_id, Submission.round)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for number, process_id, organisation_id, handed_in in work.session.execute(rows):
        is_own = organisation_id is None or not case_type_of(process_id).names_another
        read = _read(work, handed_in, locale) if is_own else None
        yield number, handed_in.round, handed_in.submitted_at, read


def _read(work: Work, handed_in: Submission, locale: Locale) -> dict[str, str] | None:
    """Return what was handed in as people read it, {label: value}; None of a form that is there no more."""
    if not handed_in.form_id:
        return None
    try:
        schema = schema_of(work, handed_in.definition_id, handed_in.form_id)
    except NotFound:
        return None
    offered: dict[str, Any] = form_context(work, handed_in.definition_id, locale)
    filled = changes(schema, {}, handed_in.data, locale=locale, context=offered)
    return {one.label: one.after for one in filled}


RECORDS = (
    PersonalRecords(
        "applications", "我的申请", "Applications",
        columns(
            ("number", "编号", "Number"), ("title", "事项", "Title"),
            ("organisation", "机构", "Organisation"),
            ("state", "状态", "State"), ("submitted_at", "提交时间", "Submitted"),
            ("ended_at", "办结时间", "Ended"),
        ),
        lambda work, user_id, locale: rows_of(
            lambda owner: select(
                Case.number, Case.title_zh if locale == "zh-CN" else Case.title_en, Case.organisation_name,
                Case.state, Case.submitted_at, Case.ended_at,
            )
            .where(Case.applicant_id == owner)
            .order_by(Case.id)
        )(work, user_id, locale),
    ),
    PersonalRecords(
        "submissions", "提交的表单", "Forms handed in",
        columns(
            ("number", "编号", "Number"), ("round", "轮次", "Round"),
            ("submitted_at", "提交时间", "Submitted"),
            ("form", "内容", "Contents"),
        ),
        _submissions,
    ),
    PersonalRecords(
        "opinions", "办理与意见", "What I did in cases",
        columns(
            ("at", "时间", "At"), ("number", "编号", "Number"), ("kind", "操作", "Action"),
            ("step_zh", "环节", "Step in Chinese"), ("step_en", "环节（英文）", "Step"),
            ("opinion", "意见", "Opinion"),
        ),
        rows_of(
            lambda user_id: select(
                CaseEvent.at, Case.number, CaseEvent.kind, CaseEvent.name_zh, CaseEvent.name_en,
                CaseEvent.opinion,
            )
            .join(Case, Case.id == CaseEvent.case_id)
            .where(CaseEvent.actor == user_id)
            .order_by(CaseEvent.id)
        ),
    ),
    PersonalRecords(
        "drafts", "未提交的草稿", "Drafts",
        columns(
            ("form", "表单", "Form"), ("changed_at", "修改时间", "Changed"),
            ("typed", "内容", "Contents"),
        ),
        rows_of(
            lambda user_id: select(Draft.form_key, Draft.updated_at, Draft.data)
            .where(Draft.user_id == user_id)
            .order_by(Draft.updated_at, Draft.form_key, Draft.subject)
        ),
    ),
)  # fmt: skip
