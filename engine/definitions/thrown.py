"""Checks that what events wait for is thrown inside, and that errors which are thrown are caught."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.findings import Findings
from engine.definitions.graph import Graph
from engine.definitions.messages import EVENTS
from engine.definitions.structure import constant
from engine.spiff.model import ElementInfo, EventInfo

_THROWING = frozenset({"endEvent", "intermediateThrowEvent"})
_CAUGHT = frozenset({"error", "escalation"})


def check_thrown(graph: Graph, findings: Findings) -> None:
    """Warn of events that nothing inside throws, of errors that nothing catches, and of undoing nothing."""
    for info in graph.diagram.elements.values():
        for event in info.events:
            if event.kind in _CAUGHT and info.type in ("boundaryEvent", "startEvent"):
                _never_thrown(graph, info, event, findings)
            elif event.kind == "error" and info.type in _THROWING and not _is_caught(graph, info, event):
                code = _code(event) or ""
                findings.add("bpmn.never_caught", info.file, info.id, error=code)
            elif event.kind == "compensate" and info.type in _THROWING and not _undoes(graph, info, event):
                findings.add("bpmn.undoes_nothing", info.file, info.id, element=info.name or info.id)


def _never_thrown(graph: Graph, info: ElementInfo, event: EventInfo, findings: Findings) -> None:
    scope_id, handler = info.attached_to or "", ""
    if info.type == "startEvent":
        handler = info.parent_id
        scope_id = graph.element(handler).parent_id
    code = _code(event)
    thrown = _thrown_in(graph, scope_id, event.kind, handler, set())
    if _is_open(event) or any(one in (None, code) or code is None for one in thrown):
        return
    chinese, english = EVENTS[event.kind]
    place = graph.diagram.elements.get(scope_id)
    findings.add(
        "bpmn.never_thrown",
        info.file,
        info.id,
        element=(place.name or place.id) if place is not None else scope_id,
        event=f"{english} {code or ''}".strip(),
        chinese={"event": f"{chinese} {code or ''}".strip()},
    )


def _thrown_in(
    graph: Graph, scope_id: str, kind: str, handler: str, entered: set[str]
) -> Iterator[str | None]:
    """Yield the codes that an activity or a process throws, None for a job or a call that may throw any.

    What `handler`, an event subprocess, throws itself is left out; `entered` are processes called already.
    """
    own = graph.diagram.elements.get(scope_id)
    for info in [*([own] if own is not None else ()), *_all_inside(graph, scope_id, handler)]:
        if info.job is not None and kind == "error":
            yield None
        if info.called_process is not None:
            called = constant(info.called_process.process_id)
            if called not in graph.diagram.processes:
                yield None
            elif called not in entered:
                entered.add(str(called))
                yield from _thrown_in(graph, str(called), kind, "", entered)
        runs = () if info.loop is None else info.loop.thrown
        for event in (*(info.events if info.type in _THROWING else ()), *(one.event for one in runs)):
            if event.kind == kind:
                yield None if _is_open(event) else _code(event) or ""


def _all_inside(graph: Graph, scope_id: str, handler: str) -> Iterator[ElementInfo]:
    for info in graph.inside.get(scope_id, ()):
        if info.id != handler:
            yield info
            yield from _all_inside(graph, info.id, handler)


def _is_caught(graph: Graph, thrower: ElementInfo, event: EventInfo) -> bool:
    """Tell whether something around an element catches an error, or may: where its process is called."""
    inner = ""
    for scope_id in (*(scope.id for scope in graph.scopes_around(thrower)), thrower.process_id):
        handlers = [
            one for one in graph.inside.get(scope_id, ()) if one.triggered_by_event and one.id != inner
        ]
        catchers = [start for one in handlers for start in graph.starts(one.id)]
        scope = graph.diagram.elements.get(scope_id)
        if scope is None or not scope.triggered_by_event:
            catchers += graph.attached.get(scope_id, ())
        if any(_catches(one, event) for one in catchers):
            return True
        inner = scope_id
    calls = [one.called_process for one in graph.diagram.elements.values() if one.called_process is not None]
    return _is_open(event) or any(constant(call.process_id) in (thrower.process_id, None) for call in calls)


def _catches(catcher: ElementInfo, event: EventInfo) -> bool:
    return any(
        one.kind == event.kind and (_code(one) is None or _is_open(one) or _code(one) == _code(event))
        for one in catcher.events
    )


def _undoes(graph: Graph, thrower: ElementInfo, event: EventInfo) -> bool:
    """Tell whether compensation that an element throws reaches a handler, or names what it wants undone."""
    parent = graph.diagram.elements.get(thrower.parent_id)
    inside_handler = parent is not None and parent.triggered_by_event
    scope_id = parent.parent_id if parent is not None and inside_handler else thrower.parent_id
    return event.activity_ref is not None or any(
        one.for_compensation
        or (one.type == "startEvent" and any(own.kind == "compensate" for own in one.events))
        for one in _all_inside(graph, scope_id, "")
    )


def _code(event: EventInfo) -> str | None:
    return None if event.name is None else event.name.source


def _is_open(event: EventInfo) -> bool:
    return event.name is not None and event.name.expression is not None
