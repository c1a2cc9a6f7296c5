"""Runs a case again from its history, in memory, on its own or another version: what would it have done?

Tokens have numbers of their own in each run. What is known in both is the element and how many tokens were
seen there before: the third token at `check` here is the third token at `check` there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from engine import codec
from engine.errors import Rejected
from engine.events import Event, FlowTaken, TaskOpened
from engine.packages import Package
from engine.spiff import Answer, Came, EndedLoop, Execution
from engine.stepping import TaskAnswer, package_environment
from engine.unit_of_work import UnitOfWork

Key = tuple[str, int]
"""Element, and how many tokens were seen there before."""


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """One recorded command, played again.

    `outcome`: the "same" flows were taken, "different" ones, or "refused": nothing waited for the command.
    """

    seq: int
    at: datetime
    actor: str
    command: str
    element_id: str | None
    outcome: Literal["same", "different", "refused"]
    recorded_flows: tuple[str, ...]
    replayed_flows: tuple[str, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Replay:
    """How a case would have gone. `elements` are where it would be now, `variables` those of the process."""

    definition_id: str
    steps: tuple[ReplayStep, ...]
    state: str
    elements: tuple[str, ...]
    variables: Mapping[str, Any]

    @property
    def same(self) -> bool:
        """Whether every command would have done what it did."""
        return all(step.outcome == "same" for step in self.steps)


_TOKEN_IN_STEP = re.compile(r"#(\d+)(:|$)")


def _answers(recorded: Sequence[Mapping[str, Any]]) -> TaskAnswer:
    """Answer tasks as they were answered then, by element and in that order."""
    left = [event for event in recorded if event["kind"] == "task_answered"]

    def answer(opened: TaskOpened) -> Answer | None:
        for event in left:
            if event["opened"]["element_id"] == opened.element_id:
                left.remove(event)
                return Answer(codec.decode_all(event.get("variables") or {}), event["by"], event["reason"])
        return None

    return answer


class Player:
    """Plays the history rows of one instance, oldest first."""

    def __init__(self, work: UnitOfWork, package: Package, *, called: bool) -> None:
        self._work = work
        self._package = package
        self._called = called
        self._execution: Execution | None = None
        self._recorded: dict[str, Key] = {}
        self._replayed: dict[Key, str] = {}
        self._seen_recorded: Counter[str] = Counter()
        self._seen_replayed: Counter[str] = Counter()
        self._known: set[str] = set()

    def play(self, row: Mapping[str, Any]) -> ReplayStep | None:
        """Play a recorded command; None where it moved no token (a claim, a suspension)."""
        act = _ACTS.get(row["command"])
        data = {name: codec.decode(value) for name, value in row["data"].items()}
        step = None
        if row["command"] == "start" or act is not None:
            step = self._step(row, data, act)
        for event in row["events"]:
            self._note_recorded(event)
        return step

    def _step(self, row: Mapping[str, Any], data: dict[str, Any], act: Act | None) -> ReplayStep:
        recorded = tuple(event["flow_id"] for event in row["events"] if event["kind"] == "flow_taken")
        key = self._recorded.get(data.get("token_id", ""))
        happened: Sequence[Event] = ()
        message = ""
        try:
            if act is None:
                self._execution = self._start(data, row["at"], answer=_answers(row["events"]))
            else:
                self._again(act, data, key, row["at"], answer=_answers(row["events"]))
        except Rejected as refusal:
            message = str(refusal)
        if self._execution is not None:
            happened = self._execution.take().events
            for event in happened:
                self._note_replayed(event)
        replayed = tuple(event.flow_id for event in happened if isinstance(event, FlowTaken))
        same: Literal["same", "different"] = "same" if recorded == replayed else "different"
        return ReplayStep(
            seq=row["seq"],
            at=row["at"],
            actor=row["actor"],
            command=row["command"],
            element_id=key[0] if key else data.get("start_element_id"),
            outcome="refused" if message else same,
            recorded_flows=recorded,
            replayed_flows=replayed,
            message=message,
        )

    def _start(self, data: Mapping[str, Any], at: datetime, *, answer: TaskAnswer) -> Execution:
        return Execution.start(
            self._package.program,
            data["process_id"],
            data.get("variables") or {},
            package_environment(self._work, self._package, at, answer=answer, seed=data.get("seed", "")),
            data.get("start_element_id"),
            called=self._called,
        )

    def _again(
        self, act: Act, data: dict[str, Any], key: Key | None, at: datetime, *, answer: TaskAnswer
    ) -> None:
        if self._execution is None:
            raise Rejected("Expected the process to start, but it has not.")
        seed = data.get("seed", "")
        self._execution.at(package_environment(self._work, self._package, at, answer=answer, seed=seed))
        for name in ("steps", "tokens", "joins"):
            if name in data:
                data[name] = self._translated(data[name])
        if "token_id" in data:
            token = None if key is None else self._replayed.get(key)
            if token is None:
                where = data["token_id"] if key is None else key[0]
                raise Rejected(f"Expected a token at {where}, but none has come there.")
            data["token_id"] = token
        act(self._execution, data)

    def _translated(self, value: Any) -> Any:
        """Return recorded positions and tokens with the numbers that the tokens have in this run."""
        if isinstance(value, list):
            return [self._translated(item) for item in value]
        if isinstance(value, dict):
            return {name: self._translated(item) for name, item in value.items()}
        if not isinstance(value, str):
            return value
        if value.isdecimal():
            return self._here(value)
        return _TOKEN_IN_STEP.sub(lambda match: f"#{self._here(match[1])}{match[2]}", value)

    def _here(self, recorded: str) -> str:
        key = self._recorded.get(recorded)
        return recorded if key is None else self._replayed.get(key, recorded)

    def result(self, definition_id: str, steps: Sequence[ReplayStep]) -> Replay:
        """Return where the case stands after all."""
        run = self._execution
        ended = run is None or run.state != "active"
        return Replay(
            definition_id=definition_id,
            steps=tuple(steps),
            state="failed" if run is None else run.state,
            elements=() if run is None or ended else tuple(run.active().values()),
            variables={} if run is None else {n: codec.plain(v) for n, v in run.variables().items()},
        )

    def _note_recorded(self, event: Mapping[str, Any]) -> None:
        token, element = event.get("token_id"), event.get("element_id")
        if token and element and token not in self._recorded:
            self._recorded[token] = (element, self._seen_recorded[element])
            self._seen_recorded[element] += 1

    def _note_replayed(self, event: Event) -> None:
        token, element = getattr(event, "token_id", None), getattr(event, "element_id", None)
        if token and element and token not in self._known:
            self._known.add(token)
            self._replayed[element, self._seen_replayed[element]] = token
            self._seen_replayed[element] += 1


Act = Callable[[Execution, Mapping[str, Any]], object]


def _return_task(run: Execution, data: Mapping[str, Any]) -> None:
    run.close_task(data["token_id"], data["variables"])
    run.go_back(data["token_id"], data["target_element_id"], data["steps"])


def _ended_loop(data: Mapping[str, Any]) -> EndedLoop:
    return EndedLoop(data["body"], tuple(int(index) for index in data["stopped"]))


def _take_back(run: Execution, data: Mapping[str, Any]) -> None:
    came = Came(
        tuple((token, element) for token, element in data["tokens"]),
        frozenset(data["flows"]),
        tuple((name, arrivals) for name, arrivals in data["joins"]),
        loop=_ended_loop(data["loop"]) if "loop" in data else None,
    )
    run.take_back(data["token_id"], came, data["element_id"], data["steps"])


_ACTS: Mapping[str, Act] = {
    "complete_task": lambda run, data: run.complete(
        data["token_id"],
        data["variables"],
        signatures=data.get("signatures", True),
        local=data.get("local", ()),
    ),
    "refuse_signature": lambda run, data: run.refuse_signature(data["token_id"]),
    "add_signers": lambda run, data: run.add_signers(
        data["token_id"], data["who"], data["users"], before=data["when"] == "before"
    ),
    "drop_signer": lambda run, data: run.drop_signer(data["token_id"], data["user"]),
    "ask_again": lambda run, data: run.ask_again(data["token_id"], data["user"]),
    "return_task": _return_task,
    "close_for_return": lambda run, data: run.close_task(data["token_id"], data["variables"]),
    "go_back": lambda run, data: run.go_back(data["token_id"], data["target_element_id"], data["steps"]),
    "take_back": _take_back,
    "complete_job": lambda run, data: run.complete(data["token_id"], data["variables"]),
    "complete_call": lambda run, data: run.complete(data["token_id"], data["variables"]),
    "fail_call": lambda run, data: run.fail_call(data["token_id"], data["reason"]),
    "fire_timer": lambda run, data: run.fire(data["token_id"]),
    "correlate_message": lambda run, data: run.deliver(data["token_id"], data["variables"]),
    "receive_signal": lambda run, data: run.deliver(data["token_id"], data["variables"]),
    "throw_error": lambda run, data: run.throw_error(data["token_id"], data["code"], data["variables"]),
    "throw_escalation": lambda run, data: run.throw_escalation(
        data["token_id"], data["code"], data["variables"]
    ),
    "set_variables": lambda run, data: run.set_variables(data["variables"]),
    "move_token": lambda run, data: run.move(data["token_id"], data["target_element_id"]),
    "retry": lambda run, data: run.retry(data["token_id"]),
    "cancel": lambda run, _: run.terminate(),
}
