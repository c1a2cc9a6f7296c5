"""Why a task came to this person: the group, the rule that named it, the values it was computed from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from forms import BoundForm
from forms.nodes import FieldNode, fields_of
from web.i18n import locale_tag
from workflows.approvals.cases.offered_options import VariableWords
from workflows.approvals.tasks.reasons import AskedInput, DecisionMade, RuleHit, decisions_behind
from workflows.approvals.values import TaskDetail
from workflows.ground.work import Work
from workflows.people.organisations.group_names import group_names
from workflows.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ComputedReason:
    """An expression of the diagram with what went in and came out, as an analyst reads it."""

    what: str
    expression: str
    value: str
    inputs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TableReason:
    """A decision table that was asked: its name, questions with answers in words, the rules that hit.

    `null_reasons` are sentences that say why it had no result; empty if it had one. `answers` is the question
    of an earlier told table that this one answered, "" for the table that chose who acts.
    """

    name: str
    inputs: tuple[tuple[str, str], ...]
    rules: tuple[RuleHit, ...]
    null_reasons: tuple[str, ...]
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """`groups` are the names of all candidate groups, `mine` of those that the viewer is in."""

    addressed: bool
    groups: tuple[str, ...]
    mine: tuple[str, ...]
    decisions: tuple[TableReason, ...]
    computed: tuple[ComputedReason, ...]


def reason_of(work: Work, viewer: Viewer, detail: TaskDetail, form: BoundForm | None) -> Reason:
    """Return why the task is addressed as it is, from what the engine kept when it opened."""
    shown = _displays(form, detail.variable)
    words = VariableWords(work, detail.definition_id, detail.variable, locale_tag())
    names = group_names(work, detail.item.groups, locale_tag())
    return Reason(
        addressed="assignee" in detail.why,
        groups=tuple(names[group] for group in sorted(detail.item.groups)),
        mine=tuple(names[group] for group in sorted(detail.item.groups & viewer.groups)),
        decisions=tuple(_rule(made, shown, words) for made in decisions_behind(work, detail)),
        computed=tuple(
            _computed(what, kept)
            for what, kept in detail.why.items()
            if str(kept.get("expression", "")).startswith("=")
        ),
    )


def _displays(form: BoundForm | None, variable: str | None) -> dict[str, FieldNode]:
    """The fields that expressions name: `application.region` → Region, Changsha."""
    if form is None:
        return {}
    prefix = f"{variable}." if variable else ""
    fields = (node for node in fields_of(form.nodes) if isinstance(node, FieldNode))
    return {f"{prefix}{node.path}": node for node in fields}


def _rule(made: DecisionMade, shown: Mapping[str, FieldNode], words: VariableWords) -> TableReason:
    inputs = tuple(_in_words(asked, shown, words) for asked in made.inputs)
    null_reasons = tuple(one.said(locale_tag()) for one in made.null_reasons)
    answers = _in_words(made.answers, shown, words)[0] if made.answers is not None else ""
    return TableReason(made.name(locale_tag()), inputs, made.rules, null_reasons, answers)


def _in_words(asked: AskedInput, shown: Mapping[str, FieldNode], words: VariableWords) -> tuple[str, str]:
    """A question and its answer in the reader's language: as the form says them, else as the table does."""
    if (node := shown.get(asked.expression)) is not None:
        return node.label or asked.label(locale_tag()), node.display or "—"
    said = asked.label_en if locale_tag() == "en" else asked.label_zh
    label = said if said and said != asked.expression else words.label(asked.expression)
    return label or asked.label(locale_tag()), _answer(asked, words)


def _answer(asked: AskedInput, words: VariableWords) -> str:
    if asked.value is None or asked.value == []:
        return "—"
    if isinstance(asked.value, bool):
        return str(_("yes") if asked.value else _("no"))
    named = words.value(asked.expression, asked.value)
    return _shown(asked.value) if named is None else named


def _computed(what: str, kept: Mapping[str, Any]) -> ComputedReason:
    inputs = tuple((name, _shown(value)) for name, value in (kept.get("inputs") or {}).items())
    return ComputedReason(what, str(kept["expression"]), _shown(kept.get("value")), inputs)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping) and "@feel" in value:
        return str(value.get("value"))
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
