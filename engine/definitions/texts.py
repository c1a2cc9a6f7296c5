"""Every expression of a diagram, with where it stands and which names are special there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.definitions.graph import Graph
from engine.definitions.messages import PLACES
from engine.feel import Expression
from engine.spiff.expressions import Value
from engine.spiff.model import ElementInfo
from engine.spiff.names import ACTIVATION_COUNT

COUNTS = frozenset(
    f"{prefix}{which}Instances"
    for prefix in ("numberOf", "nrOf")
    for which in ("", "Completed", "Active", "Terminated")
)
"""What conditions of a repeated activity know of its runs: numbers."""


@dataclass(frozen=True, slots=True)
class ExpressionText:
    """One expression at an element. `local` are names known there; `after` it has done its work.

    `shown_at` is the id of the element or flow that a problem is shown at. `decides` is asked for yes or no,
    `lists` for a list.
    """

    info: ElementInfo
    shown_at: str
    what: tuple[str, str]
    expression: Expression
    local: frozenset[str]
    after: bool = False
    decides: bool = False
    lists: bool = False


def place(code: str, **params: str) -> tuple[str, str]:
    """Return the words for a place in Chinese and English."""
    chinese, english = PLACES[code]
    return chinese.format(**params), english.format(**params)


def texts_of(graph: Graph, info: ElementInfo) -> Iterator[ExpressionText]:
    """Yield the expressions of an element and of the flows out of it."""
    outer = names_around(graph, info)
    before = _inside_loop(info, outer)
    for mapping in info.inputs:
        yield from _text(info, mapping.source, place("input", target=mapping.target), before)
        before |= {mapping.target.partition(".")[0]}
    for code, value in _bindings(info):
        yield from _text(info, value, place(code), before)
    for event in info.events:
        yield from _text(info, event.name, place("event_name"), before)
        yield from _text(info, event.key, place("correlation_key"), before)
        asked = event.kind == "conditional"
        yield from _text(info, event.value, place("event_value"), before, decides=asked)
    for mapping in info.outputs:
        yield from _text(info, mapping.source, place("output", target=mapping.target), before, after=True)
    activation = before | {ACTIVATION_COUNT}
    yield from _text(info, info.activation, place("activation"), activation, decides=True)
    if info.ad_hoc is not None:
        yield from _text(info, info.ad_hoc.choice, place("ad_hoc_choice"), before, lists=True)
        ended = info.ad_hoc.completion
        yield from _text(info, ended, place("ad_hoc_completion"), before, after=True, decides=True)
    if info.loop is not None:
        yield from _text(info, info.loop.collection, place("collection"), outer, lists=True)
        yield from _text(info, info.loop.cardinality, place("cardinality"), outer)
        yield from _text(info, info.loop.again, place("again"), before, after=True, decides=True)
        yield from _text(info, info.loop.output_element, place("output_element"), before, after=True)
        counted = before | COUNTS
        yield from _text(info, info.loop.completion, place("completion"), counted, after=True, decides=True)
        for one in info.loop.thrown:
            yield from _text(info, one.condition, place("run_event"), counted, after=True, decides=True)
            yield from _text(info, one.event.name, place("event_name"), before)
            yield from _text(info, one.event.key, place("correlation_key"), before)
    for flow in graph.flows_of(info):
        what = place("condition", flow=flow.name or flow.id)
        yield from _text(info, flow.condition, what, outer, after=True, decides=True, shown_at=flow.id)


def names_around(graph: Graph, info: ElementInfo) -> frozenset[str]:
    """Return the names that the subprocesses around an element give only to what is inside them."""
    names: frozenset[str] = frozenset()
    host = graph.diagram.elements.get(info.attached_to or "")
    for scope in (*([host] if host else ()), *graph.scopes_around(info)):
        names |= {mapping.target.partition(".")[0] for mapping in scope.inputs}
        names = _inside_loop(scope, names)
    return names


def names_inside(graph: Graph, info: ElementInfo) -> frozenset[str]:
    """Return the names that only a task itself has: those around it, its item, what is mapped into it."""
    mapped = {mapping.target.partition(".")[0] for mapping in info.inputs}
    return _inside_loop(info, names_around(graph, info)) | mapped


def _inside_loop(info: ElementInfo, names: frozenset[str]) -> frozenset[str]:
    if info.loop is None:
        return names
    own = (info.loop.element, info.loop.output_collection, "loopCounter")
    return names | {name for name in own if name}


def _bindings(info: ElementInfo) -> Iterator[tuple[str, Value | None]]:
    bound = info.assignment
    yield "assignee", bound.assignee
    yield "candidate_groups", bound.candidate_groups
    yield "candidate_users", bound.candidate_users
    yield "due", bound.due
    yield "follow_up", bound.follow_up
    yield "priority", bound.priority
    yield "form_id", info.form_id
    if info.job is not None:
        yield "job_type", info.job.type
        yield "retries", info.job.retries
    if info.decision is not None:
        yield "decision_id", info.decision.decision_id
    if info.called_process is not None:
        yield "process_id", info.called_process.process_id
    if info.script is not None:
        yield "script", info.script.expression


def _text(
    info: ElementInfo,
    value: Value | None,
    what: tuple[str, str],
    local: frozenset[str],
    *,
    after: bool = False,
    decides: bool = False,
    lists: bool = False,
    shown_at: str | None = None,
) -> Iterator[ExpressionText]:
    if value is not None and value.expression is not None:
        yield ExpressionText(info, shown_at or info.id, what, value.expression, local, after, decides, lists)
