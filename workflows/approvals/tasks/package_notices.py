"""Fills the notice texts of packages: what the version of a case says, with what the case holds now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from engine import JobContext, feel
from forms.display import day_and_time, plain
from workflows.approvals.cases.job_case import form_of
from workflows.approvals.cases.remarks_in_words import remarks_in_words
from workflows.approvals.cases.start_rules import start_rules
from workflows.approvals.cases.titles import nested, shown_fields
from workflows.approvals.cases.views import shown_names
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.timeline import writer
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.clock import SHANGHAI
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.outbox.templates import needs, of_package
from workflows.package_data.notices import FILE, NoticeText, Part, read_notices, without_addresses

SUBJECT_LIMIT, BODY_LIMIT = 150, 4_000
NOTHING = "—"
"""Stands where a hole has nothing to say."""
_OPINION: Mapping[Locale, str] = {"zh-CN": "审核意见：", "en": "Opinion: "}
_REMARKS: Mapping[Locale, str] = {"zh-CN": "字段批注：", "en": "Remarks on fields:"}
_EMPTY_PARAGRAPHS = re.compile(r"\n{3,}")
_LOCALES: tuple[tuple[Locale, str], ...] = (("zh-CN", ""), ("en", "_en"))


@dataclass(frozen=True, slots=True)
class Filled:
    """A notice as it is sent: its name, and what goes into it."""

    template: str
    params: Mapping[str, Any]


def filled(job: JobContext, case: Case, template: str) -> Filled:
    """Return the text that a job names: one of its package, filled in both languages, or the platform's."""
    oldest = _oldest(job.work, case)
    since = {
        f"since{suffix}": "" if oldest is None else day_and_time(oldest.astimezone(SHANGHAI), locale)
        for locale, suffix in _LOCALES
    }
    text = _own_text(job, template)
    if text is None:
        return Filled(template, {**since, **_remarks(job.work, case, template)})
    said: dict[str, Any] = {}
    for locale, suffix in _LOCALES:
        known = _known(job, case, text, locale, since[f"since{suffix}"])
        said[f"subject{suffix}"] = " ".join(_text(job, text.subject[locale], known, locale).split())[
            :SUBJECT_LIMIT
        ]
        body = _text(job, text.body[locale], known, locale)
        said[f"body{suffix}"] = _EMPTY_PARAGRAPHS.sub("\n\n", body)[:BODY_LIMIT]
    return Filled(of_package(text.kind, template), said)


def _remarks(work: Work, case: Case, template: str) -> dict[str, str]:
    return remarks_in_words(work, case) if "remarks" in needs().get(template, ()) else {}


def _own_text(job: JobContext, template: str) -> NoticeText | None:
    assert job.instance_id is not None  # it belongs to a case
    definition_id = job.work.runtime.get(job.instance_id).definition_id
    data = job.work.repository.data(definition_id, FILE)
    functions = frozenset(job.work.engine.functions or ())
    return read_notices(data, functions).texts.get(template) if data else None


def _known(job: JobContext, case: Case, text: NoticeText, locale: Locale, since: str) -> dict[str, Any]:
    """Return what the holes may read, in a language; the form is built for those who read it only."""
    names = frozenset().union(*(one.names for one in text.expressions))
    known: dict[str, Any] = {
        "number": case.number,
        "title": case.title_en if locale == "en" else case.title_zh,
        "organisation_name": case.organisation_name,
        "since": since,
    }
    if "applicant_name" in names:
        known["applicant_name"] = shown_names(job.work, [case.applicant_id]).get(case.applicant_id, "")
    if names & {"opinion", "opinion_line"}:
        known["opinion"] = opinion = writer.last_words(job.work, case).say(locale)
        known["opinion_line"] = f"{_OPINION[locale]}{opinion}" if opinion else ""
    if "remark_lines" in names:
        remarks = remarks_in_words(job.work, case).get("remarks_en" if locale == "en" else "remarks", "")
        known["remark_lines"] = f"{_REMARKS[locale]}\n{remarks}" if remarks else ""
    if "shown" in names:
        rules = start_rules(job.work, case.definition_id, case.process_id)
        fields = shown_fields(job.work, case, rules, form_of(case, job), locale)
        known["shown"] = nested({path: node.display for path, node in fields.items()})
    return {**{name: value for name, value in job.variables.items() if name in names}, **known}


def _text(job: JobContext, parts: tuple[Part, ...], known: Mapping[str, Any], locale: Locale) -> str:
    return "".join(part if isinstance(part, str) else _hole(job, part, known, locale) for part in parts)


def _hole(job: JobContext, part: feel.Expression, known: Mapping[str, Any], locale: Locale) -> str:
    """Return what an expression says in words; people are told the rest even where it fails."""
    try:
        value = feel.to_python(part.evaluate(known, functions=job.work.engine.functions, now=job.work.now))
    except feel.FeelError:
        return NOTHING
    return NOTHING if value is None else without_addresses(_worded(value, locale))


def _worded(value: Any, locale: Locale) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, datetime):
        return day_and_time(value.astimezone(SHANGHAI), locale)
    return plain(value, locale)


def _oldest(work: Work, case: Case) -> datetime | None:
    """Return when the oldest open task of a case opened, None if none is open."""
    return work.session.scalar(
        select(func.min(WorkItem.opened_at)).where(
            WorkItem.case_id == case.id, WorkItem.state.in_(ACTIVE_STATES)
        )
    )
