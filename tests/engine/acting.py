"""Acts on the tasks of one case by element, each command in a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine import Engine, Instance, Task

HERE = Path(__file__).parent
COUNTED = "SELECT coalesce(sum(open_count), 0), coalesce(sum(claimed_count), 0) FROM engine_audience_count"
ROWS = """
SELECT count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'claimed') FROM engine_task
"""


class Story:
    """A case that was deployed from diagrams beside the tests and started."""

    def __init__(self, engine: Engine, *names: str, process: str | None = None, **variables: Any) -> None:
        self.engine = engine
        with engine.begin(actor="ann") as work:
            work.repository.deploy({f"{name}.bpmn": (HERE / f"{name}.bpmn").read_bytes() for name in names})
            self.instance: Instance = work.runtime.start(process or names[0], variables=variables)

    def open(self) -> list[str]:
        """The elements of the open tasks, sorted; a task with an assignee as `element:assignee`."""
        return sorted(f"{t.element_id}:{t.assignee}" if t.assignee else t.element_id for t in self.tasks())

    def tasks(self) -> tuple[Task, ...]:
        with self.engine.begin() as work:
            return work.tasks.query().case(self.instance.id).all()

    def task(self, element: str) -> Task:
        wanted, _, assignee = element.partition(":")
        open_tasks = [
            t for t in self.tasks() if t.element_id == wanted and (not assignee or t.assignee == assignee)
        ]
        assert open_tasks, f"{element} is not open: {self.open()}"
        return open_tasks[0]

    def done(self, element: str, *, signature: bool = False) -> Task:
        """The task of this element that was completed last, or its signature."""
        with self.engine.begin() as work:
            query = work.tasks.query().case(self.instance.id).element(element)
            completed = query.state("completed").order_by("-closed").all()
        return next(task for task in completed if (task.signs_for is not None) is signature)

    def complete(self, *elements: str, actor: str = "", **variables: Any) -> None:
        for element in elements:
            task = self.task(element)
            with self.engine.begin(actor=actor or task.assignee or f"by_{element}") as work:
                work.tasks.complete(task.id, variables=variables)

    def act(self, actor: str, command: str, task: Task, *arguments: Any, **options: Any) -> Any:
        with self.engine.begin(actor=actor) as work:
            return getattr(work.tasks, command)(task.id, *arguments, **options)

    def earlier(self, element: str) -> list[str]:
        with self.engine.begin() as work:
            return [step.element_id for step in work.tasks.earlier_steps(self.task(element).id)]

    def return_to(self, element: str, target: str) -> None:
        task = self.task(element)
        self.act(task.assignee or "ann", "return_to", task, self.done(target).id)

    def take_back(self, element: str) -> Task:
        task = self.done(element)
        taken: Task = self.act(str(task.closed_by), "take_back", task)
        return taken

    @property
    def variables(self) -> Mapping[str, Any]:
        with self.engine.begin() as work:
            return work.runtime.variables(self.instance.id)

    def consistent(self) -> None:
        """The history is sealed and plays again; counts are what rows say; no token is left over."""
        with self.engine.begin() as work:
            assert work.history.verify(self.instance.id) is None
            replay = work.history.replay(self.instance.id)
            assert replay.same, [step for step in replay.steps if step.outcome != "same"]
            counted = work.connection.exec_driver_sql(COUNTED).one()
            rows = work.connection.exec_driver_sql(ROWS).one()
            assert tuple(counted) == tuple(rows)
            elements = work.runtime.current_elements(self.instance.id)
        tasks = {task.token_id for task in self.tasks() if task.instance_id == self.instance.id}
        assert {e.token_id for e in elements if e.kind == "userTask"} >= tasks
