"""What a case is called: by its package's pattern, else so that two cases of a process can be told apart."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from forms import ExpressionFailed, Rights, build_form
from forms.nodes import FieldNode, fields_of
from forms.schema import TextField
from workflows.approvals.cases.diagrams import filter_names, process_names
from workflows.approvals.cases.forms import evaluator, form_context, schema_of
from workflows.approvals.cases.start_rules import StartRules
from workflows.approvals.cases.views import shown_names
from workflows.approvals.models import Case
from workflows.ground.messages import Locale
from workflows.ground.work import Work

TITLE_LIMIT = 200
NAMES: Mapping[str, tuple[str, str]] = {
    "name": ("流程名称", "the name of the process"),
    "application": ("表单内容，为存储的值", "the form's values as they are kept"),
    "shown": ("表单内容，为页面显示的文字", "the form's values as people read them"),
    "applicant_name": ("申请人姓名", "the name of who applied"),
    "organisation_name": ("申请单位名称", "the name of the organisation"),
    "subject_name": ("案件所涉对象的名称，如产品", "the name of what the case is about, such as a product"),
}
"""What a pattern may read."""
OF_FORM = frozenset({"application", "shown"})
"""Those of which members are fields of the form."""
_BETWEEN = " · "
_SEPARATORS = frozenset("·|/-–—")


def name_case(work: Work, row: Case, rules: StartRules, data: Mapping[str, Any], subject_name: str) -> None:
    """Give a case its titles in both languages, of what was handed in last."""
    chinese, english = process_names(work, work.repository.get(row.definition_id))
    applicant = shown_names(work, [row.applicant_id]).get(row.applicant_id, "")
    for locale, name in (("zh-CN", chinese), ("en", english)):
        known = {
            "name": name,
            "application": dict(data),
            "applicant_name": applicant,
            "organisation_name": row.organisation_name,
            "subject_name": subject_name,
        }
        title = _title(work, row, rules, known, locale)  # type: ignore[arg-type]  # one of the two
        if locale == "en":
            row.title_en = title
        else:
            row.title_zh = title


def _title(work: Work, row: Case, rules: StartRules, known: Mapping[str, Any], locale: Locale) -> str:
    pattern = rules.title.say(locale)
    if not pattern:
        told = [known["subject_name"]] if known["subject_name"] else _telling(work, row, rules, known, locale)
        return _one_line(_BETWEEN.join(filter(None, (known["name"], *told))))
    if not pattern.startswith("="):
        return _one_line(pattern)
    if "shown" in pattern:  # the form is built for those who read it only
        form = shown_fields(work, row, rules, known["application"], locale)
        known = {**known, "shown": nested({path: node.display for path, node in form.items()})}
    known = {**known, "application": _texts_filled(work, row, rules, known["application"])}
    try:
        title = evaluator(work)(pattern[1:], known)
    except ExpressionFailed:  # nobody who hands in can mend a pattern: the case is named without it
        title = None
    title = _without_gaps(str(title)) if title else ""
    return _one_line(title) if title else _one_line(str(known["name"]))


def _telling(work: Work, row: Case, rules: StartRules, known: Mapping[str, Any], locale: Locale) -> list[str]:
    """Return who applied, and what the fields say by which the process lets its cases be found."""
    shown = shown_fields(work, row, rules, known["application"], locale)
    names = filter_names(work, row.definition_id, row.process_id)
    said = (shown[name] for name in names if name in shown)
    return [known["applicant_name"], *(_worded(node) for node in said if node.display)]


def shown_fields(
    work: Work, row: Case, rules: StartRules, data: Mapping[str, Any], locale: Locale
) -> dict[str, FieldNode]:
    """Return the fields of the form as people read them, by path; one that holds nothing reads empty."""
    if rules.form_id is None:
        return {}
    form = build_form(
        schema_of(work, row.definition_id, rules.form_id),
        evaluate=evaluator(work),
        values=data,
        context=form_context(work, row.definition_id, locale),
        locale=locale,
        rights=Rights.of({}, "read"),
        now=work.now,
    )
    nodes = [node for node in fields_of(form.nodes) if isinstance(node, FieldNode)]
    return {node.path: node for node in nodes}


def _texts_filled(work: Work, row: Case, rules: StartRules, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was handed in, with an empty text where nothing was written: nothing joined to a text is
    nothing, and the whole title with it.
    """
    if rules.form_id is None:
        return dict(data)
    filled = copy.deepcopy(dict(data))
    for field in schema_of(work, row.definition_id, rules.form_id).walk():
        if isinstance(field, TextField):
            _fill(filled, field.path.split("."))
    return filled


def _fill(level: dict[str, Any], keys: list[str]) -> None:
    *outer, last = keys
    for key in outer:
        inner = level.setdefault(key, {})
        if not isinstance(inner, dict):
            return  # a list of entries has none of its own
        level = inner
    if level.get(last) is None:
        level[last] = ""


def _without_gaps(title: str) -> str:
    """Leave out separators with nothing before or behind them: "Grant · · 200" becomes "Grant · 200"."""
    kept: list[str] = []
    for part in title.split():
        if part in _SEPARATORS and (not kept or kept[-1] in _SEPARATORS):
            continue
        kept.append(part)
    if kept and kept[-1] in _SEPARATORS:
        kept.pop()
    return " ".join(kept)


def _worded(node: FieldNode) -> str:
    """Say a value; a bare number says nothing without what it counts."""
    bare = node.widget in {"computed", "number"}
    return f"{node.label} {node.display}" if bare else node.display


def nested(shown: Mapping[str, str]) -> dict[str, Any]:
    """Return texts by path as contexts in each other, as an expression reads them."""
    tree: dict[str, Any] = {}
    for path, text in shown.items():
        *outer, last = path.split(".")
        level = tree
        for key in outer:
            inner = level.setdefault(key, {})
            level = inner if isinstance(inner, dict) else {}
        level[last] = text
    return tree


def _one_line(text: str) -> str:
    return " ".join(text.split())[:TITLE_LIMIT]
