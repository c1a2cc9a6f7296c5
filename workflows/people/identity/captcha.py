"""Pictures that tell a person from a program; `code_requests.py` says what there is for who cannot see them.

The answer stays on the server and the row is deleted by the first attempt, so that neither a copied picture
nor a repeated request is worth anything.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from captcha.image import ImageCaptcha
from sqlalchemy import delete, select

from workflows.ground.work import Work
from workflows.people.identity.models import CaptchaChallenge

VALID_MINUTES = 10
# Without the characters that look like others.
_ALPHABET = "ACDEFGHJKLMNPRTUVWXY34679"
_WIDTH, _HEIGHT = 152, 56


@dataclass(frozen=True, slots=True)
class Challenge:
    """A picture that waits for its answer."""

    id: str


def issue(work: Work) -> Challenge:
    """Make a new challenge, valid for ten minutes and for one answer."""
    answer = "".join(secrets.choice(_ALPHABET) for _ in range(4))
    challenge = CaptchaChallenge(
        id=secrets.token_urlsafe(18),
        kind="picture",
        answer=answer,
        created_at=work.now,
        expires_at=work.now + timedelta(minutes=VALID_MINUTES),
    )
    work.session.add(challenge)
    work.session.flush()
    return Challenge(challenge.id)


def picture(work: Work, challenge_id: str) -> bytes | None:
    """Return the PNG of a live challenge, or None if there is none. Drawn anew each time."""
    challenge = work.session.get(CaptchaChallenge, challenge_id)
    if challenge is None or challenge.expires_at <= work.now:
        return None
    return _painter().generate(challenge.answer).getvalue()


def is_answered(work: Work, challenge_id: str, answer: str) -> bool:
    """Use the challenge up and tell whether `answer` is right. Case does not matter."""
    challenge = work.session.execute(
        delete(CaptchaChallenge)
        .where(CaptchaChallenge.id == challenge_id)
        .returning(CaptchaChallenge.answer, CaptchaChallenge.expires_at)
    ).one_or_none()
    if challenge is None or challenge.expires_at <= work.now:
        return False
    return secrets.compare_digest(challenge.answer.encode(), answer.strip().upper().encode())


def answer_of(work: Work, challenge_id: str) -> str | None:
    """Return the answer of a live challenge; for tests, which have no eyes."""
    return work.session.scalar(select(CaptchaChallenge.answer).where(CaptchaChallenge.id == challenge_id))


@cache
def _painter() -> ImageCaptcha:
    return ImageCaptcha(width=_WIDTH, height=_HEIGHT)
