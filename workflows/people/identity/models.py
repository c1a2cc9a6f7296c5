"""The tables of accounts. Nothing outside this room imports them: `values.py` is what crosses the border."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, event, false, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId
from workflows.people.identity.name_keys import initials_of, pinyin_of


class User(Base):
    """A person who can sign in. The `_key` columns hold what is compared: case folded."""

    __tablename__ = "user_account"

    id: Mapped[TextId]
    user_name: Mapped[str]
    user_name_key: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str] = mapped_column(default="")
    # By its sounds, for lists to choose from: they sort by the one and are searched by both.
    name_pinyin: Mapped[str] = mapped_column(default="", server_default="")
    name_initials: Mapped[str] = mapped_column(default="", server_default="")
    kind: Mapped[str]
    mobile: Mapped[str | None] = mapped_column(unique=True)
    mobile_verified_at: Mapped[datetime | None]
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(unique=True)
    email_verified_at: Mapped[datetime | None]
    locale: Mapped[str] = mapped_column(default="zh-CN")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    # Closed for good: it is disabled as well, and nothing opens it again.
    closed_at: Mapped[datetime | None]


@event.listens_for(User, "before_insert")
@event.listens_for(User, "before_update")
def _sound_out(_mapper: Any, _connection: Any, user: User) -> None:
    """Keep the sounds of a name in step with it, whoever changes it."""
    name = user.full_name or ""
    user.name_pinyin, user.name_initials = pinyin_of(name), initials_of(name)


class Credential(Base):
    """The password of a user, as an argon2id hash."""

    __tablename__ = "user_credential"

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    password_hash: Mapped[str]
    changed_at: Mapped[datetime]
    must_change: Mapped[bool] = mapped_column(default=False)


class FormerPassword(Base):
    """A password that its owner may not choose again."""

    __tablename__ = "former_password"

    id: Mapped[TextId]
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    password_hash: Mapped[str]
    replaced_at: Mapped[datetime]


class RoleGrant(Base):
    """A group that a user belongs to, such as `operator` or `window:430100`."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_group_id", "group_id", "user_id"),)

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[str] = mapped_column(primary_key=True)
    granted_at: Mapped[datetime]
    granted_by: Mapped[str | None]
    # A lead sees the group's numbers and hands its tasks from one to another.
    is_lead: Mapped[bool] = mapped_column(default=False, server_default=false())


class PaymentPassword(Base):
    """The hash of what lets a person move money. Locked after some wrong ones, until it is set anew."""

    __tablename__ = "payment_password"

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    password_hash: Mapped[str]
    changed_at: Mapped[datetime]
    failures: Mapped[int]
    locked_at: Mapped[datetime | None]


class LoginSession(Base):
    """A browser in which somebody is signed in. The browser holds the token, this row only its hash."""

    __tablename__ = "login_session"

    id: Mapped[TextId]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(default="")
    user_agent: Mapped[str] = mapped_column(default="")
    # With the next request the browser gets a new token; the one before is good for the requests under way.
    renewal_due: Mapped[bool] = mapped_column(default=False, server_default=false())
    former_hash: Mapped[bytes | None] = mapped_column(unique=True)
    renewed_at: Mapped[datetime | None]


class KnownBrowser(Base):
    """A browser in which somebody has signed in before. The browser holds the token, this row its hash."""

    __tablename__ = "known_browser"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    known_since: Mapped[datetime]


class SecondFactor(Base):
    """The secret that a user's authenticator app shares with the platform, encrypted."""

    __tablename__ = "second_factor"

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[bytes]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    # The period of the last code that was accepted: neither it nor an earlier one counts again.
    last_period: Mapped[int] = mapped_column(BigInteger)


class RecoveryCode(Base):
    """The hash of a code that stands in for the app once."""

    __tablename__ = "recovery_code"

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None]


class OneTimeCode(Base):
    """A short code sent to a mobile or an e-mail address, valid once and for minutes."""

    __tablename__ = "one_time_code"
    __table_args__ = (Index("ix_one_time_code_address", "address", "purpose", "created_at"),)

    id: Mapped[TextId]
    purpose: Mapped[str]
    address: Mapped[str]
    code_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    attempts_left: Mapped[int]


class OneTimeLink(Base):
    """A link sent by e-mail, valid once. `user_id` is empty for a request that named no account."""

    __tablename__ = "one_time_link"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class CaptchaChallenge(Base):
    """A picture or a worded question that a person has to answer; the row goes with the first answer."""

    __tablename__ = "captcha_challenge"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    question: Mapped[str] = mapped_column(default="")
    answer: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInFailures(Base):
    """How often somebody failed to sign in with one identifier, whether or not an account has it."""

    __tablename__ = "sign_in_failures"

    key_hash: Mapped[bytes] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]


class Consent(Base):
    """That a user agreed to one version of an agreement, with the digest of the text that was shown."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("user_id", "agreement", "version"),)

    id: Mapped[TextId]
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    agreement: Mapped[str]
    version: Mapped[str]
    text_sha256: Mapped[str]
    agreed_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(default="")


class InterruptedInput(Base):
    """What somebody had typed into a page when the session ended; given back to that person only."""

    __tablename__ = "interrupted_input"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    path: Mapped[str]
    fields: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)


class RateCounter(Base):
    """How often something was asked for in a window; counted for all processes together.

    Unlogged: after a crash of the database the counts begin anew, which costs nothing.
    """

    __tablename__ = "rate_counter"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    key: Mapped[str] = mapped_column(primary_key=True)
    hits: Mapped[int] = mapped_column(server_default=text("0"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
