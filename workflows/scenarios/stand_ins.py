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
from workflows.people.viewer import Viewer
from workflows.scenarios.reading import ScenarioFailed

_REGISTRAR = Viewer("scenario", frozenset({"admin"}))


def register(work: Work, settings: Settings, services: Mapping[str, Mapping[str, Any]]) -> None:
    """Let each service send what the story says, and answer by its table; none said: it is down.

    Raises: ScenarioFailed: a name or a table cannot be.
    """
    for name, said in services.items():
        schema = {"type": "object", "properties": {one: {} for one in said.get("sends") or ()}}
        _save(work, settings, name, said.get("answers") or (), request_schema=json.dumps(schema))


def change(work: Work, settings: Settings, name: str, answers: Sequence[Any]) -> None:
    """Let a service answer by another table from now on. Raises: ScenarioFailed."""
    row = work.session.get(OutsideService, name)
    if row is None:
        raise ScenarioFailed(f"expected a service {name!r} under `given`, but there is none")
    _save(work, settings, name, answers, request_schema=json.dumps(row.request_schema))


def _save(work: Work, settings: Settings, name: str, answers: Sequence[Any], *, request_schema: str) -> None:
    row = work.session.get(OutsideService, name)
    typed = Typed(
        title_zh=name,
        title_en=name,
        address="https://stand-in.example.com/",
        secret=token_urlsafe(24) if row is None else "",
        request_schema=request_schema,
        answer_schema='{"type": "object"}',
        stand_in=json.dumps(list(answers) or [{"status": 503}]),
    )
    try:
        revision = None if row is None else row.revision
        operations.save(work, _REGISTRAR, settings, name, typed, revision=revision)
    except Invalid as refused:
        told = "; ".join(f"{one.field}: {one.message('en')}" for one in refused.problems)
        raise ScenarioFailed(f"service {name}: {told}") from refused
