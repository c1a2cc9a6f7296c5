"""Services outside as stories have them: stand-ins that answer by the story's own table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from secrets import token_urlsafe
from typing import Any

from workflows.ground.errors import Invalid
from workflows.ground.settings import Settings
from workflows.ground.work import Work
from workflows.outside import operations
from workflows.outside.models import OutsideService
from workflows.outside.operations import Typed
from workflows.outside.values import ServiceContract
from workflows.people.viewer import Viewer
from workflows.scenarios.reading import ScenarioFailed

STAND_INS = frozenset({"stand-in.example.com"})
"""The only host that services of a story have; nobody ever asks it."""
WAITS = ({"status": 202},)
"""The table of a service whose answer comes later."""
_REGISTRAR = Viewer("scenario", frozenset({"admin"}))


def register(work: Work, settings: Settings, services: Mapping[str, Mapping[str, Any]]) -> None:
    """Let each service send what the story says, and answer by its table; none said: it is down.

    Raises: ScenarioFailed: a name or a table cannot be.
    """
    for name, said in services.items():
        schema = {"type": "object", "properties": {one: {} for one in said.get("sends") or ()}}
        _save(work, settings, name, said.get("answers") or (), request_schema=json.dumps(schema))


def register_waiting(work: Work, settings: Settings, contracts: Mapping[str, ServiceContract]) -> None:
    """Let each service keep its step waiting until somebody answers for it. Raises: ScenarioFailed."""
    for name, contract in contracts.items():
        _save(
            work,
            settings,
            name,
            WAITS,
            titles=(contract.title_zh, contract.title_en),
            request_schema=json.dumps(contract.request_schema),
            answer_schema=json.dumps(contract.answer_schema),
        )


def change(work: Work, settings: Settings, name: str, answers: Sequence[Any]) -> None:
    """Let a service answer by another table from now on. Raises: ScenarioFailed."""
    row = work.session.get(OutsideService, name)
    if row is None:
        raise ScenarioFailed(
            f"expected a service {name!r} under `given`, but there is none", f"`given` 中没有服务 {name!r}"
        )
    sent, answered = json.dumps(row.request_schema), json.dumps(row.answer_schema)
    _save(work, settings, name, answers, request_schema=sent, answer_schema=answered)


def _save(
    work: Work,
    settings: Settings,
    name: str,
    answers: Sequence[Any],
    *,
    request_schema: str,
    answer_schema: str = '{"type": "object"}',
    titles: tuple[str, str] | None = None,
) -> None:
    row = work.session.get(OutsideService, name)
    title_zh, title_en = titles or ((name, name) if row is None else (row.title_zh, row.title_en))
    typed = Typed(
        title_zh=title_zh,
        title_en=title_en,
        address="https://stand-in.example.com/",
        secret=token_urlsafe(24) if row is None else "",
        request_schema=request_schema,
        answer_schema=answer_schema,
        stand_in=json.dumps(list(answers) or [{"status": 503}]),
    )
    try:
        revision = None if row is None else row.revision
        operations.save(work, _REGISTRAR, settings, name, typed, revision=revision)
    except Invalid as refused:
        told = "; ".join(f"{one.field}: {one.message('en')}" for one in refused.problems)
        in_chinese = "；".join(f"{one.field}：{one.message('zh-CN')}" for one in refused.problems)
        raise ScenarioFailed(f"service {name}: {told}", f"服务 {name}：{in_chinese}") from refused
