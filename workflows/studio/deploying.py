"""From a draft to a version on which new cases run: what differs, what stops it, and the step itself."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from engine import Definition
from engine.spiff import Program
from workflows.administration import process_versions
from workflows.administration.queries import deployed_versions
from workflows.administration.repairs import check_reason
from workflows.administration.values import DeployedProcess
from workflows.administration.version_differences import FileChange, file_change
from workflows.ground.errors import Conflict, Invalid, NotFound
from workflows.ground.work import Work
from workflows.package_data.file_names import BESIDE, SCENARIOS
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.studio import scenario_runs
from workflows.studio.canonical import canonical_lines
from workflows.studio.drafts import files_of, find, find_version, held
from workflows.studio.drawn_differences import drawn_difference
from workflows.studio.field_differences import field_differences
from workflows.studio.impact import Judge, impact
from workflows.studio.models import StudioDeployment, StudioDraft
from workflows.studio.table_differences import table_differences
from workflows.studio.values import DeployOutlook, FileDifference, Impact, NotedVersion


def outlook(work: Work, viewer: Viewer, draft_id: str, after: str | None = None) -> DeployOutlook:
    """Return what deploying a draft now would do; `after`: the last case of the page of cases before.

    Raises: Forbidden; NotFound.
    """
    require(may_draw_processes(viewer))
    row, files = find(work, draft_id), _deployed_files(work, draft_id)
    versions = [one for one in deployed_versions(work, viewer) if one.process_id == row.process_id]
    current = next((one for one in versions if one.current), None)
    before = work.repository.files(current.definition_id) if current is not None else {}
    problems = work.repository.lint(files)
    is_stopped = any(one.severity == "error" for one in problems)
    return DeployOutlook(
        revision=row.revision,
        current=current,
        version=max((one.version for one in versions), default=0) + 1,
        impact=None if is_stopped else _impact(work, row.process_id, files, after),
        changes=_changes(before, files),
        problems=problems,
        scenarios=scenario_runs.last_run(work, draft_id),
        has_scenarios=SCENARIOS in files_of(work, draft_id),
        needs_approval=process_versions.needs_approval(work),
        is_deployed=work.repository.has(files),
    )


def _impact(work: Work, process_id: str, files: Mapping[str, bytes], after: str | None) -> Impact:
    judge = Judge(work, process_id, Program.compile(files), files)
    return impact(work, judge, process_id, after=after)


def deploy_draft(
    work: Work, viewer: Viewer, draft_id: str, note: str, *, revision: int | None, although: str = ""
) -> str:
    """Deploy a draft as it was looked at; return the id of the version on which new cases run from now on.

    Asked again, by the same person with the same note, it is the same version.
    `although` says why it is deployed where a scenario fails.
    Raises: Forbidden: they may apply themselves; NotFound; Invalid: at `reason` or `although`, or the lint or
    scenarios stop it, or nothing differs; Conflict: the draft has changed since; InvalidState: a second
    analyst has to approve it.
    """
    require(may_draw_processes(viewer))
    row = held(work, draft_id)
    process_versions.may_choose(work, viewer, may_draw_processes, row.process_id)
    check_reason(note)
    if revision != row.revision:
        raise Conflict("studio.changed_since_looked_at")
    if (deployed := _deployed_by_this_press(work, row, note)) is not None:
        return deployed
    overruled = check(work, draft_id, although)
    return deploy(work, draft_id, note, overruled).id


def _deployed_by_this_press(work: Work, row: StudioDraft, note: str) -> str | None:
    """Return the current version where the acting person has deployed the draft as it is, with this note.

    Who presses twice, or again after the connection broke off, is told what the first press did.
    """
    noted = work.session.get(StudioDeployment, row.base_definition_id or "")
    if noted is None or (noted.draft_name, noted.note) != (row.name, note.strip()):
        return None
    version = work.repository.get(noted.definition_id)
    is_own = version.deployed_by == work.actor and work.repository.latest(version.process_id).id == version.id
    is_same = work.repository.files(version.id) == _deployed_files(work, row.id)
    return version.id if is_own and is_same else None


def check(work: Work, draft_id: str, although: str) -> str | None:
    """Let a draft be deployed as it is; return why it is although a scenario fails, None where none does.

    Raises: Invalid: at `although`, or the lint or scenarios stop it, or nothing differs.
    """
    files = _deployed_files(work, draft_id)
    errors = [one for one in work.repository.lint(files) if one.severity == "error"]
    if errors:
        raise Invalid("studio.lint_stops", found=len(errors))
    if work.repository.has(files):
        raise Invalid("studio.nothing_differs")
    return scenario_runs.check_before_deploy(work, draft_id, files_of(work, draft_id), although)


def deploy(
    work: Work,
    draft_id: str,
    note: str,
    overruled: str | None,
    approval: process_versions.DeploymentApproval | None = None,
) -> Definition:
    """Deploy a draft that was checked, and note what was said of it; nobody has changed it from then on.

    Raises: as `process_versions.deploy`; Invalid: nothing differs.
    """
    row, files = find(work, draft_id), _deployed_files(work, draft_id)
    definition = process_versions.deploy(work, files, source=f"studio: {row.name}", approval=approval)
    if work.session.get(StudioDeployment, definition.id) is not None:  # somebody deployed the same just now
        raise Invalid("studio.nothing_differs")
    deployment = StudioDeployment(
        definition_id=definition.id, draft_name=row.name, note=note.strip(), although=overruled,
        approved_by=approval.approved_by if approval is not None else None,
    )  # fmt: skip
    work.session.add(deployment)
    row.base_definition_id, row.authors = definition.id, []
    return definition


def versions(work: Work, viewer: Viewer, process_id: str) -> list[NotedVersion]:
    """Return the versions of a process, the newest first, with their notes. Raises: Forbidden; NotFound."""
    deployed = [one for one in deployed_versions(work, viewer) if one.process_id == process_id]
    if not deployed:
        raise NotFound("studio.version_not_found")
    ids = [one.definition_id for one in deployed]
    rows = work.session.scalars(select(StudioDeployment).where(StudioDeployment.definition_id.in_(ids)))
    notes = {row.definition_id: (row.note, row.although or "", row.approved_by or "") for row in rows}
    return [NotedVersion(one, *notes.get(one.definition_id, ("",))) for one in deployed]


def version_changes(work: Work, viewer: Viewer, definition_id: str) -> tuple[FileDifference, ...]:
    """Return what a version changed of the one before it. Raises: Forbidden; NotFound."""
    require(may_draw_processes(viewer))
    of = find_version(work, definition_id)
    before = _before(deployed_versions(work, viewer), of.process_id, of.version)
    older = work.repository.files(before.definition_id) if before is not None else {}
    return _changes(older, work.repository.files(definition_id))


def _before(deployed: list[DeployedProcess], process_id: str, version: int) -> DeployedProcess | None:
    older = (one for one in deployed if one.process_id == process_id and one.version < version)
    return max(older, key=lambda one: one.version, default=None)


def _deployed_files(work: Work, draft_id: str) -> dict[str, bytes]:
    """Return those files of a draft that become part of a version."""
    return {name: content for name, content in files_of(work, draft_id).items() if name not in BESIDE}


def _changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[FileDifference, ...]:
    """Return the files that differ, in canonical form; one that is only drawn anew has no lines."""
    changes = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, b""), after.get(name, b"")
        said = file_change(name, canonical_lines(name, old), canonical_lines(name, new))
        drawn = canonical_lines(name, old, drawing=True) != canonical_lines(name, new, drawing=True)
        if said.lines or drawn:
            changes.append(_difference(said, old, new))
    return tuple(changes)


def _difference(said: FileChange, old: bytes, new: bytes) -> FileDifference:
    """Return a file that differs with what of it people look at, where both versions have it."""
    kind = said.name.rpartition(".")[2] if old and new else ""
    return FileDifference(
        said.name,
        said.lines,
        said.cut,
        drawn=drawn_difference(old, new) if kind == "bpmn" else None,
        tables=table_differences(old, new) if kind == "dmn" else (),
        fields=field_differences(old, new) if kind == "form" else (),
    )
