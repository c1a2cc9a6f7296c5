"""Moves the tokens of one case: the queue, the tree, the variables, and the events that tell of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from engine import events, feel, storable_text
from engine.errors import EngineError
from engine.spiff.expressions import Environment, Value
from engine.spiff.faults import Fault, RunsForever, found
from engine.spiff.kernel import READY, STARTED, ProcessSpec, Role, Token, TokenTree
from engine.spiff.positions import set_frames
from engine.spiff.variables import ROOT, Scopes, View

MAX_STEPS = 50_000
"""Elements that one command may pass without a wait; a loop of automatic elements would run forever."""


DONE = "done"
"""Under this key a finished scope keeps its place among what is finished: ids follow beginnings."""


class Machine:
    """What elements use to act on their case. Nothing here is called from outside the core."""

    def __init__(self, spec: ProcessSpec, env: Environment, scopes: Scopes, counter: int = 0) -> None:
        self.process_id = spec.name
        self.env = env
        self.scopes = scopes
        self.counter = counter
        self.called = False
        self.prefix: list[str] = []
        self.ended: events.InstanceEnd | None = None
        self.events: list[events.Event] = []
        self.queue: deque[Token] = deque()
        self.last: list[Token] = []
        self.dirty: dict[str, None] = {}
        self.deleted: set[str] = set()
        self.joins: dict[tuple[str, str], Token] = {}
        self.conditions: dict[str, Token] = {}
        self.attachments: dict[str, dict[str, Any]] = {}
        self.saved_attachments: set[str] = set()
        self.saved_rows: set[str] = set()
        self.saved_counter = counter
        self._changed_names: set[str] = set()
        self.tree = TokenTree(spec, self)

    @property
    def root(self) -> Token:
        """The token of the process itself."""
        return self.tree.root

    # -- tokens ----

    def spawn(
        self,
        element_id: str,
        scope: Token | None,
        *,
        role: Role = "flow",
        state: int = READY,
        data: dict[str, Any] | None = None,
        frames: Sequence[str] = (),
        token_id: str | None = None,
    ) -> Token:
        """Put a token at an element; one that is READY runs in its turn. `frames`: `positions`.

        It is a new one, unless `token_id` names one that has left and is to be there again.
        """
        if frames:
            data = set_frames({} if data is None else data, frames)
        if token_id is None:
            token_id = str(self.counter)
            self.counter += 1
        self.deleted.discard(token_id)
        token = Token(
            self.tree,
            self.tree.spec.task_specs[element_id],
            scope,
            token_id=token_id,
            state=state,
            role=role,
            data=data,
        )
        self.dirty[token_id] = None
        if state == READY:
            self.enqueue(token)
        return token

    def restore(self, row_id: str, row: Mapping[str, Any]) -> None:
        """Bring back a token from the row that was kept of it; its scope is there already."""
        parent = self.tree.tasks[row["p"]] if "p" in row else None
        spec = self.tree.spec.task_specs[row["e"]]
        data = dict(row["d"])
        for key in ("loop", "got"):
            if key in data:
                data[key] = dict(data[key])
        if "ways" in data:
            data["ways"] = {flow: list(paths) for flow, paths in data["ways"].items()}
        role = row.get("r", "flow")
        token = Token(self.tree, spec, parent, token_id=row_id, state=row["s"], role=role, data=data)
        self.saved_rows.add(row_id)
        if "got" in data and parent is not None:
            self.joins[parent.id, spec.name] = token
        if data.get("open") == "condition":
            self.conditions[row_id] = token

    def enqueue(self, token: Token) -> None:
        """Let a token run in its turn."""
        turns = self.queue if token.task_spec.reach_of(token) is None else self.last
        turns.append(token)

    def arrive(
        self,
        element_id: str,
        scope: Token,
        variables: Mapping[str, Any],
        *,
        local: Mapping[str, Any] | None = None,
        frames: Sequence[str] = (),
    ) -> Token:
        """Let an event that has just been caught pass its element at once."""
        token = self.spawn(element_id, scope, state=STARTED, frames=frames)
        for name, value in (local or {}).items():
            self.scopes.set(token.id, name, feel.from_python(value))
        self.emit(events.ElementEntered(element_id, token.id))
        self.conclude(token, variables)
        return token

    def conclude(self, token: Token, variables: Mapping[str, Any] | None = None) -> None:
        """Finish what a token waits for: results, output mappings, then the way out."""
        token.internal_data["stage"] = "conclude"
        self.touch(token)
        if self.guard(token, lambda: token.task_spec.conclude(self, token, variables)):
            token.complete()

    def guard(self, token: Token, action: Callable[[], object]) -> bool:
        """Run `action`; what it cannot do becomes an incident of the token."""
        try:
            action()
        except Fault as fault:
            self.fault(token, fault)
            token.error()
            return False
        return True

    def fault(self, token: Token, fault: Fault) -> None:
        """Raise an incident at the token."""
        self.touch(token)
        self.emit(
            events.IncidentRaised(
                token.id,
                token.task_spec.name,
                fault.code,
                str(fault),
                dict(fault.details),
                fault.text("zh-CN"),
            )
        )

    def touch(self, token: Token) -> None:
        """Mark a token as changed since the last save."""
        self.dirty[token.id] = None

    def remove(self, token: Token) -> None:
        """Take a token with all inside it out of the case, silently; its scope may be empty then."""
        scope = token.parent
        self.tree.take_out(token)
        if scope is not None and token.role == "flow":
            scope.active -= 1
            if scope.active == 0:
                self.queue.append(scope)

    def cancel(self, token: Token) -> None:
        """Stop a token and all inside it, innermost first, and take them out."""
        self.cancel_inside(token)
        token.cancel()
        self.remove(token)

    def cancel_inside(self, token: Token, keep: Callable[[Token], bool] = lambda _: False) -> None:
        """Stop everything inside a token, without the direct children that `keep` names."""
        for child in token.children:
            if keep(child):
                continue
            for inner in reversed(list(descend(child))):
                inner.cancel()
            self.remove(child)

    def after_completion(self, token: Token) -> None:
        """Take a finished token out of the tree, unless it remembers work that may be compensated."""
        if not token.alive:
            return
        if any(child.role == "record" for child in token.children):
            self.retain(token)
        elif token.id == ROOT:
            self.touch(token)
        else:
            self.remove(token)

    def retain(self, token: Token) -> None:
        """Keep a finished scope, with its variables, because something inside may have to be compensated."""
        self.touch(token)
        if token.id == ROOT:
            return
        token.role = "record"
        token.internal_data[DONE] = self.counter
        self.counter += 1
        token.scope.active -= 1
        if token.scope.active == 0:
            self.queue.append(token.scope)

    def after_removal(self, token: Token) -> None:
        """Forget what was kept about a token."""
        self.dirty.pop(token.id, None)
        self.deleted.add(token.id)
        self.conditions.pop(token.id, None)
        if f"{token.id}.items" in self.attachments:
            del self.attachments[f"{token.id}.items"]
            self.deleted.add(f"{token.id}.items")
        key = (str(token.scope_id), token.task_spec.name)
        if self.joins.get(key) is token:
            del self.joins[key]
        self.scopes.drop(token.id)

    def end(self, state: events.InstanceEnd) -> None:
        """End the instance; whatever is still inside is withdrawn."""
        self.ended = state
        self.cancel_inside(self.root)
        self.queue.clear()
        self.last.clear()
        if state == "completed":
            self.root.complete()
        self.touch(self.root)
        self.emit(events.InstanceEnded(state, dict(self.scopes.own(ROOT))))

    # -- variables ----

    def view(self, token: Token, extra: Mapping[str, Any] | None = None) -> View:
        """Return what an expression at this token sees; `extra` comes before all."""
        layers: list[Mapping[str, Any]] = [] if extra is None else [extra]
        node: Token | None = token
        while node is not None:
            own = self.scopes.own(node.id)
            if own:
                layers.append(own)
            node = node.parent
        return View(layers)

    def evaluate(self, value: Value, token: Token, extra: Mapping[str, Any] | None = None) -> Any:
        """Evaluate a text of the diagram at a token. Raises Fault."""
        return value.evaluate(self.view(token, extra), self.env)

    def is_true(
        self, what: str, condition: Value, token: Token, extra: Mapping[str, Any] | None = None
    ) -> bool:
        """Evaluate a condition at a token. Raises Fault: it gives neither true nor false; `what` it is."""
        result = self.evaluate(condition, token, extra)
        if not isinstance(result, bool):
            raise Fault("not_boolean", what=what, expression=condition.source, value=found(result))
        return result

    def evaluate_to_keep(self, value: Value, token: Token, extra: Mapping[str, Any] | None = None) -> Any:
        """Evaluate a text whose value becomes a variable. Raises Fault: also if it cannot be stored."""
        return check_storable(value.source, self.evaluate(value, token, extra))

    def assign(self, token: Token, variables: Mapping[str, Any]) -> None:
        """Set each variable where it is held, looking outwards from the token; new ones in the process."""
        for name, value in variables.items():
            node = token
            while node.id != ROOT and name not in self.scopes.own(node.id):
                node = node.scope
            self.scopes.set(node.id, name, feel.from_python(value))

    # -- events and the loop ----

    def emit(self, event: events.Event) -> None:
        """Tell what happened."""
        self.settle_variables()
        self.events.append(event)

    def settle_variables(self) -> None:
        """Tell which variables have changed, before anything that came after."""
        for scope, values in self.scopes.take_fresh().items():
            self.events.append(events.VariablesSet(scope, values))
            self._changed_names.update(values)

    def run(self) -> None:
        """Move tokens until all wait. Raises RunsForever."""
        steps = 0
        self._ask_conditions()
        while True:
            while self.queue or self.last:
                steps += 1
                if steps > MAX_STEPS:
                    raise RunsForever(str(Fault("too_many_steps", limit=MAX_STEPS)), limit=MAX_STEPS)
                self._step(self._next())
                self._ask_conditions()
            if not self._release_joins():
                break
        for join in self.joins.values():
            join.task_spec.notice_starving(self, join)
        self.settle_variables()

    def _next(self) -> Token:
        """Return whose turn it is: first all who only go their way, then those who do something to others.

        Whoever will wait for a signal waits by then, so that the order in which branches were drawn decides
        nothing. Of those who act on others the mildest comes first, then the first by name.
        """
        if self.queue:
            return self.queue.popleft()
        chosen = min(self.last, key=lambda one: (one.task_spec.reach_of(one) or 0, one.task_spec.name))
        self.last.remove(chosen)
        return chosen

    def _step(self, token: Token) -> None:
        if not token.alive:
            return
        if token.state == READY:
            self.touch(token)
            token.run()
        elif token.state == STARTED and token.active == 0:
            token.task_spec.emptied(self, token)

    def await_condition(self, token: Token) -> None:
        """Ask a condition after this step, and whenever one of its variables changes."""
        self.conditions[token.id] = token
        self._changed_names.add(token.id)

    def _ask_conditions(self) -> None:
        """Evaluate the waiting conditions that read a variable which has just changed."""
        self.settle_variables()
        if not self._changed_names:
            return
        changed, self._changed_names = self._changed_names, set()
        for token in list(self.conditions.values()):
            if token.alive:
                token.task_spec.variables_changed(self, token, changed)

    def _release_joins(self) -> bool:
        """Let the first inclusive join go on that nothing can reach any more."""
        return any(join.alive and join.task_spec.release(self, join) for join in list(self.joins.values()))


def check_storable(what: str, value: Any) -> Any:
    """Return a computed value. Raises Fault: it is a function, too large, or text that no database holds."""
    try:
        feel.to_json(value)
    except EngineError as error:
        raise Fault("not_storable", what=what, reason=str(error)) from error
    return value


def check_key(what: str, text: str) -> str:
    """Return a computed text by which something is found. Raises Fault: no database holds it as a key."""
    try:
        return storable_text.check_key(text)
    except EngineError as error:
        raise Fault("not_storable", what=what, reason=str(error)) from error


def descend(token: Token) -> Iterator[Token]:
    """Yield a token and all inside it, outermost first, without recursion."""
    stack = [token]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))
