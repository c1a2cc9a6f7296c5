"""Every address of the application under which a case, its tasks and its files are asked for."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from web.inbox.task_actions import TASK_ACTIONS

LEADS_TO_A_CASE = frozenset({"number", "task_id", "file_id", "case_id", "item_id", "place"})
"""Names in addresses that lead to a case, its tasks, its panel or its files."""
ELSEWHERE = frozenset({"catalogue.product", "ratings.of_product"})
"""Takes the number of a listed product, not of a case."""
LISTS = ("inbox", "workbench")


@dataclass(frozen=True)
class Asked:
    """One request: which page or command."""

    endpoint: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.endpoint})"


def of_a_case(app: Flask, number: str, task_id: str, file_id: str = "", *, turn: int = 0) -> list[Asked]:
    """Return every request about a case, one of its tasks and one of its files.

    An address that the application gets anew is one more, without a word here: what else it names is the
    first of its kind. Of the side actions of a task it is another one each `turn`.
    """
    actions = sorted(TASK_ACTIONS)
    known = {
        "number": number,
        "case_id": number,
        "task_id": task_id,
        "item_id": task_id,
        "file_id": file_id,
        "place": 1,
        "action": actions[turn % len(actions)],
        "step": "accept",
        "said": "confirm",
    }
    adapter = app.url_map.bind("localhost")
    requests = []
    for rule in app.url_map.iter_rules():
        leads = rule.endpoint not in ELSEWHERE and not LEADS_TO_A_CASE.isdisjoint(rule.arguments)
        arguments = {name: known.get(name, "1") for name in rule.arguments}
        if leads and all(arguments.values()):
            path = adapter.build(rule.endpoint, arguments)
            methods = sorted((rule.methods or set()) & {"GET", "POST"})
            requests += [Asked(rule.endpoint, one, path) for one in methods]
    return requests


def lists(app: Flask) -> list[str]:
    """Return the pages that list cases and tasks."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in LISTS and "GET" in (rule.methods or ()) and not rule.arguments
    )
