"""Writing files: taking an upload, handing files in with a case, deleting what was never handed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any, BinaryIO

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from forms import FileMissing, FileStore, make_variants, receive
from workflows.files.models import FileOfCase, UploadedFile
from workflows.files.queries import view_of
from workflows.files.references import references
from workflows.files.values import FileView
from workflows.ground.errors import Invalid, TooMany
from workflows.ground.settings_store.queries import number
from workflows.ground.work import Work
from workflows.package_data.uploads import profile_named
from workflows.people.viewer import Viewer

MAKE_SIZES = "upload.make_sizes"
"""The job that makes the smaller pictures of an upload; until it has, the picture itself is shown."""


def store(
    work: Work,
    files: FileStore,
    viewer: Viewer,
    stream: BinaryIO,
    *,
    name: str,
    profile: str,
    organisation_id: str | None = None,
) -> FileView:
    """Check an upload by its content and keep it for `viewer`, who owns it.

    Raises: Invalid: no such profile; forms.FileRefused: it is not what the profile takes; TooMany: the viewer
        has as many uploads that were never handed in as the settings allow.
    """
    rule = profile_named(work, profile)
    if rule is None:
        raise Invalid("files.unknown_profile", profile=profile[:40])
    _refuse_hoards(work, viewer)
    kept = receive(files, stream, name=name, profile=rule)
    row = UploadedFile(
        store_key=kept.key,
        name=kept.name,
        content_type=kept.content_type,
        size_bytes=kept.size_bytes,
        sha256=kept.sha256,
        profile=profile,
        owner_id=viewer.user_id,
        organisation_id=organisation_id if viewer.belongs_to(organisation_id) else None,
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    if kept.content_type.startswith("image/") and rule.image_sizes:
        work.jobs.defer(MAKE_SIZES, {"file_id": row.id})
    return view_of(row)


def make_sizes(work: Work, files: FileStore, file_id: str) -> None:
    """Add the smaller pictures that the profile of an upload asks for; one that is gone needs none."""
    row = work.session.get(UploadedFile, file_id, with_for_update=True)
    if row is None or row.variants:
        return
    try:
        made = make_variants(files, row.store_key, row.content_type, row.profile)
    except FileMissing:
        return
    row.variants = [asdict(variant) for variant in made]


def _refuse_hoards(work: Work, viewer: Viewer) -> None:
    waiting = select(func.count()).where(
        UploadedFile.owner_id == viewer.user_id, UploadedFile.attached_at.is_(None)
    )
    if (work.session.scalar(waiting) or 0) >= number(work, "unsubmitted_uploads"):
        raise TooMany("files.too_many", retry_after_seconds=3600)


def attach(work: Work, data: Any, *, case_id: str, organisation_id: str | None = None) -> int:
    """Hand the files that the checked `data` of a form name in with a case; return how many.

    From now on whoever may see the case may see them, and they are never deleted as leftovers.
    """
    attached = keep(work, data, organisation_id=organisation_id)
    links = [{"file_id": file_id, "case_id": case_id, "since": work.now} for file_id in attached]
    if links:
        work.session.execute(insert(FileOfCase).values(links).on_conflict_do_nothing())
    return len(links)


def keep(work: Work, data: Any, *, organisation_id: str | None = None) -> list[str]:
    """Keep the files that the checked `data` of a form name; return their ids.

    They are never deleted as leftovers. Who may see them beside their owner is the caller's to say.
    """
    ids = sorted(set(file_ids(data)))
    if not ids:
        return []
    changes: dict[str, Any] = {"attached_at": func.coalesce(UploadedFile.attached_at, work.now)}
    if organisation_id is not None:
        changes["organisation_id"] = func.coalesce(UploadedFile.organisation_id, organisation_id)
    kept = update(UploadedFile).where(UploadedFile.id.in_(ids)).values(**changes).returning(UploadedFile.id)
    return list(work.session.scalars(kept))


def share(work: Work, viewer: Viewer, draft: Any, *, organisation_id: str) -> None:
    """Let the people of the viewer's organisation use the uploads that a draft of theirs names.

    Only the viewer's own uploads, and only while they belong to nobody else.
    """
    ids = sorted(set(texts_in(draft)))
    if ids and viewer.belongs_to(organisation_id):
        work.session.execute(
            update(UploadedFile)
            .where(
                UploadedFile.id.in_(ids),
                UploadedFile.owner_id == viewer.user_id,
                UploadedFile.organisation_id.is_(None),
            )
            .values(organisation_id=organisation_id)
        )


def texts_in(draft: Any) -> Iterable[str]:
    """Yield the members of all lists of texts in a draft: the ids of its files are among them."""
    for value in draft.values() if isinstance(draft, dict) else draft:
        if isinstance(value, dict | list):
            yield from texts_in(value)
        elif isinstance(draft, list) and isinstance(value, str):
            yield value


def file_ids(data: Any) -> Iterable[str]:
    """Yield the ids of all file descriptors anywhere in the JSON of a form."""
    if isinstance(data, dict):
        if {"id", "size_bytes", "content_type"} <= data.keys():
            yield str(data["id"])
        else:
            for value in data.values():
                yield from file_ids(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from file_ids(value)


def purge(work: Work, files: FileStore, *, limit: int = 500) -> int:
    """Delete uploads that were never handed in, have grown old and stand in no draft; return how many.

    The content goes first: should the transaction fail, the rows are found again next time.
    """
    edge = work.now - timedelta(days=number(work, "draft_upload_days"))
    rows = work.session.scalars(
        select(UploadedFile)
        .where(
            UploadedFile.attached_at.is_(None),
            UploadedFile.created_at < edge,
            *(~one.keeps() for one in references() if one.keeps is not None),
        )
        .order_by(UploadedFile.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        for key in (row.store_key, *(variant["key"] for variant in row.variants)):
            files.delete(key)
    work.session.execute(delete(UploadedFile).where(UploadedFile.id.in_([row.id for row in rows])))
    return len(rows)
