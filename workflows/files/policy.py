"""Who may see an uploaded file: those it concerns, and everybody what is shown with a product on sale."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from workflows.approvals.cases.item_queries import case
from workflows.business.catalogue.publication_models import ShelfFile
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def may_see_file(
    work: Work, viewer: Viewer, owner_id: str, organisation_id: str | None, case_ids: Iterable[str]
) -> bool:
    """Who uploaded it, the people of the organisation it belongs to, who may see a case it is part of."""
    if viewer.user_id == owner_id or viewer.belongs_to(organisation_id):
        return True
    return any(_may_see_case(work, viewer, case_id) for case_id in case_ids)


def is_public(work: Work, file_id: str) -> bool:
    """Return whether the page of a product on sale shows the file, so that visitors may fetch it too."""
    return (
        work.session.scalar(select(ShelfFile.file_id).where(ShelfFile.file_id == file_id).limit(1))
        is not None
    )


def _may_see_case(work: Work, viewer: Viewer, case_id: str) -> bool:
    try:
        case(work, viewer, case_id)
    except NotFound:
        return False
    return True
