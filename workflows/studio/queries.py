"""What analysts read in the studio; each list costs a constant number of statements."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from engine import Definition
from workflows.administration.queries import deployed_versions
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.studio import contents
from workflows.studio.drafts import files_of, find, find_version
from workflows.studio.models import StudioDraft, StudioDraftFile
from workflows.studio.values import DraftDetail, PackageDraft, PackageView


def packages(work: Work, viewer: Viewer) -> list[PackageView]:
    """Return the deployed packages by process id. Raises: Forbidden."""
    versions = deployed_versions(work, viewer)
    running = Counter[str]()
    for one in versions:
        running[one.process_id] += one.running
    drafted = Counter(work.session.scalars(select(StudioDraft.process_id)))
    return [
        PackageView(one, running[one.process_id], drafted[one.process_id]) for one in versions if one.current
    ]


def drafts(work: Work, viewer: Viewer) -> list[PackageDraft]:
    """Return the drafts, the last changed first. Raises: Forbidden."""
    require(may_draw_processes(viewer))
    rows = work.session.scalars(
        select(StudioDraft).order_by(StudioDraft.changed_at.desc(), StudioDraft.id.desc())
    )
    return [_view(row) for row in rows]


def draft(work: Work, viewer: Viewer, draft_id: str) -> DraftDetail:
    """Return a draft. Raises: Forbidden; NotFound."""
    require(may_draw_processes(viewer))
    row = find(work, draft_id)
    of = select(StudioDraftFile.name, StudioDraftFile.size_bytes).where(StudioDraftFile.draft_id == draft_id)
    sizes = {row.name: row.size_bytes for row in work.session.execute(of.order_by(StudioDraftFile.name))}
    return DraftDetail(_view(row), sizes, tuple(row.import_notes))


def draft_files(work: Work, viewer: Viewer, draft_id: str) -> dict[str, bytes]:
    """Return the files of a draft by name. Raises: Forbidden; NotFound."""
    require(may_draw_processes(viewer))
    find(work, draft_id)
    return files_of(work, draft_id)


def draft_file(work: Work, viewer: Viewer, draft_id: str, name: str) -> bytes:
    """Return one file of a draft. Raises: Forbidden; NotFound."""
    require(may_draw_processes(viewer))
    find(work, draft_id)
    file = work.session.get(StudioDraftFile, (draft_id, name))
    if file is None:
        raise NotFound("studio.file_not_found", name=name[:80])
    return file.content


def version_file(work: Work, viewer: Viewer, definition_id: str, name: str) -> bytes:
    """Return a file of a deployed version. Raises: Forbidden; NotFound."""
    files = work.repository.files(version(work, viewer, definition_id).id)
    if name not in files:
        raise NotFound("studio.file_not_found", name=name[:80])
    return files[name]


def exported_draft(work: Work, viewer: Viewer, draft_id: str) -> bytes:
    """Return a draft as a ZIP. Raises: Forbidden; NotFound."""
    return contents.pack(draft_files(work, viewer, draft_id))


def exported_version(work: Work, viewer: Viewer, definition_id: str) -> bytes:
    """Return a deployed version as a ZIP. Raises: Forbidden; NotFound."""
    return contents.pack(work.repository.files(version(work, viewer, definition_id).id))


def _view(row: StudioDraft) -> PackageDraft:
    return PackageDraft(
        row.id, row.name, row.process_id, row.base_definition_id, row.revision, row.changed_by, row.changed_at
    )


def version(work: Work, viewer: Viewer, definition_id: str) -> Definition:
    """Return a deployed version. Raises: Forbidden; NotFound."""
    require(may_draw_processes(viewer))
    return find_version(work, definition_id)
