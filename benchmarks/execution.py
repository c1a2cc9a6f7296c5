"""What a step costs in the execution core, without a database: `python -m benchmarks.execution`.

A rework loop of two tasks with 5 KB of form data: load, complete, take, as the runtime does it. Round 3,000
must cost what round 10 does, and hold as many tokens. The floor is JSON written and read for the same rows.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from engine.spiff import Environment, Execution, Program

ENV = Environment(datetime(2026, 3, 2, tzinfo=UTC))
AT, AROUND = (10, 200, 1000, 3000), 10

LOOP = b"""
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="b">
<bpmn:process id="loop" isExecutable="true">
  <bpmn:startEvent id="begin" /><bpmn:exclusiveGateway id="enter" />
  <bpmn:userTask id="edit" /><bpmn:userTask id="review" />
  <bpmn:exclusiveGateway id="decide" default="leave" /><bpmn:endEvent id="done" />
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="enter" />
  <bpmn:sequenceFlow id="f2" sourceRef="enter" targetRef="edit" />
  <bpmn:sequenceFlow id="f3" sourceRef="edit" targetRef="review" />
  <bpmn:sequenceFlow id="f4" sourceRef="review" targetRef="decide" />
  <bpmn:sequenceFlow id="again" sourceRef="decide" targetRef="enter">
    <bpmn:conditionExpression>=verdict = "return"</bpmn:conditionExpression></bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="leave" sourceRef="decide" targetRef="done" />
</bpmn:process></bpmn:definitions>"""


class Case:
    """A case whose rows lie in memory, as JSON-able values."""

    def __init__(self) -> None:
        self.program = Program.compile({"loop.bpmn": LOOP})
        self.rows: dict[str, dict[str, Any]] = {}
        self.variables: dict[str, dict[str, Any]] = {}
        form = {f"field_{number}": "x" * 32 for number in range(150)}
        self.take(Execution.start(self.program, "loop", {"form": form}, ENV))

    def take(self, execution: Execution) -> None:
        outcome = execution.take()
        for row_id in outcome.deletes:
            del self.rows[row_id]
        self.rows.update(outcome.upserts)
        for scope, values in outcome.variables.items():
            self.variables.setdefault(scope, {}).update(values)
        self.written = len(outcome.upserts) + len(outcome.deletes)

    def step(self, variables: dict[str, Any]) -> None:
        execution = Execution.load(self.program, self.rows, self.variables, ENV)
        (token,) = execution.active()
        execution.complete(token, variables)
        self.take(execution)

    def round(self) -> float:
        started = time.perf_counter()
        self.step({})
        self.step({"verdict": "return"})
        return time.perf_counter() - started


def main() -> None:
    """Print milliseconds per round at several depths of the loop."""
    started = time.perf_counter()
    Program.compile({"loop.bpmn": LOOP})
    print(f"{'compile the process':<28} {(time.perf_counter() - started) * 1e3:8.2f} ms")
    case = Case()
    costs = [case.round() for _ in range(max(AT) + AROUND)]
    base = sorted(costs[AT[0] - AROUND : AT[0] + AROUND])[AROUND]
    for at in AT:
        cost = sorted(costs[at - AROUND : at + AROUND])[AROUND]
        print(f"{f'round {at} (two steps)':<28} {cost * 1e3:8.3f} ms  {cost / base:5.2f} x round {AT[0]}")
    print(f"{'state rows held, written':<28} {len(case.rows)}, {case.written}")
    print(f"{'floor: JSON of these rows':<28} {floor(case) * 1e3:8.3f} ms")


def floor(case: Case) -> float:
    """Return seconds for writing and reading the state rows twice, and the variables once each way."""
    text = json.dumps(case.rows)
    values = json.dumps({"verdict": "return"})
    rounds = []
    for _ in range(200):
        started = time.perf_counter()
        for _ in range(2):
            json.dumps(case.rows)
            json.loads(text)
        json.dumps(values)
        rounds.append(time.perf_counter() - started)
    return sorted(rounds)[len(rounds) // 2]


if __name__ == "__main__":
    main()
