"""The accounts that the start page of a demonstration offers; an installation in earnest shows none."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from web.i18n import locale_tag
from workflows import demo
from workflows.ground.work import Work
from workflows.people.organisations.group_names import group_names


@dataclass(frozen=True, slots=True)
class TrialAccount:
    """An account to try the platform with, as the start page shows it."""

    user_name: str
    full_name: str
    roles: str
    password: str


def demonstration_accounts(work: Work) -> list[TrialAccount]:
    """Return the accounts of the demonstration; none outside of one, or before they are loaded."""
    if not current_app.config["DEMONSTRATION"] or not demo.loaded_in(work):
        return []
    accounts, locale = demo.accounts(), locale_tag()
    names = group_names(work, {group for account in accounts for group in account.groups}, locale)
    separator = ", " if locale == "en" else "、"
    return [
        TrialAccount(
            account.user_name,
            account.full_name,
            separator.join(names[group] for group in account.groups),
            demo.PASSWORD,
        )
        for account in accounts
    ]
