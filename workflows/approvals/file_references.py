"""How cases refer to uploads."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Text, cast, select

from workflows.approvals.cases import step_forms
from workflows.approvals.cases.item_queries import case
from workflows.approvals.models import Draft
from workflows.files.models import UploadedFile
from workflows.files.references import FileReferences
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def _in_a_draft() -> ColumnElement[bool]:
    return (
        select(1)
        .where(
            Draft.user_id == UploadedFile.owner_id,
            cast(Draft.data, Text).contains(UploadedFile.id, autoescape=False),
        )
        .exists()
    )


def _may_see_case(work: Work, viewer: Viewer, case_id: str) -> bool:
    try:
        case(work, viewer, case_id)
    except NotFound:
        return False
    return True


REFERENCES = FileReferences(
    keeps=_in_a_draft, may_see_case=_may_see_case, may_see_file=step_forms.may_see_step_file
)
