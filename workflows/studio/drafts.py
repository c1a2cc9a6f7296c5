"""What analysts do with drafts. A draft belongs to all of them; nothing of it runs before it is deployed.

Each change of a file says which revision it was made on: whoever was slower is told, and overwrites nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import func, select, update

from engine import Definition
from engine import errors as engine_errors
from engine.definitions import ImportNote
from engine.repository import executable_processes
from workflows.ground.audit.log import Subject, record
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Invalid, NotFound
from workflows.ground.reading import read_once
from workflows.ground.work import Work
from workflows.people.identity.queries import accounts
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.studio import contents, deploy_requests, new_process
from workflows.studio.models import StudioDraft, StudioDraftFile
from workflows.studio.values import NewProcess

MOST_NAME = 80
MOST_DRAFTS = 500
MOST_NOTES = 200


def draft_from_nothing(work: Work, viewer: Viewer, new: NewProcess) -> str:
    """Begin a draft of a process that runs as it is: a start with its form, one task, an end; return its id.

    Raises: Forbidden; Invalid: at the field.
    """
    require(may_draw_processes(viewer))
    new_process.check(work, new)
    return _create(work, new.name_zh.strip(), new_process.files(new), authors=[work.actor])


def draft_from_version(work: Work, viewer: Viewer, definition_id: str) -> str:
    """Begin a draft of a deployed version; return its id. Raises: Forbidden; NotFound; Invalid."""
    require(may_draw_processes(viewer))
    definition = find_version(work, definition_id)
    files = work.repository.files(definition_id)
    return _create(work, definition.name[:MOST_NAME], files, base=definition_id)


def draft_from_upload(work: Work, viewer: Viewer, name: str, data: bytes) -> str:
    """Begin a draft of a diagram or of what a ZIP file holds, other dialects rewritten; return its id.

    Raises: Forbidden; Invalid: at `name` or `file`.
    """
    require(may_draw_processes(viewer))
    named = checked_name(name)
    files, notes = contents.unpack(data)
    return _create(work, named, files, authors=[work.actor], notes=notes)


def copy_draft(
    work: Work, viewer: Viewer, draft_id: str, name: str, replaced: Mapping[str, bytes] | None = None
) -> str:
    """Begin a draft with the files of another one, some of them `replaced`; return its id.

    Raises: Forbidden; NotFound; Invalid: at `name` or `file`.
    """
    require(may_draw_processes(viewer))
    row = find(work, draft_id)
    files = files_of(work, draft_id) | dict(replaced or {})
    authors = [*row.authors, *([work.actor] if replaced else [])]
    return _create(work, checked_name(name), files, base=row.base_definition_id, authors=authors)


def rename_draft(work: Work, viewer: Viewer, draft_id: str, name: str) -> None:
    """Call a draft something else. Raises: Forbidden; NotFound; Invalid: at `name`."""
    require(may_draw_processes(viewer))
    row = find(work, draft_id)
    before, row.name = row.name, checked_name(name)
    if before != row.name:
        record(work, "draft.renamed", _subject(row), {"name": before}, {"name": row.name})


def delete_draft(work: Work, viewer: Viewer, draft_id: str) -> None:
    """Take a draft away with its files; one that is gone already stays so. Raises: Forbidden."""
    require(may_draw_processes(viewer))
    row = work.session.get(StudioDraft, draft_id)
    if row is None:
        return
    deploy_requests.hold_case(work, draft_id)
    work.session.execute(sql_delete(StudioDraftFile).where(StudioDraftFile.draft_id == draft_id))
    work.session.delete(row)
    deploy_requests.draft_changed(work, draft_id)
    record(work, "draft.deleted", _subject(row), {"name": row.name})


def save_file(
    work: Work, viewer: Viewer, draft_id: str, name: str, content: bytes, *, revision: int | None
) -> int:
    """Write a file of a draft, a new one too; return the new revision.

    `revision` is the one that the change was made on; None: whichever it is.
    Raises: Forbidden; NotFound; Invalid: at `file`; Conflict: the draft has changed since.
    """
    return save_files(work, viewer, draft_id, {name: content}, revision=revision)


def save_files(
    work: Work, viewer: Viewer, draft_id: str, files: Mapping[str, bytes], *, revision: int | None
) -> int:
    """Write files of a draft as one change, otherwise as `save_file`; return the new revision."""
    require(may_draw_processes(viewer))
    files = contents.as_kept(files)
    for name, content in files.items():
        contents.check_file(name, content)
    changed = _change(work, draft_id, revision)
    of = select(StudioDraftFile).where(StudioDraftFile.draft_id == draft_id, StudioDraftFile.name.in_(files))
    known = {row.name: row for row in work.session.scalars(of)}
    for name, content in files.items():
        row = known.get(name) or StudioDraftFile(draft_id=draft_id, name=name)
        row.content, row.size_bytes = content, len(content)
        work.session.add(row)
    work.session.flush()
    _check_bounds(work, draft_id)
    if any(name.endswith(".bpmn") for name in files):
        _note_process(work, draft_id)
    return changed


def remove_file(work: Work, viewer: Viewer, draft_id: str, name: str, *, revision: int | None = None) -> None:
    """Take a file out of a draft; `revision` as in `save_file`.

    Raises: Forbidden; NotFound; Invalid: it is the last diagram; Conflict.
    """
    require(may_draw_processes(viewer))
    files = files_of(work, draft_id)
    if name not in files:
        raise NotFound("studio.file_not_found", name=name)
    if name.endswith(".bpmn") and sum(one.endswith(".bpmn") for one in files) == 1:
        raise Invalid("studio.last_diagram")
    _change(work, draft_id, revision)
    gone = StudioDraftFile.draft_id == draft_id, StudioDraftFile.name == name
    work.session.execute(sql_delete(StudioDraftFile).where(*gone))
    if name.endswith(".bpmn"):
        _note_process(work, draft_id)


def find(work: Work, draft_id: str) -> StudioDraft:
    """Return the row of a draft. Raises NotFound."""
    row = work.session.get(StudioDraft, draft_id)
    if row is None:
        raise NotFound("studio.draft_not_found")
    return row


def held(work: Work, draft_id: str) -> StudioDraft:
    """Return the row of a draft as it is now, held until the end of the transaction. Raises NotFound."""
    row = work.session.get(StudioDraft, draft_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("studio.draft_not_found")
    return row


def find_version(work: Work, definition_id: str) -> Definition:
    """Return a deployed version. Raises NotFound."""
    try:
        return work.repository.get(definition_id)
    except engine_errors.NotFound as error:
        raise NotFound("studio.version_not_found") from error


@read_once
def files_of(work: Work, draft_id: str) -> dict[str, bytes]:
    """Return the files of a draft by name."""
    of = select(StudioDraftFile.name, StudioDraftFile.content).where(StudioDraftFile.draft_id == draft_id)
    return {row.name: row.content for row in work.session.execute(of.order_by(StudioDraftFile.name))}


def checked_name(name: str) -> str:
    """Return the name of a draft without space around it. Raises: Invalid, at `name`."""
    said = " ".join(name.split())
    if not said:
        raise Invalid("studio.refused", [FieldProblem("name", "studio.name_required", {})])
    if len(said) > MOST_NAME:
        too_long = {"most": MOST_NAME, "found": len(said)}
        raise Invalid("studio.refused", [FieldProblem("name", "studio.name_too_long", too_long)])
    return said


def name_of_copy(name: str) -> str:
    """Return what the copy of a draft is called, until somebody renames it."""
    return f"{name[: MOST_NAME - 4]} (2)"


def _create(
    work: Work,
    name: str,
    files: Mapping[str, bytes],
    *,
    authors: Sequence[str] = (),
    base: str | None = None,
    notes: list[ImportNote] | None = None,
) -> str:
    contents.check_files(files)
    if (work.session.scalar(select(func.count()).select_from(StudioDraft)) or 0) >= MOST_DRAFTS:
        raise Invalid("studio.too_many_drafts", most=MOST_DRAFTS)
    row = StudioDraft(
        id=new_id(), name=name, process_id=_process_id(files), base_definition_id=base, revision=1,
        import_notes=_kept(notes or []), created_by=work.actor, created_at=work.now,
        changed_by=work.actor, changed_at=work.now, authors=list(authors),
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.session.add_all(
        StudioDraftFile(draft_id=row.id, name=one, content=content, size_bytes=len(content))
        for one, content in files.items()
    )
    record(work, "draft.created", _subject(row), {}, {"name": name})
    return row.id


def _kept(notes: list[ImportNote]) -> list[dict[str, Any]]:
    """Return notes short enough to be kept and read."""
    return [
        {key: value[:500] if isinstance(value, str) else value for key, value in asdict(note).items()}
        for note in notes[:MOST_NOTES]
    ]


def _change(work: Work, draft_id: str, revision: int | None) -> int:
    """Count the revision on if it is still the one; return the new one.

    Whoever was asked to approve the draft as it was is asked no more. Raises: NotFound; Conflict.
    """
    wanted = [StudioDraft.id == draft_id]
    if revision is not None:
        wanted.append(StudioDraft.revision == revision)
    deploy_requests.hold_case(work, draft_id)
    authors = func.array_append(func.array_remove(StudioDraft.authors, work.actor), work.actor)
    counted = (
        update(StudioDraft)
        .where(*wanted)
        .values(
            revision=StudioDraft.revision + 1, changed_by=work.actor, changed_at=work.now, authors=authors
        )
        .returning(StudioDraft.revision)
        .execution_options(synchronize_session="fetch")
    )
    changed = work.session.scalar(counted)
    if changed is not None:
        deploy_requests.draft_changed(work, draft_id)
        return changed
    row = find(work, draft_id)
    who = accounts(work, {row.changed_by}).get(row.changed_by)
    raise Conflict("studio.changed_meanwhile", who=who.shown_name if who is not None else row.changed_by)


def _check_bounds(work: Work, draft_id: str) -> None:
    """Let the draft be so large as it is now. Raises: Invalid, at `file`."""
    of = select(func.count(), func.sum(StudioDraftFile.size_bytes)).where(
        StudioDraftFile.draft_id == draft_id
    )
    many, size = work.session.execute(of).one()
    contents.check_many(many)
    contents.check_size(size)


def _note_process(work: Work, draft_id: str) -> None:
    find(work, draft_id).process_id = _process_id(files_of(work, draft_id))


def _process_id(files: Mapping[str, bytes]) -> str:
    """Return the id of the first executable process of diagrams, "" while there is none."""
    try:
        return next(iter(executable_processes(files)))
    except engine_errors.InvalidArgument:
        return ""


def _subject(row: StudioDraft) -> Subject:
    return Subject("draft", row.id, row.name)
