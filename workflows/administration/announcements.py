"""Public notices 公告： written, published and withdrawn by operators."""

from __future__ import annotations

from workflows.ground.audit.log import Subject, record
from workflows.ground.work import Work
from workflows.notices import operations, queries
from workflows.notices.values import AnnouncementDraft
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer, require


def save(work: Work, viewer: Viewer, draft: AnnouncementDraft, announcement_id: str | None = None) -> str:
    """Make a notice or change one; a new one stays a draft until published. Returns its id.

    Raises: Forbidden; NotFound; Invalid: title or text is missing or too long.
    """
    require(may_keep_announcements(viewer))
    before = queries.kept(work, announcement_id).contents() if announcement_id else {}
    saved = operations.save_announcement(
        work,
        announcement_id=announcement_id,
        title_zh=draft.title_zh,
        body_zh=draft.body_zh,
        title_en=draft.title_en,
        body_en=draft.body_en,
        pinned=draft.pinned,
    )
    after = queries.kept(work, saved).contents()
    if before != after:
        action = "announcement.changed" if announcement_id else "announcement.written"
        record(work, action, _subject(saved, draft.title_zh), before, after)
    return saved


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
