"""Voiding what lets somebody in: the one place for every change of password, lock or roles.

Whoever adds another kind of credential adds it here.
"""

from __future__ import annotations

from sqlalchemy import update

from workflows.ground.work import Work
from workflows.people.identity import known_browsers, sessions
from workflows.people.identity.models import OneTimeCode, OneTimeLink, User


def void_all(work: Work, user_id: str, *, keep_token: str | None = None) -> None:
    """End the sessions, links, codes and known browsers of `user_id`; the session of `keep_token` stays.

    For a new password and for a lock. The session that stays gets a new token with its next request.
    """
    sessions.end_all(work, user_id, but_token=keep_token)
    sessions.renew_all(work, user_id)
    known_browsers.forget_all(work, user_id)
    void_sent(work, user_id)


def void_sent(work: Work, user_id: str) -> None:
    """Void the links and codes that are on their way to `user_id`."""
    links = update(OneTimeLink).where(OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None))
    work.session.execute(links.values(used_at=work.now))
    owner = work.session.get(User, user_id)
    addresses = [address for address in (owner.mobile, owner.email_key) if address] if owner else []
    codes = update(OneTimeCode).where(OneTimeCode.address.in_(addresses), OneTimeCode.used_at.is_(None))
    work.session.execute(codes.values(used_at=work.now))


def roles_changed(work: Work, user_id: str) -> None:
    """Give every session of `user_id` a new token, and void what is on its way.

    Nobody is signed out: what the roles allow is asked with each request anyway.
    """
    sessions.renew_all(work, user_id)
    void_sent(work, user_id)
