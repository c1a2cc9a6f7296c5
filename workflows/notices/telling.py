"""Telling one person who is known something, in the ways that they prefer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.ground.work import Work
from workflows.notices.operations import send_message
from workflows.people.identity.queries import accounts


def tell(
    work: Work, user_id: str, template: str, params: Mapping[str, Any], case_id: str | None = None
) -> None:
    """Send `template` to a person; `name` is added, by which it greets them. Nobody unknown is told.

    Raises: NotFound: no such template.
    """
    account = accounts(work, [user_id]).get(user_id)
    if account is None:
        return
    named = {"name": account.shown_name, **params}
    send_message(work, user_id, template, named, case_id)
