"""Signing up: an account, its organisation and a signed-in browser come into being together."""

from __future__ import annotations

from workflows.ground.work import Work
from workflows.people.identity import known_browsers, sessions
from workflows.people.identity import operations as identity
from workflows.people.identity.values import AttemptRefused, MadeBefore, SignedIn, SignUp
from workflows.people.organisations import operations as organisations


def sign_up(work: Work, form: SignUp, *, user_agent: str = "") -> SignedIn | MadeBefore | AttemptRefused:
    """Make the account with an organisation that it owns, not certified yet, and open a session.

    Raises: Invalid: somebody else took the name, mobile or e-mail at the same moment.
    """
    answer = identity.register(work, form)
    if isinstance(answer, MadeBefore | AttemptRefused):
        return answer
    organisations.begin_organisation(
        work, "provider" if answer.kind == "provider" else "enterprise", answer.id
    )
    token = sessions.open_session(work, answer.id, address=form.address, user_agent=user_agent)
    return SignedIn(answer, token, known_browsers.remember(work, answer.id))
