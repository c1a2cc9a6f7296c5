"""What people chose about their notices, and who gets one how: the one place that asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import delete, select

from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.notices.kinds import CHANNELS, KINDS, OTHER, Channel, Kind
from workflows.notices.models import NoticePreference
from workflows.people.identity.models import User

DIGEST_MINUTE = 8 * 60 + 30
"""When a digest is sent unless somebody chose otherwise: minutes after midnight in Shanghai."""
DIGEST_MINUTES = tuple(range(6 * 60, 20 * 60 + 1, 30))


@dataclass(frozen=True, slots=True)
class Preferences:
    """A person's choices: channels by kind, and whether and when the daily digest is sent."""

    channels: Mapping[str, frozenset[Channel]]
    digest: bool = True
    digest_minute: int = DIGEST_MINUTE

    def of(self, kind: Kind) -> frozenset[Channel]:
        """Return the channels of a kind, chosen or usual; what is fixed always among them."""
        return self.channels.get(kind.id, kind.usual) | kind.fixed


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody whom a notice is for, and how it reaches them. Without an address there is no mail."""

    user_id: str
    channels: frozenset[Channel]
    name: str = ""
    email: str = ""
    locale: Locale = "zh-CN"


def preferences(work: Work, user_id: str) -> Preferences:
    """Return what a person chose; the usual where they chose nothing."""
    return _value(work.session.get(NoticePreference, user_id))


def save_preferences(
    work: Work, user_id: str, kinds: Collection[Kind], chosen: Preferences, *, digest_minute: str
) -> None:
    """Keep the choices about `kinds`; those about others stay. Fixed channels stay on whatever is chosen.

    Raises: Invalid: the time of the digest is none of `DIGEST_MINUTES`.
    """
    minute = int(digest_minute) if digest_minute.isdecimal() and len(digest_minute) < 5 else -1
    if minute not in DIGEST_MINUTES:
        raise Invalid(
            "notices.preferences_incomplete", [FieldProblem("digest_minute", "notices.digest_minute", {})]
        )
    row = work.session.get(NoticePreference, user_id, with_for_update=True)
    if row is None:
        row = NoticePreference(user_id=user_id, channels={})
        work.session.add(row)
    row.channels = row.channels | {kind.id: sorted(chosen.of(kind)) for kind in kinds}
    row.digest, row.digest_minute, row.changed_at = chosen.digest, minute, work.now
    work.session.flush()


def recipients(work: Work, user_ids: Collection[str], kind: Kind) -> list[Recipient]:
    """Return how a notice of this kind reaches each of these people; one statement.

    Who is locked out gets it in-site only. The digest is for those who get one: with a confirmed address.
    """
    rows = (
        select(User, NoticePreference)
        .outerjoin(NoticePreference, NoticePreference.user_id == User.id)
        .where(User.id.in_(user_ids), User.disabled_at.is_(None))
    )
    known = {user.id: _recipient(user, _value(row), kind) for user, row in work.session.execute(rows)}
    return [known.get(user_id) or Recipient(user_id, frozenset({"site"})) for user_id in user_ids]


def _recipient(user: User, chosen: Preferences, kind: Kind) -> Recipient:
    channels = chosen.of(kind)
    if not user.email:
        channels -= {"mail"}
    if not (chosen.digest and user.email_verified_at):
        channels -= {"digest"}
    return Recipient(
        user.id, channels, user.full_name or user.user_name, user.email or "", cast("Locale", user.locale)
    )


def _value(row: NoticePreference | None) -> Preferences:
    if row is None:
        return Preferences({})
    stored = row.channels if isinstance(row.channels, Mapping) else {}
    kept = {
        kind.id: frozenset(channel for channel in CHANNELS if channel in stored[kind.id])
        for kind in (*KINDS, OTHER)
        if isinstance(stored.get(kind.id), list)  # what cannot be read gives way to the usual
    }
    return Preferences(kept, row.digest, row.digest_minute)


def forget_choices(work: Work, user_id: str) -> None:
    """Delete what a person whose account is closed had chosen about notices."""
    work.session.execute(delete(NoticePreference).where(NoticePreference.user_id == user_id))
