"""The deploy lint while somebody draws: what it would say of a draft as it is on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from engine import Problem
from workflows.ground.work import Work
from workflows.people.policies.administration import may_draw_processes
from workflows.people.viewer import Viewer, require
from workflows.studio import contents
from workflows.studio.drafts import files_of, find


def check_draft(
    work: Work, viewer: Viewer, draft_id: str, unsaved: Mapping[str, bytes]
) -> tuple[Problem, ...]:
    """Return what the lint finds in a draft, files that are `unsaved` taken as they are; nothing is kept.

    Raises: Forbidden; NotFound; Invalid: at `file`.
    """
    require(may_draw_processes(viewer))
    find(work, draft_id)
    files = files_of(work, draft_id) | dict(unsaved)
    contents.check_files(files)
    return work.repository.lint(files)
