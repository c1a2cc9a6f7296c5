"""Reading activities: what everybody sees, one's own sign-up, and who comes, for operators."""

from __future__ import annotations

from typing import cast

from sqlalchemy import func, select

from workflows.business.gatherings.models import Gathering, GatheringSignUp
from workflows.business.gatherings.showing import is_shown, shown
from workflows.business.gatherings.signing_up import own
from workflows.business.gatherings.values import (
    Counted,
    GatheringState,
    GatheringView,
    KeptGathering,
    SignUpState,
    SignUpView,
)
from workflows.ground.errors import NotFound
from workflows.ground.fulltext import matches
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.policies.organisations import may_keep_announcements
from workflows.people.viewer import Viewer, require


def published(
    work: Work, locale: Locale, *, text: str = "", after: str | None = None, limit: int = 20
) -> tuple[GatheringView, ...]:
    """Return the published activities that are shown, the newest first; those that are over stay readable.

    `text`: words that must stand in them.
    """
    rows = select(Gathering).where(Gathering.state == "published", shown(work.now))
    if text:
        rows = rows.where(matches(Gathering.words, text))
    if after is not None:
        rows = rows.where(Gathering.id < after.replace("\x00", ""))
    newest = work.session.scalars(rows.order_by(Gathering.id.desc()).limit(limit))
    return tuple(_view(work, row, locale) for row in newest)


def gathering(
    work: Work, gathering_id: str, locale: Locale, *, viewer: Viewer | None = None, key: str = ""
) -> tuple[GatheringView, SignUpView | None]:
    """Return an activity that was published once, with the sign-up of its reader if they have one.

    While it is not shown, who has signed up and who keeps it reads it all the same. Raises: NotFound.
    """
    row = _row(work, gathering_id)
    if row.state == "draft":
        raise NotFound("gatherings.not_found")
    own_one = own_sign_up(work, row.id, viewer=viewer, key=key)
    keeps = viewer is not None and may_keep_announcements(viewer)
    if own_one is None and not keeps and not is_shown(row, work.now):
        raise NotFound("gatherings.not_found")
    return _view(work, row, locale), own_one


def own_sign_up(
    work: Work, gathering_id: str, *, viewer: Viewer | None = None, key: str = ""
) -> SignUpView | None:
    """Return the running sign-up of a user, or of a visitor's key, with its place in the waiting list."""
    one = own(work, gathering_id, viewer=viewer, key=key)
    if one is None:
        return None
    position = 0
    if one.state == "waiting":
        before = select(func.count()).where(
            GatheringSignUp.gathering_id == one.gathering_id,
            GatheringSignUp.state == "waiting",
            GatheringSignUp.id <= one.id,
        )
        position = work.session.scalar(before) or 0
    return _sign_up(one, position)


def kept(
    work: Work, viewer: Viewer, *, after: str | None = None, limit: int = 20
) -> tuple[KeptGathering, ...]:
    """Return all activities for who keeps them, drafts too, the newest first. Raises: Forbidden."""
    require(may_keep_announcements(viewer))
    rows = select(Gathering)
    if after is not None:
        rows = rows.where(Gathering.id < after.replace("\x00", ""))
    return tuple(map(_kept, work.session.scalars(rows.order_by(Gathering.id.desc()).limit(limit))))


def kept_one(work: Work, viewer: Viewer, gathering_id: str) -> KeptGathering:
    """Return one activity for who keeps it. Raises: Forbidden; NotFound."""
    require(may_keep_announcements(viewer))
    return _kept(_row(work, gathering_id))


def sign_ups(
    work: Work, viewer: Viewer, gathering_id: str, *, after: str | None = None, limit: int = 20
) -> tuple[SignUpView, ...]:
    """Return who has signed up, in order, those who cancelled too. Raises: Forbidden."""
    require(may_keep_announcements(viewer))
    rows = select(GatheringSignUp).where(GatheringSignUp.gathering_id == gathering_id)
    if after is not None:
        rows = rows.where(GatheringSignUp.id > after.replace("\x00", ""))
    return tuple(
        _sign_up(one) for one in work.session.scalars(rows.order_by(GatheringSignUp.id).limit(limit))
    )


def counted(work: Work, gathering_id: str) -> Counted:
    """Return how many have a place, wait, and are there."""
    rows = select(GatheringSignUp.state, func.count(), func.count(GatheringSignUp.checked_in_at))
    rows = rows.where(GatheringSignUp.gathering_id == gathering_id).group_by(GatheringSignUp.state)
    by_state = {state: (many, there) for state, many, there in work.session.execute(rows)}
    taken, there = by_state.get("taken", (0, 0))
    return Counted(taken, by_state.get("waiting", (0, 0))[0], there)


def _row(work: Work, gathering_id: str) -> Gathering:
    row = work.session.get(Gathering, gathering_id.replace("\x00", ""))
    if row is None:
        raise NotFound("gatherings.not_found")
    return row


def _view(work: Work, row: Gathering, locale: Locale) -> GatheringView:
    english = locale == "en"
    return GatheringView(
        id=row.id, title=(english and row.title_en) or row.title_zh,
        body=(english and row.body_en) or row.body_zh, venue=(english and row.venue_en) or row.venue,
        starts_at=row.starts_at, ends_at=row.ends_at, sign_up_until=row.sign_up_until, places=row.places,
        taken=row.taken, state=cast("GatheringState", row.state),
        announced_at=max(row.created_at, row.shown_from or row.created_at),
        open=row.state == "published" and is_shown(row, work.now) and work.now < row.sign_up_until,
    )  # fmt: skip


def _kept(row: Gathering) -> KeptGathering:
    return KeptGathering(
        id=row.id, title_zh=row.title_zh, body_zh=row.body_zh, title_en=row.title_en, body_en=row.body_en,
        venue=row.venue, venue_en=row.venue_en, starts_at=row.starts_at, ends_at=row.ends_at,
        sign_up_until=row.sign_up_until, places=row.places, taken=row.taken,
        state=cast("GatheringState", row.state), check_in_key=row.check_in_key,
        shown_from=row.shown_from, shown_until=row.shown_until,
    )  # fmt: skip


def _sign_up(one: GatheringSignUp, position: int = 0) -> SignUpView:
    return SignUpView(
        one.id, one.name, one.organisation, one.email, cast("SignUpState", one.state), one.signed_up_at,
        one.checked_in_at, position,
    )  # fmt: skip
