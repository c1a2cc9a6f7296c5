"""Which process packages there are: the delivered ones and those that the tests carry with them."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from workflows.packages import delivered
from workflows.scenarios import Scenario, read_scenarios

CARRIED = Path(__file__).parents[1] / "services"


def packages() -> dict[str, Path]:
    """Return the folder of each package, by the name of the folder."""
    folders = {name: Path(str(files("bpmn") / name)) for name in delivered()}
    carried = (file.parent for file in sorted(CARRIED.glob("*/process.bpmn")))
    return folders | {folder.name: folder for folder in carried}


def scenarios(folder: Path, process_id: str) -> list[Scenario]:
    """Return the stories that lead to the steps of a process; each opinion in them is like no other."""
    file = folder / "scenarios.yaml"
    assert file.is_file(), f"{process_id}: stories in {file.name} lead to its steps, but there are none"
    return [_told_apart(one) for one in read_scenarios(process_id, file.read_bytes())]


def named_in(one: Scenario) -> set[str]:
    """Return the steps that a story says it comes to."""
    return {str(step.said["task"]) for step in one.steps if "task" in step.said} | set(
        one.then.get("tasks", ())
    )


def _told_apart(one: Scenario) -> Scenario:
    steps = []
    for number, step in enumerate(one.steps):
        opinion = step.said.get("opinion")
        said = step.said if not opinion else {**step.said, "opinion": f"{opinion}（第{number}步的意见）"}
        steps.append(replace(step, said=said))
    return replace(one, steps=tuple(steps))
