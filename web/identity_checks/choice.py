"""The choice of an identity check, as pages offer it and requests bring it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l

from forms import Text
from web.i18n import locale_tag
from workflows.business.seals.operations import CheckChoice

PERSON_ROLES: dict[str, Any] = {
    "legal_person": _l("Legal person"),
    "agent": _l("Designated agent"),
}
_MOST_CHARACTERS = 20


def check_choice() -> CheckChoice:
    """Return whose identity the request wants to be checked, and how."""
    form = request.form
    return CheckChoice(
        form.get("person_role", "")[:_MOST_CHARACTERS], form.get("method", "")[:_MOST_CHARACTERS]
    )


def names_of(names: Mapping[Any, Text]) -> dict[str, str]:
    """Return {word: its name} in the language of the request."""
    return {word: name.say(locale_tag()) for word, name in names.items()}
