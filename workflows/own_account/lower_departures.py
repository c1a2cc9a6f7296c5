"""What the floors below have to do with people who go: sub-accounts, messages."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.notices.digests.sending import forget_digests
from workflows.notices.operations import forget_messages
from workflows.notices.preferences import forget_choices
from workflows.notices.telling import tell
from workflows.people.departures import Departure, HeldPlace
from workflows.people.identity.queries import account
from workflows.people.organisations.queries import names, organisations_of, owners
from workflows.people.sub_accounts import operations as sub_accounts
from workflows.people.sub_accounts.queries import is_sub_account


def _sub_accounts(work: Work, user_id: str) -> Iterator[HeldPlace]:
    for own in organisations_of(work, user_id):
        if is_sub_account(work, own.id, user_id):
            yield HeldPlace("sub_account", own.id, own.id, own.name)


def _leave(work: Work, user_id: str, organisation_id: str) -> None:
    """End the person's own sub-account; the legal person is told. Raises: NotFound."""
    if not is_sub_account(work, organisation_id, user_id):
        raise NotFound("own_account.place_not_found")
    person = account(work, user_id).shown_name
    sub_accounts.leave(work, user_id)
    params = {"person": person, "organisation": names(work, [organisation_id])[organisation_id]}
    for owner in owners(work, organisation_id):
        tell(work, owner, "member_left", params)


def _erase(work: Work, user_id: str) -> None:
    forget_messages(work, user_id)
    forget_choices(work, user_id)
    forget_digests(work, user_id)


SUB_ACCOUNTS = Departure(places=_sub_accounts, leave=_leave)
MESSAGES = Departure(erase=_erase)
