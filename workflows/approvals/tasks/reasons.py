"""Which decisions lie behind the way a task was addressed, and which had no result before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.approvals.values import TaskDetail
from workflows.ground.messages import Locale
from workflows.ground.work import Work

_EVALUATED = "decision_evaluated"


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule of a table that hit: its number from 1 and what the analyst noted beside it."""

    number: int
    note_zh: str
    note_en: str = ""

    def note(self, locale: Locale) -> str:
        """Return the note in `locale`."""
        return self.note_zh if locale == "zh-CN" else self.note_en or self.note_zh


@dataclass(frozen=True, slots=True)
class AskedInput:
    """A question of a table: its heading, the expression it stands for and the value found."""

    label_zh: str
    label_en: str
    expression: str
    value: Any

    def label(self, locale: Locale) -> str:
        """Return the heading in `locale`."""
        return self.label_zh if locale == "zh-CN" else self.label_en or self.label_zh


@dataclass(frozen=True, slots=True)
class NullReason:
    """Why a decision had no result, as the engine said it."""

    said_zh: str
    said_en: str

    def said(self, locale: Locale) -> str:
        """Return the sentence in `locale`."""
        return self.said_zh if locale == "zh-CN" else self.said_en


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A decision that was asked: its name, the questions with the answers found, the rules that hit.

    `null_reasons` say why it had no result; empty if it had one. `answers`: the question of a decision told
    before this one that its result answers; None for what chose who acts.
    """

    name_zh: str
    name_en: str
    inputs: tuple[AskedInput, ...]
    rules: tuple[RuleHit, ...]
    null_reasons: tuple[NullReason, ...] = ()
    answers: AskedInput | None = None

    def name(self, locale: Locale) -> str:
        """Return the name of the decision in `locale`."""
        return self.name_zh if locale == "zh-CN" else self.name_en or self.name_zh


def decisions_behind(work: Work, detail: TaskDetail) -> Iterator[DecisionMade]:
    """Yield the decisions whose result went into the task's candidates, and those that had none before it.

    After each come the earlier ones whose results answer its questions. None for a task that the process
    gives to one person: applicants are not told how they were judged. The page has checked who asks.
    """
    candidates = detail.why.get("candidate_groups") or detail.why.get("candidate_users") or {}
    wanted = list((candidates.get("inputs") or {}).values())
    instance_id = detail.item.case.instance_id
    is_addressed = bool(candidates or detail.item.groups)
    if instance_id is None or not is_addressed or not _asks_decisions(work, detail.definition_id):
        return
    elements = work.repository.program(detail.definition_id).elements
    told: set[str] = set()
    asked: dict[str, AskedInput] = {}
    for entry in reversed(work.history.of(instance_id)):
        decision = str(entry.data.get("decision_id"))
        if entry.kind != _EVALUATED or entry.at > detail.item.opened_at or decision in told:
            continue
        result = entry.data.get("result")
        told.add(decision)
        element = elements.get(str(entry.element_id))
        gives = element.decision.result_variable if element is not None and element.decision else None
        answers = asked.get(gives or "") if result not in wanted else None
        if result is None or result in wanted or answers is not None:
            trace = entry.data.get("trace") or ()
            for one in trace:
                if result is not None or one.get("value") is None:
                    made = _made(one, answers)
                    asked |= {question.expression.partition(".")[0]: question for question in made.inputs}
                    yield made


def _asks_decisions(work: Work, definition_id: str) -> bool:
    elements = work.repository.program(definition_id).elements.values()
    return any(element.decision is not None for element in elements)


def _made(trace: Mapping[str, Any], answers: AskedInput | None) -> DecisionMade:
    tables = trace.get("tables") or ()
    return DecisionMade(
        str(trace.get("name") or ""),
        str(trace.get("name_en") or ""),
        tuple(
            AskedInput(
                str(one.get("label") or one["expression"]),
                str(one.get("label_en") or ""),
                str(one["expression"]),
                one.get("value"),
            )
            for table in tables
            for one in table.get("inputs") or ()
        ),
        tuple(_hit(rule) for table in tables for rule in table.get("rules") or ()),
        tuple(
            NullReason(str(one["zh-CN"]), str(one["en"]))
            for one in (trace.get("warnings") or () if trace.get("value") is None else ())
        ),
        answers,
    )


def _hit(rule: Mapping[str, Any]) -> RuleHit:
    # traces of earlier days have no English
    notes = (str(rule.get(name) or "") for name in ("annotation", "annotation_en"))
    return RuleHit(int(rule["index"]), *notes)
