"""Taking a running case to another version of its process: checked before, then each token is rebound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import events
from engine.errors import InvalidArgument, Locale
from engine.messages import Catalogue, render
from engine.spiff.elements.activities import UserTaskSpec, is_inner, job_request, open_boundaries
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.catching import EventGatewaySpec, arm, awaited, set_timer
from engine.spiff.elements.gateways import BY_HAND, LATE
from engine.spiff.elements.scopes import open_event_starts
from engine.spiff.faults import Fault
from engine.spiff.kernel import ERROR, Token
from engine.spiff.machine import Machine, descend
from engine.spiff.model import ElementInfo, LoopInfo
from engine.spiff.positions import FRAMES, MARK, element_of
from engine.spiff.program import Program
from engine.spiff.timers import Schedule

MESSAGES: Catalogue = {
    "process_missing": (
        "新版本中没有流程“{target}”",
        "Expected a process {target} in the new version, but there is none",
    ),
    "element_missing": (
        "新版本中没有元素“{target}”，“{element}”处的令牌无处可去",
        "Expected {target} in the new version for the token at {element}, but there is none",
    ),
    "type_differs": (
        "“{element}”是 {old}，而“{target}”是 {new}",
        "Expected {target} to be a {old} like {element}, but it is a {new}",
    ),
    "scope_differs": (
        "“{target}”所在的子流程与“{element}”所在的不对应",
        "Expected {target} to lie in the subprocess that corresponds to that of {element}, but it does not",
    ),
    "loop_differs": (
        "“{target}”的多实例方式与“{element}”不同",
        "Expected {target} to repeat in the same way as {element}, but it does not",
    ),
    "flow_missing": (
        "“{element}”已有令牌经连线“{flow}”到达，而“{target}”没有这条连线",
        "Expected flow {flow} into {target}, by which a token has arrived at {element}, but there is none",
    ),
    "handler_missing": (
        "“{element}”可被补偿，而新版本中没有对应的补偿“{target}”",
        "Expected {target} in the new version, so that {element} can still be compensated, but there is none",
    ),
}


@dataclass(frozen=True, slots=True)
class MigrationProblem:
    """Why a token cannot go to the new version."""

    code: str
    token_id: str
    element_id: str
    params: Mapping[str, Any]

    def message(self, locale: Locale) -> str:
        """Return the sentence in `locale`."""
        return render(MESSAGES, self.code, locale, self.params)


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a token is, and by which flows others have arrived there that wait to be joined."""

    element_id: str
    flows: tuple[str, ...] = ()


def suggest(old: Program, new: Program) -> dict[str, str]:
    """Return a mapping for the elements that have kept id and type."""
    return {
        element_id: element_id
        for element_id, info in old.elements.items()
        if element_id in new.elements and new.elements[element_id].type == info.type
    }


def problems(machine: Machine, program: Program, mapping: Mapping[str, str]) -> list[MigrationProblem]:
    """Return what speaks against taking the case to `program`; ids not in `mapping` stay the same."""
    tokens = [one for one in descend(machine.root) if one.role != "watch" and one.parent is not None]
    standing = [(one.id, one.task_spec.info, _arrived(one)) for one in tokens]
    return list(_problems(machine.process_id, standing, program, mapping))


def problems_at(
    old: Program, process_id: str, places: Iterable[TokenPlace], program: Program
) -> tuple[MigrationProblem, ...]:
    """Return what speaks against taking any case to `program` that stands at these places; ids stay the same.

    It is what `problems` says of such a case, told without loading one; tokens have no ids here.
    """
    standing = [("", old.elements[one.element_id], one.flows) for one in places]
    return tuple(_problems(process_id, standing, program, {}))


def _arrived(token: Token) -> tuple[str, ...]:
    return (*token.internal_data.get("got", ()), *token.internal_data.get(LATE, ()))


def _problems(
    process_id: str,
    standing: Iterable[tuple[str, ElementInfo, tuple[str, ...]]],
    program: Program,
    mapping: Mapping[str, str],
) -> Iterator[MigrationProblem]:
    target_process = mapping.get(process_id, process_id)
    if target_process not in program.specs:
        yield MigrationProblem("process_missing", "0", process_id, {"target": target_process})
        return
    specs = program.specs[target_process].task_specs
    for token_id, info, flows in standing:
        target = mapping.get(info.id, info.id)
        for code, params in _differences(info, flows, target, specs, mapping):
            said = {"element": info.id, "target": target, **params}
            yield MigrationProblem(code, token_id, info.id, said)


def _differences(
    old: ElementInfo,
    flows: Iterable[str],
    target: str,
    specs: Mapping[str, ElementSpec],
    mapping: Mapping[str, str],
) -> Iterator[tuple[str, dict[str, str]]]:
    if target not in specs:
        yield ("handler_missing" if old.type == "boundaryEvent" else "element_missing"), {}
        return
    new = specs[target].info
    if _shape(old) != _shape(new):
        yield "type_differs", {"old": old.type, "new": new.type}
    if mapping.get(old.parent_id, old.parent_id) != new.parent_id:
        yield "scope_differs", {}
    if _kind_of(old.loop) != _kind_of(new.loop):
        yield "loop_differs", {}
    for flow in flows:
        if flow != BY_HAND and mapping.get(flow, flow) not in new.incoming:
            yield "flow_missing", {"flow": flow}


def migrate(machine: Machine, program: Program, mapping: Mapping[str, str]) -> Machine:
    """Return the case on `program`. Tasks, jobs, timers and subscriptions follow their elements.

    A timer that is still there keeps its time; tasks keep who has claimed them and are bound anew.
    Raises InvalidArgument: `problems` are left, or a binding of the new version cannot be evaluated.
    """
    left = problems(machine, program, mapping)
    if left:
        raise InvalidArgument(left[0].message("en"), problems=left)
    target_process = mapping.get(machine.process_id, machine.process_id)
    moved = Machine(program.specs[target_process], machine.env, machine.scopes, machine.counter)
    moved.called, moved.attachments, moved.prefix = machine.called, machine.attachments, machine.prefix
    moved.saved_rows, moved.saved_attachments = machine.saved_rows, machine.saved_attachments
    moved.saved_counter, moved.deleted = machine.saved_counter, machine.deleted
    moved.events = machine.events
    for token in sorted(machine.tree.tasks.values(), key=lambda token: int(token.id)):
        if token.role == "watch":
            _withdraw_watch(machine, moved, token, mapping)
        else:
            _copy(moved, token, mapping.get(token.task_spec.name, token.task_spec.name), mapping)
    moved.tree.task_tree = moved.root
    try:
        for token in list(descend(moved.root)):
            if token.role != "watch":
                before = machine.tree.tasks.get(token.id)
                _rebind(moved, token, before.task_spec if before else token.task_spec)
    except Fault as fault:
        raise InvalidArgument(str(fault)) from fault
    return moved


def _copy(moved: Machine, token: Token, target: str, mapping: Mapping[str, str]) -> Token:
    data = dict(token.internal_data)
    if "got" in data:
        data["got"] = {mapping.get(flow, flow): count for flow, count in data["got"].items()}
        data["ways"] = {
            mapping.get(flow, flow): [_renamed(path, mapping) for path in paths]
            for flow, paths in data.get("ways", {}).items()
        }
    if LATE in data:
        data[LATE] = [mapping.get(flow, flow) for flow in data[LATE]]
    if FRAMES in data:
        data[FRAMES] = _renamed(data[FRAMES], mapping)
    if token.task_spec.name != target:
        data["was_at"] = token.task_spec.name
    parent = None if token.scope_id is None else moved.tree.tasks[token.scope_id]
    spec = moved.tree.spec.task_specs[target]
    copied = Token(moved.tree, spec, parent, token_id=token.id, state=token.state, role=token.role, data=data)
    moved.touch(copied)
    if "got" in data and parent is not None:
        moved.joins[parent.id, target] = copied
    return copied


def _renamed(path: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
    """Return a path of branches in the words of the new version."""
    return [
        step.replace(f"{MARK}{name}#", f"{MARK}{mapping.get(name, name)}#", 1)
        for step in path
        for name in [element_of(step)]
    ]


def _withdraw_watch(machine: Machine, moved: Machine, token: Token, mapping: Mapping[str, str]) -> None:
    """Keep a watch whose event is still watched for in the same place; withdraw any other."""
    target = mapping.get(token.task_spec.name, token.task_spec.name)
    spec = moved.tree.spec.task_specs.get(target)
    host = moved.tree.tasks.get(str(token.scope_id))
    index = token.internal_data.get("def", 0)
    if spec is not None and host is not None and len(spec.info.events) > index:
        watched = spec in host.task_spec.boundaries or spec in host.task_spec.event_starts
        follows = any(flow.target == target for flow in host.task_spec.flows) or target == host.task_spec.name
        if (watched or follows) and spec.info.events[index].kind == awaited(token).kind:
            _copy(moved, token, target, mapping)
            return
    machine.settle_variables()
    token.task_spec.withdraw(machine, token)
    moved.events = machine.events
    moved.deleted.add(token.id)
    moved.scopes.drop(token.id)


def _rebind(machine: Machine, token: Token, before: ElementSpec) -> None:
    """Ask the outside anew for what the token waits for, if it is asked differently now. Raises Fault."""
    spec, opened = token.task_spec, token.internal_data.get("open")
    renamed = token.internal_data.pop("was_at", None) is not None
    if isinstance(spec, UserTaskSpec) and opened == "task":
        machine.emit(events.TaskRebound(spec.opened(machine, token)))
    elif opened == "job" and spec.info.job is not None:
        if renamed or (spec.info.job, spec.info.inputs) != (before.info.job, before.info.inputs):
            request = job_request(machine, token, spec, spec.info.job)
            machine.emit(events.JobWithdrawn(token.id, spec.name))
            machine.emit(request)
    else:
        _rearm(machine, token, renamed=renamed)
    if token.state == ERROR:
        return
    if isinstance(spec, EventGatewaySpec):
        spec.watch(machine, token)
    if not is_inner(token):
        open_boundaries(machine, token, spec)
    if token.id == "0" or (spec.info.type == "subProcess" and "loop" not in token.internal_data):
        open_event_starts(machine, token, spec)
    for watch in list(token.children):
        if watch.role == "watch":
            _rearm(machine, watch, renamed=watch.internal_data.pop("was_at", None) is not None)


def _rearm(machine: Machine, token: Token, *, renamed: bool) -> None:
    """Await an event by the new version's words; a timer that runs keeps its time. Raises Fault."""
    opened = token.internal_data.get("open")
    if opened == "condition":
        machine.await_condition(token)
    elif opened == "timer" and renamed:
        machine.emit(events.TimerWithdrawn(token.id, token.task_spec.name))
        set_timer(machine, token, Schedule.from_row(token.internal_data["timer"]))
    elif opened in ("message", "signal"):
        event, before = awaited(token), (token.internal_data.get("name"), token.internal_data.get("key"))
        mark = len(machine.events)
        arm(machine, token, event, repeats=token.role == "watch" and not token.task_spec.info.interrupting)
        after = (token.internal_data.get("name"), token.internal_data.get("key"))
        if after == before and not renamed:
            del machine.events[mark:]
        else:
            machine.events.insert(mark, events.SubscriptionWithdrawn(token.id, token.task_spec.name))


def _shape(info: ElementInfo) -> tuple[str, bool, bool]:
    return info.type, info.triggered_by_event, info.ad_hoc is not None


def _kind_of(loop: LoopInfo | None) -> tuple[bool, bool] | None:
    return None if loop is None else (loop.is_standard, loop.sequential)
