"""Where an instance is and what may come next, as values that leave the engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.definitions.supplies import Supplies
from engine.definitions.vocabulary import Vocabulary
from engine.next_steps import Foresight, next_steps
from engine.spiff import Environment, Execution, Program
from engine.values import Element, Task, TokenId


def elements_here(program: Program, execution: Execution, tasks: Iterable[Task]) -> tuple[Element, ...]:
    """Return the elements in which an execution is, with what is known of their open `tasks`."""
    by_token = {task.token_id: task for task in tasks}
    elements = []
    for token_id, element_id in execution.active().items():
        info = program.elements[element_id]
        task = by_token.get(TokenId(token_id))
        elements.append(
            Element(
                element_id=element_id,
                kind=info.type,
                name=task.name if task else info.name,
                token_id=TokenId(token_id),
                since=task.created_at if task else None,
                assignee=task.assignee if task else None,
                candidate_groups=task.candidate_groups if task else frozenset(),
                due_at=task.due_at if task else None,
            )
        )
    return tuple(elements)


def elements_ahead(
    program: Program,
    execution: Execution,
    kinds: Collection[str],
    environment: Environment,
    vocabulary: Vocabulary,
) -> tuple[Element, ...]:
    """Return the elements of `kinds` that may come next, with who will act as far as that is known now.

    Where a gateway reads what is decided already, and nobody decides it anew before, only its way is told.
    """
    here = sorted(set(execution.active().values()))
    foresight = Foresight(program, Supplies({}, {}, vocabulary), execution.variables(), environment)
    elements = []
    for element_id in next_steps(foresight, here, kinds):
        assignee, groups = execution.foreseen(element_id)
        info = program.elements[element_id]
        elements.append(
            Element(
                element_id=element_id,
                kind=info.type,
                name=info.name,
                assignee=assignee,
                candidate_groups=frozenset(groups),
            )
        )
    return tuple(elements)
