"""Writing an activity down, publishing and cancelling it; operators do that."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from workflows.business.gatherings.models import Gathering, GatheringSignUp
from workflows.business.gatherings.telling import tell, tell_all
from workflows.business.gatherings.values import LIMITS, MOST_PLACES, GatheringDraft
from workflows.files import portal_files
from workflows.files.portal_files import NO_CHANGE, AttachmentChange, PortalText
from workflows.ground.audit.log import Subject, record
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid, InvalidState
from workflows.ground.fulltext import document
from workflows.ground.held_rows import held_row
from workflows.ground.work import Work
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer, require

TEXTS = ("title_zh", "body_zh", "title_en", "body_en", "venue", "venue_en")
NEEDED = frozenset({"title_zh", "body_zh", "venue"})
MOMENTS = ("starts_at", "ends_at", "sign_up_until")
SCHEDULE = ("shown_from", "shown_until")
_KEPT = (*TEXTS, *MOMENTS, *SCHEDULE, "places")


def locked(work: Work, gathering_id: str) -> Gathering:
    """Return the activity as it is now, held until the end of the transaction. Raises: NotFound."""
    wanted = gathering_id.replace("\x00", "")
    return held_row(work, Gathering, wanted, "gatherings.not_found")


def save(
    work: Work, viewer: Viewer, draft: GatheringDraft, gathering_id: str | None = None,
    files: AttachmentChange = NO_CHANGE,
) -> str:  # fmt: skip
    """Make an activity or change one, with its files; a new one stays a draft until published. Return its id.

    Raises: Forbidden; NotFound; Invalid: at the fields; InvalidState: it was cancelled; TooMany: other files
        are being looked at.
    """
    require(may_keep_announcements(viewer))
    row = locked(work, gathering_id) if gathering_id else None
    if row is not None and row.state == "cancelled":
        raise InvalidState("gatherings.closed")
    taken = row.taken if row is not None else 0
    problems = [*_text_problems(draft), *_number_problems(draft, taken), *_schedule_problems(draft)]
    if problems:
        raise Invalid("gatherings.invalid", problems)
    before = _contents(work, row) if row is not None else {}
    if row is None:
        row = Gathering(
            id=new_id(), taken=0, state="draft", check_in_key=secrets.token_urlsafe(16),
            author_id=viewer.user_id, created_at=work.now,
        )  # fmt: skip
    for field in _KEPT:
        value = getattr(draft, field)
        setattr(row, field, value.strip() if isinstance(value, str) else value)
    row.words = document(*(getattr(row, field) for field in TEXTS))
    work.session.add(row)
    work.session.flush()
    portal_files.change(work, PortalText("gathering", row.id), files)
    fill(work, row)
    after = _contents(work, row)
    if before != after:
        _record(work, row, "changed" if before else "written", before, after)
    return row.id


def publish(work: Work, viewer: Viewer, gathering_id: str) -> None:
    """Let everybody read an activity and sign up. Raises: Forbidden; NotFound; InvalidState: cancelled."""
    require(may_keep_announcements(viewer))
    row = locked(work, gathering_id)
    if row.state == "cancelled":
        raise InvalidState("gatherings.closed")
    _stand(work, row, "published", "published")


def cancel(work: Work, viewer: Viewer, gathering_id: str) -> None:
    """Cancel an activity for ever; who has signed up is told. Raises: Forbidden; NotFound."""
    require(may_keep_announcements(viewer))
    row = locked(work, gathering_id)
    if row.state != "cancelled" and _stand(work, row, "cancelled", "cancelled") == "published":
        tell_all(work, row, "cancelled")


def fill(work: Work, row: Gathering) -> None:
    """Let those who wait longest take the free places of a held activity, and tell them."""
    free = row.places - row.taken
    if free <= 0 or row.state != "published" or work.now >= row.ends_at:
        return
    waits = select(GatheringSignUp).where(
        GatheringSignUp.gathering_id == row.id, GatheringSignUp.state == "waiting"
    )
    for one in work.session.scalars(waits.order_by(GatheringSignUp.id).limit(free)):
        one.state = "taken"
        row.taken += 1
        tell(work, row, one, "moved_up")
    work.session.flush()


def _stand(work: Work, row: Gathering, state: str, action: str) -> str:
    """Let an activity come to a state; return the one before."""
    before, row.state = row.state, state
    work.session.flush()
    if before != state:
        _record(work, row, action, {"state": before}, {"state": state})
    return before


def _record(
    work: Work, row: Gathering, action: str, before: dict[str, object], after: dict[str, object]
) -> None:
    record(work, f"gathering.{action}", Subject("gathering", row.id, row.title_zh), before, after)


def _contents(work: Work, row: Gathering) -> dict[str, object]:
    kept = {field: getattr(row, field) for field in _KEPT}
    files = [one.name for one in portal_files.files_of(work, PortalText("gathering", row.id))]
    shown = {name: one.isoformat() if isinstance(one, datetime) else one for name, one in kept.items()}
    return {**shown, "files": files}


def _text_problems(draft: GatheringDraft) -> Iterator[FieldProblem]:
    for field in TEXTS:
        text = getattr(draft, field).strip()
        if field in NEEDED and not text:
            yield FieldProblem(field, "gatherings.required", {})
        if len(text) > LIMITS[field]:
            yield FieldProblem(field, "gatherings.too_long", {"most": LIMITS[field]})


def _number_problems(draft: GatheringDraft, taken: int) -> Iterator[FieldProblem]:
    for field in MOMENTS:
        if getattr(draft, field) is None:
            yield FieldProblem(field, "gatherings.bad_moment", {})
    if draft.starts_at and draft.ends_at and draft.ends_at <= draft.starts_at:
        yield FieldProblem("ends_at", "gatherings.ends_before", {})
    if draft.sign_up_until and draft.ends_at and draft.sign_up_until > draft.ends_at:
        yield FieldProblem("sign_up_until", "gatherings.sign_up_late", {})
    if draft.places is None or not 1 <= draft.places <= MOST_PLACES:
        yield FieldProblem("places", "gatherings.places", {"most": MOST_PLACES})
    elif draft.places < taken:
        yield FieldProblem("places", "gatherings.fewer_places", {"taken": taken})


def _schedule_problems(draft: GatheringDraft) -> Iterator[FieldProblem]:
    if draft.shown_from and draft.sign_up_until and draft.shown_from >= draft.sign_up_until:
        yield FieldProblem("shown_from", "gatherings.shown_late", {})
    if draft.shown_until and draft.ends_at and draft.shown_until < draft.ends_at:
        yield FieldProblem("shown_until", "gatherings.hidden_early", {})
