"""The accounts that the start page of a demonstration offers; an installation in earnest shows none."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _

from web.i18n import locale_tag
from web.work import current_platform
from workflows import demo
from workflows.people.identity.roles import ROLES


@dataclass(frozen=True, slots=True)
class TrialAccount:
    """An account to try the platform with, as the start page shows it."""

    user_name: str
    full_name: str
    roles: str
    password: str


def demonstration_accounts() -> list[TrialAccount]:
    """Return the accounts of the demonstration; none outside of one, or before they are loaded."""
    if not current_app.config["DEMONSTRATION"] or not demo.is_loaded(current_platform()):
        return []
    return [
        TrialAccount(
            account.user_name, account.full_name, "、".join(map(role_name, account.groups)), demo.PASSWORD
        )
        for account in demo.accounts()
    ]


def role_name(group: str) -> str:
    """Return how people call a group."""
    role, _colon, scope = group.partition(":")
    if role == "window":
        return str(_("Window of region %(code)s", code=scope))
    if role == "cluster":
        return str(_("Window of an industry cluster"))
    return ROLES[role][1 if locale_tag() == "en" else 0]
