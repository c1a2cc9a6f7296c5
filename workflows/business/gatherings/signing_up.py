"""Signing up for an activity, giving a place back, checking in; the activity is held first, always."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from workflows.business.gatherings.keeping import fill, locked
from workflows.business.gatherings.models import Gathering, GatheringSignUp
from workflows.business.gatherings.showing import is_shown
from workflows.business.gatherings.telling import tell
from workflows.business.gatherings.values import LIMITS, SignUpDraft, SignUpState
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.identity import rate_counters
from workflows.people.identity.code_requests import Asker, PictureRule, not_a_person
from workflows.people.identity.contacts import email_of, key_of
from workflows.people.identity.errors import at
from workflows.people.identity.values import AttemptRefused
from workflows.people.viewer import Viewer

EARLY = timedelta(hours=2)
"""How long before the start one may check in."""
A_DAY_FROM_A_NETWORK, A_DAY_FROM_A_MAIL, A_DAY_WITHOUT_PICTURE = 60, 10, 5
_DAY = timedelta(days=1)
_PICTURES = PictureRule("sign-up", A_DAY_WITHOUT_PICTURE, _DAY)


def sign_up_as_user(work: Work, viewer: Viewer, gathering_id: str, draft: SignUpDraft) -> SignUpState:
    """Give the viewer a place, or one in the waiting list. A second time changes nothing.

    Raises: NotFound; Invalid: at the fields; Conflict: signing up is over.
    """
    checked = _checked(draft, visitor=False)
    row = _open(work, gathering_id)
    there = _there(work, row, GatheringSignUp.user_id == viewer.user_id)
    if there is None:
        there = _sign_up(work, row, checked, viewer.user_id)
    return there.state  # type: ignore[return-value]  # a check constraint holds it


def sign_up_as_visitor(
    work: Work, gathering_id: str, draft: SignUpDraft, asker: Asker
) -> SignUpState | AttemptRefused:
    """Give somebody without an account a place, or one in the waiting list; they are told by mail alone.

    What is refused is counted, and a picture is used up: the transaction has to commit. The same address a
    second time changes nothing and is answered alike: nobody learns who has signed up.
    Raises: as `sign_up_as_user`.
    """
    checked = _checked(draft, visitor=True)
    refused = not_a_person(work, asker, _PICTURES)
    if refused is not None and refused.reason == "captcha":
        return AttemptRefused((at("captcha_answer", "captcha_wrong"),))
    digest = hashlib.sha256(key_of(checked.email).encode()).hexdigest()
    limits = (
        (f"sign-up from:{asker.network}", A_DAY_FROM_A_NETWORK),
        (f"sign-up by mail:{digest}", A_DAY_FROM_A_MAIL),
    )  # fmt: skip
    hits = [rate_counters.count(work, key, window=_DAY).hits > most for key, most in limits]
    if refused is not None or any(hits):
        return AttemptRefused((FieldProblem("", "gatherings.too_many", {}),))
    row = _open(work, gathering_id)
    there = _there(work, row, GatheringSignUp.email == checked.email)
    if there is None:
        there = _sign_up(work, row, checked, None)
    return "taken" if row.taken <= row.places else "waiting"


def give_back(work: Work, gathering_id: str, *, viewer: Viewer | None = None, key: str = "") -> None:
    """Give a place back, as its user or by the link of a visitor's mail; who waits longest gets it.

    Raises: NotFound; Conflict: no sign-up of theirs, the activity is over, or they have checked in.
    """
    row = locked(work, gathering_id)
    one = own(work, row.id, viewer=viewer, key=key)
    if one is None:
        raise Conflict("gatherings.no_sign_up")
    if work.now >= row.ends_at or one.checked_in_at is not None:
        raise Conflict("gatherings.closed")
    before, one.state = one.state, "cancelled"
    work.session.flush()
    if before == "taken":
        row.taken -= 1
        fill(work, row)


def check_in(
    work: Work, gathering_id: str, code: str, *, viewer: Viewer | None = None, key: str = ""
) -> None:
    """Note that somebody with a place is there, by the code at the door. A second time changes nothing.

    `key` is a visitor's, or their address: who has the code is there.

    Raises: NotFound; Conflict: no sign-up of theirs, another code, too early or late,
        or they have no place.
    """
    row = locked(work, gathering_id)
    if row.state != "published" or not hmac.compare_digest(row.check_in_key.encode(), code.encode()):
        raise Conflict("gatherings.wrong_code")
    one = own(work, row.id, viewer=viewer, key=key)
    if one is None and "@" in key:
        one = _there(work, row, GatheringSignUp.email == key_of(key))
    if one is None:
        raise Conflict("gatherings.no_sign_up")
    if not row.starts_at - EARLY <= work.now < row.ends_at:
        raise Conflict("gatherings.not_now")
    if one.state != "taken":
        raise Conflict("gatherings.no_place")
    if one.checked_in_at is None:
        one.checked_in_at = work.now
        work.session.flush()


def own(
    work: Work, gathering_id: str, *, viewer: Viewer | None = None, key: str = ""
) -> GatheringSignUp | None:
    """Return the running sign-up of a user, or that of a visitor's key, None if there is none."""
    if viewer is None and not key:
        return None
    whose = (
        GatheringSignUp.user_id == viewer.user_id
        if viewer is not None
        else GatheringSignUp.key == key.replace("\x00", "")
    )
    rows = select(GatheringSignUp).where(
        GatheringSignUp.gathering_id == gathering_id, GatheringSignUp.state != "cancelled", whose
    )
    return work.session.scalar(rows)


def _open(work: Work, gathering_id: str) -> Gathering:
    """Return an activity that is shown and open for signing up, held. Raises: NotFound; Conflict."""
    row = locked(work, gathering_id)
    if row.state == "draft" or not is_shown(row, work.now):
        raise NotFound("gatherings.not_found")
    if row.state != "published" or work.now >= row.sign_up_until:
        raise Conflict("gatherings.closed")
    return row


def _there(work: Work, row: Gathering, whose: ColumnElement[bool]) -> GatheringSignUp | None:
    rows = select(GatheringSignUp).where(
        GatheringSignUp.gathering_id == row.id, GatheringSignUp.state != "cancelled", whose
    )
    return work.session.scalar(rows)


def _sign_up(work: Work, row: Gathering, draft: SignUpDraft, user_id: str | None) -> GatheringSignUp:
    state: SignUpState = "taken" if row.taken < row.places else "waiting"
    one = GatheringSignUp(
        id=new_id(), gathering_id=row.id, user_id=user_id, email=draft.email, name=draft.name,
        organisation=draft.organisation, locale=draft.locale, key=secrets.token_urlsafe(24), state=state,
        signed_up_at=work.now,
    )  # fmt: skip
    work.session.add(one)
    row.taken += state == "taken"
    work.session.flush()
    tell(work, row, one, state)
    return one


def _checked(draft: SignUpDraft, *, visitor: bool) -> SignUpDraft:
    """Return what was typed without blanks around it. Raises: Invalid: at the fields."""
    name, organisation = draft.name.strip(), draft.organisation.strip()
    problems = [FieldProblem("name", "gatherings.required", {})] if not name else []
    problems += [
        FieldProblem(field, "gatherings.too_long", {"most": LIMITS[field]})
        for field, text in (("name", name), ("organisation", organisation))
        if len(text) > LIMITS[field]
    ]
    email = email_of(draft.email) if visitor else ""
    if email is None:
        problems.append(FieldProblem("email", "gatherings.email_form", {}))
    if problems:
        raise Invalid("gatherings.invalid", problems)
    return SignUpDraft(name, organisation, key_of(email) if email else "", draft.locale)
