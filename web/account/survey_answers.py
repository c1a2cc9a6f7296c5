"""The answer to a survey that this browser has given last: with it a registration may begin."""

from __future__ import annotations

from flask import session

_ANSWERED = "answered_survey"


def remember_answer(survey_id: str, token: str) -> None:
    """Note in the browser's session which page was answered; what was answered stays on the server."""
    session[_ANSWERED] = [survey_id, token]


def remembered_answer() -> tuple[str, str] | None:
    """Return the survey and the token of the page that was answered last, None if none was."""
    noted = session.get(_ANSWERED)
    return (str(noted[0]), str(noted[1])) if isinstance(noted, list) and len(noted) == 2 else None
