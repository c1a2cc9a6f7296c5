"""Public notices 公告： written, published and withdrawn by operators."""

from __future__ import annotations

from typing import Any

from workflows.approvals.cases.services import services
from workflows.approvals.cases.start_rules import Wording
from workflows.files import portal_files
from workflows.files.portal_files import NO_CHANGE, AttachmentChange, PortalText
from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.notices import operations, queries
from workflows.notices.values import AnnouncementDraft
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer, require


def save(
    work: Work, viewer: Viewer, draft: AnnouncementDraft, announcement_id: str | None = None,
    files: AttachmentChange = NO_CHANGE,
) -> str:  # fmt: skip
    """Make a notice, policy or call or change one, with its files; a new one stays a draft until published.

    Returns its id. Raises: Forbidden; NotFound; Invalid: at the field that is missing, too long or does not
        fit, or at the files; TooMany: other files are being looked at.
    """
    require(may_keep_announcements(viewer))
    if draft.kind == "call" and draft.process_id and draft.process_id not in applied_for_online(work):
        problem = FieldProblem("process_id", "notices.no_such_service", {})
        raise Invalid("notices.announcement_incomplete", [problem])
    before = _contents(work, announcement_id) if announcement_id else {}
    saved = operations.save_announcement(work, draft, announcement_id)
    portal_files.change(work, PortalText("announcement", saved), files)
    after = _contents(work, saved)
    if before != after:
        action = "announcement.changed" if announcement_id else "announcement.written"
        record(work, action, _subject(saved, draft.title_zh), before, after)
    return saved


def _contents(work: Work, announcement_id: str) -> dict[str, Any]:
    """Return what can be edited, by name of the field, with the names of the files."""
    names = [one.name for one in portal_files.files_of(work, PortalText("announcement", announcement_id))]
    return {**queries.kept(work, announcement_id).contents(), "files": names}


def applied_for_online(work: Work) -> dict[str, Wording]:
    """Return the names of the processes that a call may lead to: those that applicants begin by a form."""
    return {one.process_id: one.name for one in services(work, None)}


def publish(work: Work, viewer: Viewer, announcement_id: str) -> None:
    """Show a notice on the portal from now on. Raises: Forbidden; NotFound."""
    require(may_keep_announcements(viewer))
    before = queries.kept(work, announcement_id)
    if before.state == "published":
        return
    operations.publish_announcement(work, announcement_id)
    subject = _subject(announcement_id, before.title_zh)
    record(work, "announcement.published", subject, {"state": before.state}, {"state": "published"})


def withdraw(work: Work, viewer: Viewer, announcement_id: str) -> None:
    """Take a notice off the portal; it can be published again. Raises: Forbidden; NotFound."""
    require(may_keep_announcements(viewer))
    before = queries.kept(work, announcement_id)
    if before.state != "published":
        return
    operations.withdraw_announcement(work, announcement_id)
    subject = _subject(announcement_id, before.title_zh)
    record(work, "announcement.withdrawn", subject, {"state": "published"}, {"state": "withdrawn"})


def _subject(announcement_id: str, title: str) -> Subject:
    return Subject("announcement", announcement_id, title)
