"""The scenarios of a draft, played in a place of their own: asked for, what came of it, what it stops.

A draft with scenarios is deployed only as it was played, and where one fails only with a reason, which is
kept with the version. A draft without any is deployed as before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from workflows.administration.repair_values import Names
from workflows.administration.repairs import REASON_LIMIT
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.package_data.file_names import SCENARIOS
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.studio import drafts, playgrounds
from workflows.studio.models import StudioDraft, StudioScenarioRun
from workflows.studio.values import PlayedScenario, ScenarioRun

PLAY = "studio_scenarios.play"
RESULT = "result.json"


def start(work: Work, viewer: Viewer, draft_id: str) -> None:
    """Have the scenarios of a draft played; where they wait already for that, nothing changes.

    Raises: Forbidden; NotFound; Invalid: there are none, or the lint would stop the draft.
    """
    require(may_draw_processes(viewer))
    drafts.find(work, draft_id)
    work.session.execute(select(StudioDraft.id).where(StudioDraft.id == draft_id).with_for_update())
    files = drafts.files_of(work, draft_id)
    if SCENARIOS not in files:
        raise Invalid("studio.no_scenarios")
    errors = [one for one in work.repository.lint(files) if one.severity == "error"]
    if errors:
        raise Invalid("studio.lint_stops", found=len(errors))
    if any(row.state == "waiting" and row.fingerprint == fingerprint(files) for row in _rows(work, draft_id)):
        return
    work.session.execute(delete(StudioScenarioRun).where(StudioScenarioRun.draft_id == draft_id))
    row = StudioScenarioRun(
        draft_id=draft_id, fingerprint=fingerprint(files), state="waiting", came={}, started_by=work.actor,
        started_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.jobs.defer(PLAY, {"run_id": row.id})


def latest(work: Work, viewer: Viewer, draft_id: str, data_dir: Path) -> ScenarioRun | None:
    """Return the last run of a draft, None without one; how far it is, where it is played on this machine.

    Raises: Forbidden; NotFound.
    """
    require(may_draw_processes(viewer))
    drafts.find(work, draft_id)
    return _view(work, draft_id, drafts.files_of(work, draft_id), data_dir)


def last_run(work: Work, draft_id: str) -> ScenarioRun | None:
    """Return the last run of a draft, None without one."""
    return _view(work, draft_id, drafts.files_of(work, draft_id), None)


def check_before_deploy(work: Work, draft_id: str, files: Mapping[str, bytes], although: str) -> str | None:
    """Let a draft be deployed as far as its scenarios are concerned.

    Returns the reason why it is deployed although one fails, None where none does.
    Raises: Invalid: at `although`, or they were not played as the draft is now.
    """
    if SCENARIOS not in files:
        return None
    run = _view(work, draft_id, files, None)
    if run is None or not run.is_of_now or run.state != "ended":
        raise Invalid("studio.scenarios_not_played")
    if run.is_passed:
        return None
    reason = although.strip()
    if not reason or len(reason) > REASON_LIMIT:
        code = "administration.reason_too_long" if reason else "studio.scenarios_fail"
        raise Invalid("studio.refused", [FieldProblem("although", code, {"limit": REASON_LIMIT})])
    return reason


def fingerprint(files: Mapping[str, bytes]) -> str:
    """Return what tells whether files are still the same."""
    told = hashlib.sha256()
    for name in sorted(files):
        told.update(f"{name}:{len(files[name])}:".encode() + files[name])
    return told.hexdigest()


def _rows(work: Work, draft_id: str) -> list[StudioScenarioRun]:
    of = select(StudioScenarioRun).where(StudioScenarioRun.draft_id == draft_id)
    return list(work.session.scalars(of.order_by(StudioScenarioRun.started_at.desc())))


def _view(work: Work, draft_id: str, files: Mapping[str, bytes], data_dir: Path | None) -> ScenarioRun | None:
    row = next(iter(_rows(work, draft_id)), None)
    if row is None:
        return None
    came = row.came
    if row.state == "waiting" and data_dir is not None:
        came = read_result(playgrounds.folder_of(data_dir, row.id))
    return ScenarioRun(
        id=row.id,
        state=row.state,
        is_of_now=row.fingerprint == fingerprint(files),
        started_by=row.started_by,
        started_at=row.started_at,
        error=str(came.get("error", "")),
        many=int(came.get("many", 0)),
        scenarios=tuple(_played(one) for one in came.get("scenarios", ())),
        coverage=came.get("coverage", {}),
        error_said=_both(came, "error"),
    )


def _played(said: Mapping[str, Any]) -> PlayedScenario:
    return PlayedScenario(
        said["name"], bool(said["passed"]), said.get("step"), said.get("kind") or "", _both(said, "why")
    )


def _both(said: Mapping[str, Any], name: str) -> Names:
    """Return a sentence of the player's; runs of older versions have it in English alone."""
    english = str(said.get(name, ""))
    return Names(str(said.get(f"{name}_zh", english)), english)


def read_result(folder: Path) -> dict[str, Any]:
    """Return what a player has written into its place, nothing while there is nothing."""
    try:
        came = json.loads((folder / RESULT).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return came if isinstance(came, dict) else {}


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is to be played: the run, and the files of its draft as they are."""

    run_id: str
    files: Mapping[str, bytes]
