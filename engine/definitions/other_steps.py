"""Checks attributes of extension elements that speak of other steps, or of repetitions of the own one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.definitions.contracts import ExtensionRules
from engine.definitions.structure import constant
from engine.spiff.model import ElementInfo


class StepFinding(NamedTuple):
    """A code of the lint with its values."""

    code: str
    values: dict[str, str]


def findings(
    info: ElementInfo,
    said: Mapping[str, str],
    elements: Mapping[str, ElementInfo],
    rules: ExtensionRules,
) -> Iterator[StepFinding]:
    """Yield what is wrong: the own step, one of the same person, a setting of repetitions without any."""
    for attribute in sorted(rules.steps & said.keys()):
        for step in said[attribute].split():
            if step == info.id or (step in elements and _same_person(info, elements[step])):
                yield StepFinding("bpmn.same_person", {"attribute": attribute, "step": step})
    for attribute in sorted(rules.repeated & said.keys()):
        if info.loop is None:
            yield StepFinding("bpmn.not_repeated", {"attribute": attribute})
        elif said[attribute] == "another" and _same_for_all(info):
            yield StepFinding("bpmn.same_person", {"attribute": attribute, "step": info.id})


def _same_person(info: ElementInfo, other: ElementInfo) -> bool:
    """Whether two steps name their person by the same expression, in the same place and not repeated."""
    mine, theirs = info.assignment.assignee, other.assignment.assignee
    if mine is None or theirs is None or info.loop is not None or other.loop is not None:
        return False
    return mine.source == theirs.source and info.parent_id == other.parent_id


def _same_for_all(info: ElementInfo) -> bool:
    """Whether every repetition names the same person: a name that no expression works out."""
    value = info.assignment.assignee
    return value is not None and isinstance(constant(value), str)
