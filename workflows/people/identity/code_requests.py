"""Asking for a code or a link: a person is told from a program first, in one place for all who ask.

The picture is the usual way. Whoever cannot see it gets the code without it, a few times an hour from one
network: the code itself, read from the own mobile or mail, then shows that somebody is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from workflows.ground.work import Work
from workflows.people.identity import captcha, codes, rate_counters
from workflows.people.identity.values import CodeRefused, CodeSent

WITHOUT_PICTURE_AN_HOUR = 5


@dataclass(frozen=True, slots=True)
class PictureRule:
    """How often one network may ask for `what` without having seen a picture."""

    what: str
    most: int
    window: timedelta


_CODES = PictureRule("code", WITHOUT_PICTURE_AN_HOUR, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Asker:
    """How somebody shows to be a person; `network` is where the request came from."""

    captcha_id: str = ""
    captcha_answer: str = ""
    without_picture: bool = False
    network: str = ""


def code_for(
    work: Work, purpose: codes.Purpose, address: str, asker: Asker
) -> tuple[str, CodeSent] | CodeRefused:
    """Return a new code for `address`, to be delivered, or why there is none.

    The answer depends on what is asked and how often, never on whether somebody has the address.
    """
    refused = not_a_person(work, asker, _CODES)
    return codes.make(work, purpose, address) if refused is None else refused


def not_a_person(work: Work, asker: Asker, rule: PictureRule) -> CodeRefused | None:
    """Return why `asker` is taken for a program, None for a person; a picture that was answered is used up.

    What is asked for without a picture is counted: the transaction has to commit whatever it answers.
    """
    if not asker.without_picture:
        answered = captcha.is_answered(work, asker.captcha_id, asker.captcha_answer)
        return None if answered else CodeRefused("captcha")
    asked = rate_counters.count(work, f"{rule.what} without picture:{asker.network}", window=rule.window)
    if asked.hits > rule.most:
        return CodeRefused("too_many", asked.expires_at)
    return None
