"""What this browser has answered of surveys: with the last answer a registration may begin."""

from __future__ import annotations

from flask import session

_LAST, _ANSWERED, _MOST = "answered_survey", "answered_surveys", 20


def remember_answer(survey_id: str, token: str) -> None:
    """Note in the browser's session which page was answered; what was answered stays on the server."""
    session[_LAST] = [survey_id, token]
    earlier = [one for one in session.get(_ANSWERED, ()) if one != survey_id]
    session[_ANSWERED] = [*earlier, survey_id][-_MOST:]


def remembered_answer() -> tuple[str, str] | None:
    """Return the survey and the token of the page that was answered last, None if none was."""
    noted = session.get(_LAST)
    return (str(noted[0]), str(noted[1])) if isinstance(noted, list) and len(noted) == 2 else None


def has_answered(survey_id: str) -> bool:
    """Tell whether a survey was answered in this session, as far as it remembers."""
    return survey_id in session.get(_ANSWERED, ())
