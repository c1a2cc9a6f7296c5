"""What the core relies on in SpiffWorkflow, name by name: a new version of it that differs fails here first.

The kernel's file is the only one that touches names with an underscore; each of them has a test of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.workflow import Workflow

from engine.spiff.kernel import (
    CANCELLED,
    COMPLETED,
    ERROR,
    READY,
    STARTED,
    WAITING,
    FlowNode,
    ProcessSpec,
    Token,
    TokenTree,
)
from engine.spiff.model import ElementInfo

SPIFF = Path(__file__).parents[3] / "engine" / "spiff"


class Keeper:
    """Writes down what the tree tells its keeper."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def after_completion(self, token: Token) -> None:
        self.told.append(("completed", token.id))

    def after_removal(self, token: Token) -> None:
        self.told.append(("removed", token.id))


class Scribe(FlowNode):
    """An element that answers as it is told, and writes down what it was asked."""

    def __init__(self, process: ProcessSpec, name: str) -> None:
        super().__init__(process, ElementInfo(name, "task", name, "p", "p", "p.bpmn"))
        self.answer: bool | None = True
        self.asked: list[tuple[str, str, int]] = []

    def run_token(self, machine, token):
        self.asked.append(("run", token.id, token.state))
        return self.answer

    def completed(self, machine, token):
        self.asked.append(("completed", token.id, token.state))

    def cancelled(self, machine, token):
        self.asked.append(("cancelled", token.id, token.state))


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def spec() -> Scribe:
    process = ProcessSpec(name="p")
    process.start = Scribe(process, "p")
    return Scribe(process, "work")


@pytest.fixture
def tree(spec: Scribe, keeper: Keeper) -> TokenTree:
    return TokenTree(spec._wf_spec, keeper)


@pytest.fixture
def root(tree: TokenTree) -> Token:
    return Token(tree, tree.spec.start, None, token_id="0", state=STARTED)


def token_in(tree: TokenTree, spec: Scribe, parent: Token, token_id: str = "1", state: int = READY) -> Token:
    return Token(tree, spec, parent, token_id=token_id, state=state)


def test_a_tree_begins_empty_and_predicts_nothing(tree):
    """`Workflow(deserializing=True)` makes no token by itself and runs nothing."""
    assert (tree.tasks, tree.task_tree) == ({}, None)


def test_a_token_is_filed_under_its_id_and_its_parent(tree, spec, root):
    """`Task.__init__` files a token in `Workflow.tasks`; `_parent` is the id of its parent."""
    token = token_in(tree, spec, root)
    assert tree.tasks == {"0": root, "1": token}
    assert (token.parent, token.scope_id, root.scope_id) == (root, "0", None)
    assert root.children == [token]


@pytest.mark.parametrize(
    ("answer", "state"),
    [(True, COMPLETED), (None, STARTED), (False, ERROR)],
    ids=["finished", "waits", "has an incident"],
)
def test_what_the_run_hook_answers_becomes_the_state(tree, spec, root, answer, state):
    """`Task.run` asks `TaskSpec._run_hook` once, and turns its answer into the state."""
    spec.answer = answer
    token = token_in(tree, spec, root)
    token.run()
    assert token.state == state
    assert [what for what, _, _ in spec.asked].count("run") == 1


def test_the_completion_hook_is_asked_before_the_tree_is_told(tree, spec, root, keeper):
    """`Task.complete` calls `_on_complete_hook`, then `Workflow._task_completed_notify`, once each."""
    token = token_in(tree, spec, root, state=STARTED)
    token.complete()
    assert spec.asked == [("completed", "1", COMPLETED)]
    assert keeper.told == [("completed", "1")]
    assert token.alive, "the keeper takes it out, not SpiffWorkflow"


def test_a_completed_token_does_not_wake_others(tree, spec, root):
    """The override of `_task_completed_notify` replaces SpiffWorkflow's walk over all waiting tasks."""
    waiting = token_in(tree, spec, root, "1", WAITING)
    token_in(tree, spec, root, "2", STARTED).complete()
    assert waiting.state == WAITING
    assert [token_id for _, token_id, _ in spec.asked] == ["2"]


def test_nothing_is_predicted_behind_a_completed_token(tree, spec, root):
    """`_predict_hook`, `_update_hook` are overridden: what waits inside is not woken and gets no future."""
    spec.connect(tree.spec.start)
    token = token_in(tree, spec, root, "1", STARTED)
    inner = token_in(tree, spec, token, "2", WAITING)
    token.complete()
    assert set(tree.tasks) == {"0", "1", "2"}
    assert (inner.state, inner.children) == (WAITING, [])


def test_the_cancel_hook_is_asked_once_for_what_was_not_finished(tree, spec, root):
    """`Task.cancel` calls `_on_cancel` with the state set already; a finished token is left alone."""
    open_one, finished = token_in(tree, spec, root), token_in(tree, spec, root, "2", COMPLETED)
    open_one.cancel()
    finished.cancel()
    assert spec.asked == [("cancelled", "1", CANCELLED)]
    assert finished.state == COMPLETED


def test_taking_out_tells_of_each_token_the_innermost_first(tree, spec, root, keeper):
    """`Workflow._remove_task` takes a token with its children, and calls `_task_removed_notify` for each."""
    outer = token_in(tree, spec, root)
    token_in(tree, spec, outer, "2")
    tree.take_out(outer)
    assert keeper.told == [("removed", "2"), ("removed", "1")]
    assert (set(tree.tasks), root.children, outer.alive) == ({"0"}, [], False)


def test_a_token_with_an_incident_can_be_made_ready(tree, spec, root):
    """`Task._set_state` changes the state and calls no hook."""
    token = token_in(tree, spec, root, state=ERROR)
    token.make_ready()
    assert (token.state, spec.asked) == (READY, [])


def test_a_process_needs_no_inputs(tree, spec):
    """`TaskSpec.test` is overridden: boundary events and handlers have no incoming flow."""
    tree.spec.start.test()
    spec.test()


# -- and nobody else does so ----


def private_names(path: Path) -> Iterator[str]:
    """Yield the names with an underscore that a file reaches for and does not define itself."""
    tree = ast.parse(path.read_text("utf-8"))
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    own |= {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not node.attr.startswith("_") or node.attr in own:
            continue
        if ast.unparse(node) != "etree._Element":  # the only name that lxml has for its type
            yield ast.unparse(node)


def test_only_the_kernel_reaches_for_private_names():
    files = [path for path in sorted(SPIFF.rglob("*.py")) if path.name != "kernel.py"]
    assert {path.name: private for path in files if (private := list(private_names(path)))} == {}


def test_no_other_hook_of_spiffworkflow_is_overridden_by_chance():
    """A method of ours with the name of a private one of SpiffWorkflow would replace it unseen."""
    theirs = {name for owner in (Task, TaskSpec, Workflow) for name in vars(owner) if name.startswith("_")}
    for path in sorted(SPIFF.rglob("*.py")):
        if path.name == "kernel.py":
            continue
        named = {
            node.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.FunctionDef)
        }
        assert {name for name in named & theirs if not name.startswith("__")} == set(), path.name
