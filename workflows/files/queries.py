"""Reading files: every answer is for a viewer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from forms import PROFILES
from workflows.files.models import FileOfCase, UploadedFile
from workflows.files.policy import is_public, may_see_file
from workflows.files.values import FileView
from workflows.ground.db import among
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.personal_data import ROWS_AT_ONCE
from workflows.people.viewer import Viewer


def open_for(work: Work, viewer: Viewer | None, file_id: str, *, variant: str | None = None) -> FileView:
    """Return a file that `viewer`, None for a visitor, may see, or the smaller picture `variant` of it.

    Raises: NotFound: there is none, or it is not for this viewer; the answer does not tell which.
    """
    row = work.session.get(UploadedFile, file_id)
    if row is None:
        raise NotFound("files.not_found")
    public = is_public(work, file_id)
    if not public and not (viewer and _concerns(work, viewer, row)):
        raise NotFound("files.not_found")
    return replace(view_of(row, variant), public=public)


def _concerns(work: Work, viewer: Viewer, row: UploadedFile) -> bool:
    cases = work.session.scalars(select(FileOfCase.case_id).where(FileOfCase.file_id == row.id)).all()
    return may_see_file(work, viewer, row, cases)


def attachable(work: Work, viewer: Viewer) -> dict[str, dict[str, Any]]:
    """Return the descriptors, by id, of the uploads that `viewer` may attach to a form: the own ones.

    Each names its `profile`, so that a form can refuse an upload that was checked by another field's rule.
    """
    rows = work.session.scalars(
        select(UploadedFile)
        .where(UploadedFile.owner_id == viewer.user_id)
        .order_by(UploadedFile.created_at.desc())
        .limit(1000)
    )
    return {row.id: {**view_of(row).descriptor, "profile": row.profile} for row in rows}


def uploads_of(work: Work, user_id: str) -> Iterator[FileView]:
    """Yield the uploads of a person, the first ones first, some at a time."""
    own = select(UploadedFile).where(UploadedFile.owner_id == user_id).order_by(UploadedFile.id)
    return (view_of(row) for row in work.session.scalars(own.execution_options(yield_per=ROWS_AT_ONCE)))


def content_hashes(work: Work, file_ids: Collection[str]) -> frozenset[str]:
    """Return the SHA-256 of the contents of these uploads, for jobs that look for the same content."""
    return frozenset(
        work.session.scalars(select(UploadedFile.sha256).where(among(UploadedFile.id, file_ids)))
    )


def of_organisation(
    work: Work, viewer: Viewer, organisation_id: str, file_ids: Collection[str]
) -> dict[str, dict[str, Any]]:
    """Return the descriptors, by id, of those of these uploads that the viewer's organisation shares."""
    if not file_ids or not viewer.belongs_to(organisation_id):
        return {}
    rows = work.session.scalars(
        select(UploadedFile).where(
            UploadedFile.id.in_(file_ids), UploadedFile.organisation_id == organisation_id
        )
    )
    return {row.id: {**view_of(row).descriptor, "profile": row.profile} for row in rows}


def view_of(row: UploadedFile, variant: str | None = None) -> FileView:
    """Return the frozen value of a row, or of a smaller picture of it; the picture itself until it is made.

    Raises: NotFound: uploads of this kind have no such smaller picture.
    """
    made: dict[str, Any] = {}
    if variant is not None:
        rule = PROFILES.get(row.profile)  # smaller pictures are made for profiles of the platform alone
        if rule is None or variant not in dict(rule.image_sizes):
            raise NotFound("files.not_found")
        made = next((one for one in row.variants if one["label"] == variant), {})
    return FileView(
        id=row.id,
        key=made.get("key", row.store_key),
        name=row.name,
        content_type=made.get("content_type", row.content_type),
        size_bytes=made.get("size_bytes", row.size_bytes),
        sha256=row.sha256,
        profile=row.profile,
        owner_id=row.owner_id,
        created_at=row.created_at,
    )
