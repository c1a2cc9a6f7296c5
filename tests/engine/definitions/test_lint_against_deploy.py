"""One truth: what the lint passes deploys and starts, what a deploy refuses the lint has told.

Packages are spoilt at random as people and tools spoil them; the seed of each is shown where one fails.
"""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from engine import Engine
from engine.definitions import UNKNOWN, Vocabulary, lint
from engine.errors import DefinitionInvalid, InvalidArgument, Problem
from engine.packages import Package
from engine.repository import executable_processes
from engine.spiff import Environment, Execution
from tests.engine.definitions.spoiling import spoiled
from tests.engine.definitions.vocabulary import CASES, package
from tests.engine.spiff.random_processes import diagram
from workflows.lint import vocabulary
from workflows.packages import delivered, package_files

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def drawn_package(random: Random) -> tuple[str, dict[str, bytes], Vocabulary]:
    """Return the name, the files and the vocabulary of a package: delivered, a case of the lint, or drawn."""
    kind = random.choice(("delivered", "case", "case", "process", "process", "process"))
    if kind == "delivered":
        name = random.choice(delivered())
        return name, package_files(name), vocabulary()
    if kind == "case":
        name = random.choice(sorted(file.parent.name for file in CASES.glob("*/process.bpmn")))
        return name, package(CASES / name), UNKNOWN
    return "random", {"process.bpmn": diagram(_block(random, 3))}, UNKNOWN


def _block(random: Random, depth: int) -> tuple[object, ...]:
    """Return a block as `random_processes` draws them."""
    leaves = ("user", "job", "script", "timer", "message", "condition", "fragile", "first_of", "receive")
    if depth == 0 or random.random() < 0.3:
        return (random.choice(leaves),)
    kind = random.choice(("sequence", "and", "or", "xor", "loop", "subprocess", "guarded", "tried", "each"))
    if kind in ("sequence", "and", "or", "xor"):
        return (kind, [_block(random, depth - 1) for _ in range(random.choice((2, 3)))])
    return (kind, _block(random, depth - 1))


def refusals(files: dict[str, bytes]) -> tuple[Package | None, list[Problem]]:
    """Return the compiled package, or what a deploy without lint refuses in it."""
    try:
        executable_processes(files)
        return Package.of(files), []
    except DefinitionInvalid as refused:
        return None, [one for one in refused.problems if one.severity == "error"]
    except InvalidArgument as refused:
        return None, [Problem("refused", "", None, str(refused), str(refused))]


def check(seed: int) -> str:
    """Compare lint and deploy for one spoilt package; return what is wrong, "" for nothing."""
    random = Random(seed)
    name, files, words = drawn_package(random)
    files, changes = spoiled(files, random)
    errors = [one for one in lint(files, vocabulary=words, is_whole=True) if one.severity == "error"]
    compiled, refused = refusals(files)
    said = f"seed {seed}, {name}: {'; '.join(changes)}"
    if refused and not errors:
        return f"{said}: a deploy refuses {refused}, and the lint says nothing"
    places = {one.element_id for one in errors}
    if missing := [one for one in refused if one.element_id and one.element_id not in places]:
        return f"{said}: a deploy refuses {missing}, and the lint only {errors}"
    if compiled is None or errors:
        return ""
    for process in compiled.program.processes.values():
        plain = [one for one in process.start_events if not compiled.program.elements[one].events]
        if plain or not process.start_events:
            Execution.start(compiled.program, process.id, {}, Environment(NOW)).take()
    return ""


def test_what_the_lint_passes_compiles_and_starts_and_what_is_refused_is_told() -> None:
    assert [wrong for seed in range(60) if (wrong := check(seed))] == []


@pytest.mark.soak
@pytest.mark.parametrize("hundred", range(30))
def test_the_same_of_thousands(hundred: int) -> None:
    seeds = range(1_000 + hundred * 100, 1_100 + hundred * 100)
    assert [wrong for seed in seeds if (wrong := check(seed))] == []


def test_what_the_lint_passes_is_deployed_and_begins(engine: Engine) -> None:
    """On the real tables: start timers are planned and messages awaited when a package is deployed."""
    deployed = 0
    for seed in range(10_000, 10_030):
        random = Random(seed)
        files, changes = spoiled({"process.bpmn": diagram(_block(random, 3))}, random)
        if any(one.severity == "error" for one in lint(files, is_whole=True)):
            with engine.begin() as work, pytest.raises((DefinitionInvalid, InvalidArgument)):
                work.repository.deploy(files)
            continue
        with engine.begin() as work:
            program = work.repository.program(work.repository.deploy(files).id)
            for process in program.processes.values():
                if any(not program.elements[one].events for one in process.start_events):
                    assert work.runtime.start(process.id).process_id == process.id, (seed, changes)
        deployed += 1
    assert deployed > 5
