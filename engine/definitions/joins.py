"""Checks that joins get what they wait for: those that never go on, and ways on which one waits for ever."""

from __future__ import annotations

from engine.definitions.findings import Findings
from engine.definitions.graph import Graph
from engine.definitions.structure import is_interrupted
from engine.definitions.token_game import Stuck, TokenGame, waits

SHOWN_CHOICES = 6
"""The last choices before the case is stuck; nobody follows more in a sentence."""


def check_joins(graph: Graph, findings: Findings) -> None:
    """Add the joins of every scope that never go on, or wait for ever on some way."""
    for scope_id, inside in graph.inside.items():
        uncounted = any(  # how many come, and how many go on, is not what the flows say
            info.activation is not None or info.start_quantity > 1 or info.completion_quantity > 1
            for info in inside
        )
        if uncounted or not any(waits(info) for info in inside):
            continue
        played = TokenGame(graph, scope_id).play()
        for join_id, stuck in played.stuck.items():
            if played.complete and join_id not in played.passed:
                _report(graph, "bpmn.join_never_passed", stuck, findings)
            elif not is_interrupted(graph, scope_id):
                _report(graph, "bpmn.deadlock", stuck, findings)


def _report(graph: Graph, code: str, stuck: Stuck, findings: Findings) -> None:
    join = stuck.join
    flows = [graph.diagram.flows[flow] for flow in stuck.missing]
    names = [flow.name or graph.element(flow.source).name or flow.id for flow in flows]
    choices = list(stuck.choices[-SHOWN_CHOICES:])
    if len(choices) < len(stuck.choices):
        choices.insert(0, "…")
    way = " › ".join([*choices, join.name or join.id])
    findings.add(
        code,
        join.file,
        join.id,
        element=join.name or join.id,
        missing=", ".join(names),
        way=way,
        chinese={"missing": "、".join(names)},
    )
