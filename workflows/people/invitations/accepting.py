"""Accepting an invitation: with the account that is signed in, or with a new one.

The link is looked up first, then the engine's lock of the case is taken, then the link's row: in the order
in which the process's own timers take them, so that an expiry and an acceptance wait for each other.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

from sqlalchemy import select

from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import FieldProblem, Forbidden, NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.outbox import posting
from workflows.people.identity import codes, known_browsers, rate_counters, sessions
from workflows.people.identity.administration import create_account
from workflows.people.identity.agreements import AGREEMENTS
from workflows.people.identity.contacts import key_of, user_name_problems
from workflows.people.identity.errors import at, refuse
from workflows.people.identity.models import User
from workflows.people.identity.operations import record_consent
from workflows.people.identity.passwords import policy_problems
from workflows.people.identity.queries import account
from workflows.people.identity.uniqueness import taken
from workflows.people.identity.values import Account, AttemptRefused, CodeRefused, CodeSent, SignedIn
from workflows.people.invitations.acceptors import acceptor_of
from workflows.people.invitations.models import Invitation
from workflows.people.invitations.queries import by_token, is_live, owner_of_address
from workflows.people.invitations.values import Accepted, AcceptedBefore, Confirmation, Kind, NewAccount
from workflows.people.viewer import Viewer

_AGAIN_WITHIN = timedelta(minutes=10)
NAME_LIMIT, NAMES_AN_HOUR, CONFIRMED_AN_HOUR = 40, 5, 10


def accept(
    work: Work, viewer: Viewer, token: str, said: Confirmation | None = None
) -> Accepted | AttemptRefused:
    """Accept an invitation as the viewer, whose case goes on; a second click finds it accepted.

    `said` is who they say to be, where the invitation asks for that; what is not so is `AttemptRefused`, and
    counts.

    Raises: NotFound: the link is dead; Forbidden: its mail or number belongs to another account;
        InvalidState: it cannot be accepted now.
    """
    row = by_token(work, token)
    if row is not None and row.state == "accepted" and row.accepted_by == viewer.user_id:
        return _led_to(work, row)
    row = _held(work, token)
    owner = owner_of_address(work, row)
    if owner is not None and owner != viewer.user_id:
        raise Forbidden("invitations.another_account")
    own = replace(said or Confirmation(), user_id=viewer.user_id)
    if problems := _not_so(work, row, own):
        return AttemptRefused(tuple(problems))
    _use(work, row, viewer.user_id)
    return _led_to(work, row)


def join(
    work: Work, token: str, form: NewAccount, *, user_agent: str = ""
) -> tuple[SignedIn, Accepted] | AcceptedBefore | AttemptRefused:
    """Make an account for the invited person, accept with it and sign it in; the mail address is proved.

    The link does that once: the same form sent again makes and opens nothing. A name that somebody else has
    is `Refused`, which counts: one link tells of a few names an hour.

    Raises: NotFound: the link is dead; Invalid: at the field; InvalidState: it cannot be accepted now.
    """
    try:
        row = _held(work, token)
    except NotFound:
        if before := _accepted_before(work, by_token(work, token), form):
            return before
        raise
    refuse(_form_problems(work, row, form))
    if problems := _not_so(work, row, Confirmation(form.full_name, form.mobile)):
        return AttemptRefused(tuple(problems))
    code = codes.checked(work, "invitation", row.mobile, form.code) if row.mobile else None
    if row.mobile and code is None:
        return AttemptRefused((at("code", "code_wrong"),))
    if problems := _name_taken(work, row, form.user_name.strip()):
        return AttemptRefused(tuple(problems))
    made = _make_account(work, row, form)
    if code is not None:
        codes.use(work, code)
    _use(work, row, made.id)
    session = sessions.open_session(work, made.id, address=form.address, user_agent=user_agent)
    signed_in = SignedIn(account(work, made.id), session, known_browsers.remember(work, made.id))
    return signed_in, _led_to(work, row)


def send_code(work: Work, token: str, locale: Locale) -> CodeSent | CodeRefused:
    """Send a code to the phone that an invitation names, by which its holder proves the number.

    Raises: NotFound: the link is dead, or names no phone.
    """
    row = by_token(work, token)
    if row is None or not is_live(work, row) or not row.mobile:
        raise NotFound("invitations.dead")
    made = codes.make(work, "invitation", row.mobile)
    if isinstance(made, CodeRefused):
        return made
    params = {"code": made[0], "minutes": codes.CODE_VALID_MINUTES}
    posting.send_sms(work, row.mobile, "sms_code", params, locale, expires_at=codes.expiry(work))
    return made[1]


def _not_so(work: Work, row: Invitation, said: Confirmation) -> list[FieldProblem]:
    """Return what of somebody's word about themselves is not so; one link is asked a few times an hour."""
    confirmed = acceptor_of(row.kind).confirmed
    if confirmed is None:
        return []
    asked = rate_counters.count(work, f"confirmed by link:{row.id}", window=timedelta(hours=1))
    if asked.hits > CONFIRMED_AN_HOUR:
        time = f"{asked.expires_at.astimezone(SHANGHAI):%H:%M}"
        return [FieldProblem("full_name", "invitations.confirmed_too_often", {"time": time})]
    return confirmed(work, row.subject_id, said)


def _held(work: Work, token: str) -> Invitation:
    row = by_token(work, token)
    if row is None or not is_live(work, row):
        raise NotFound("invitations.dead")
    acceptor_of(row.kind).hold(work, row.subject_id)
    held = work.session.get_one(Invitation, row.id, with_for_update=True, populate_existing=True)
    if not is_live(work, held):  # accepted, sent again or expired while we waited
        raise NotFound("invitations.dead")
    return held


def _use(work: Work, row: Invitation, user_id: str) -> None:
    row.state, row.accepted_by, row.accepted_at = "accepted", user_id, work.now
    work.session.flush()
    acceptor_of(row.kind).accepted(work, row.subject_id, user_id)


def _led_to(work: Work, row: Invitation) -> Accepted:
    return Accepted(cast("Kind", row.kind), acceptor_of(row.kind).case_of(work, row.subject_id))


def _form_problems(work: Work, row: Invitation, form: NewAccount) -> list[FieldProblem]:
    name = form.user_name.strip()
    problems = user_name_problems(name)
    problems += policy_problems(form.password, user_name=name, mobile=row.mobile or None)
    if form.password != form.password_again:
        problems.append(at("password_again", "password_again"))
    if not form.full_name.strip():
        problems.append(at("full_name", "required"))
    if not form.agreed.issuperset(AGREEMENTS):
        problems.append(at("agreed", "agreements"))
    if row.mobile and not form.code.strip():
        problems.append(at("code", "required"))
    if owner_of_address(work, row) is not None:
        problems.append(FieldProblem("email", "invitations.account_exists", {}))
    return problems


def _name_taken(work: Work, row: Invitation, name: str) -> list[FieldProblem]:
    """Tell whether somebody has the name; beyond a few an hour, the answer is the same whether or not."""
    asked = rate_counters.count(work, f"names by link:{row.id}", window=timedelta(hours=1))
    if asked.hits > NAMES_AN_HOUR:
        time = f"{asked.expires_at.astimezone(SHANGHAI):%H:%M}"
        return [at("user_name", "user_name_too_many", time=time)]
    return taken(work, user_name=name)


def _make_account(work: Work, row: Invitation, form: NewAccount) -> Account:
    made = create_account(
        work,
        user_name=form.user_name.strip(),
        password=form.password,
        kind="person",
        full_name=form.full_name.strip()[:NAME_LIMIT],
        # A link that went to a phone too may have been read there: it proves the address no more, and a code
        # has proved the number.
        email=None if row.mobile else row.email,
        mobile=row.mobile or None,
        locale=form.locale,
    )
    record_consent(work, made.id, locale=form.locale, address=form.address)
    return made


def _accepted_before(work: Work, row: Invitation | None, form: NewAccount) -> AcceptedBefore | None:
    """Tell who sends the form again that was accepted minutes ago: a double click is no mistake."""
    if row is None or row.accepted_by is None or row.accepted_at is None:
        return None
    if row.accepted_at + _AGAIN_WITHIN < work.now:
        return None
    named = select(User.id).where(
        User.id == row.accepted_by,
        User.user_name_key == key_of(form.user_name),
        User.created_at == row.accepted_at,
    )
    made = work.session.scalar(named) is not None
    return AcceptedBefore(row.accepted_by, _led_to(work, row)) if made else None
