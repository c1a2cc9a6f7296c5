"""What forms that are written by hand share: the sentences at their fields."""

from __future__ import annotations

from web.i18n import locale_tag
from workflows.ground.errors import Invalid


def problems_of(refusal: Invalid) -> dict[str, list[str]]:
    """Return the sentences of a refusal by field, in the language of the request."""
    found: dict[str, list[str]] = {}
    for problem in refusal.problems:
        found.setdefault(problem.field, []).append(problem.message(locale_tag()))
    if not found:
        found[""] = [refusal.message(locale_tag())]
    return found
