"""Somebody without an account asks for a personal link, to apply as an expert for themselves."""

from __future__ import annotations

from datetime import timedelta

from workflows.ground.errors import Invalid
from workflows.ground.work import Work
from workflows.people.identity.code_requests import Asker, code_for
from workflows.people.identity.contacts import email_of, key_of
from workflows.people.identity.errors import at
from workflows.people.identity.values import CodeRefused, CodeSent
from workflows.people.invitations.operations import Letter, send

VALID_HOURS = 24


def ask_for_link(work: Work, *, email: str, asker: Asker, base_url: str) -> CodeSent | CodeRefused:
    """Mail a link to `email` after a captcha; the one before no longer works. As seldom as codes are sent.

    Raises: Invalid: this is no e-mail address.
    """
    address = email_of(email)
    if address is None:
        raise Invalid("identity.invalid", [at("email", "email_form")])
    made = code_for(work, "expert", key_of(address), asker)
    if isinstance(made, CodeRefused):
        return made
    letter = Letter("expert_self", key_of(address), "", "", address, "expert_self", base_url)
    send(work, letter, expires_at=work.now + timedelta(hours=VALID_HOURS))
    return made[1]
