"""Why a case cannot go to another version, in words of the people who do its steps: no tokens, no ids."""

from __future__ import annotations

from collections.abc import Iterable

from engine.spiff import MigrationProblem
from engine.spiff.program import Program
from workflows.administration.case_migrations import Obstacle
from workflows.administration.repair_values import Names
from workflows.administration.version_differences import names_of

_SENTENCES: dict[str, tuple[str, str]] = {
    "process_missing": (
        "新版本中没有该案件所用的流程",
        "The version does not have the process that the case runs on",
    ),
    "element_missing": (
        "案件停在“{step}”，新版本中没有这一步",
        "The case is at “{step}”, a step that the version does not have",
    ),
    "type_differs": (
        "案件停在“{step}”，这一步在新版本中换成了另一种",
        "The case is at “{step}”, which is another kind of step in the version",
    ),
    "scope_differs": (
        "案件停在“{step}”，这一步在新版本中移到了另一个子流程",
        "The case is at “{step}”, which lies in another subprocess of the version",
    ),
    "loop_differs": (
        "案件停在“{step}”，这一步在新版本中由多人办理的方式不同",
        "The case is at “{step}”, which several people do in another way in the version",
    ),
    "flow_missing": (
        "案件在“{step}”等待汇合，已到达的一路在新版本中不存在",
        "The case waits at “{step}” to be joined, and the version lacks a way that has arrived there",
    ),
    "handler_missing": (
        "“{step}”办理后可以撤销，新版本中没有对应的撤销步骤",
        "“{step}” can still be compensated, and the version lacks the step that does it",
    ),
}


def obstacles(problems: Iterable[MigrationProblem], old: Program) -> tuple[Obstacle, ...]:
    """Return what the engine says against a migration; steps are called as in `old`, which the case is on."""
    return tuple(_obstacle(one, old) for one in problems)


def _obstacle(problem: MigrationProblem, old: Program) -> Obstacle:
    info = old.elements.get(problem.element_id)
    names = names_of(info) if info is not None else Names(problem.element_id, problem.element_id)
    zh, en = _SENTENCES[problem.code]
    return Obstacle(problem.element_id, zh.format(step=names.zh), en.format(step=names.en))
