"""Who may see an uploaded file: those it concerns, and everybody what a domain shows to everybody."""

from __future__ import annotations

from collections.abc import Iterable

from workflows.files.models import UploadedFile
from workflows.files.references import references
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def may_see_file(work: Work, viewer: Viewer, file: UploadedFile, case_ids: Iterable[str]) -> bool:
    """Who uploaded it, the people of the organisation it belongs to, who may see what it is part of."""
    if viewer.user_id == file.owner_id or viewer.belongs_to(file.organisation_id):
        return True
    if any(_may_see_case(work, viewer, case_id) for case_id in case_ids):
        return True
    asked = (one.may_see_file for one in references() if one.may_see_file is not None)
    return any(may_see(work, viewer, file.id) for may_see in asked)


def is_public(work: Work, file_id: str) -> bool:
    """Return whether a domain shows the file to everybody, so that visitors may fetch it too."""
    return any(one.is_public(work, file_id) for one in references() if one.is_public is not None)


def _may_see_case(work: Work, viewer: Viewer, case_id: str) -> bool:
    asked = (one.may_see_case for one in references() if one.may_see_case is not None)
    return any(may_see(work, viewer, case_id) for may_see in asked)
