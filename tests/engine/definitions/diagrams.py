"""Small diagrams for tests of the lint."""

from __future__ import annotations

from dataclasses import replace
from xml.sax.saxutils import escape

from engine.definitions import UNKNOWN, lint

STARTED = replace(UNKNOWN, start_variables=frozenset({"amount", "kind", "items"}))
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="definitions" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:flowable="http://flowable.org/bpmn" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'
)
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
CYCLE = "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"


def task(task_id: str, inner: str = "", attributes: str = "") -> str:
    return f'<manualTask id="{task_id}" {attributes}>{inner}</manualTask>'


def diagram(*content: str, process: str = "p", before: str = "") -> bytes:
    body = "".join(content)
    return (
        f'{HEAD}{before}<process id="{process}" isExecutable="true">{body}</process></definitions>'.encode()
    )


def flows(*ways: str) -> str:
    """Return flows such as `a b` and `a b =amount > 1`, each with the id `a_b`."""
    drawn = []
    for way in ways:
        ends, _, condition = way.partition(" =")
        source, target = ends.split()
        inner = f"<conditionExpression>={escape(condition)}</conditionExpression>" if condition else ""
        ids = f'id="{source}_{target}" sourceRef="{source}" targetRef="{target}"'
        drawn.append(f"<sequenceFlow {ids}>{inner}</sequenceFlow>")
    return "".join(drawn)


START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


def told(files: bytes | dict[str, bytes], *, errors: bool = False) -> set[tuple[str, str | None]]:
    named = {"p.bpmn": files} if isinstance(files, bytes) else files
    problems = lint(named, vocabulary=STARTED)
    return {(one.code, one.element_id) for one in problems if one.severity == "error" or not errors}
