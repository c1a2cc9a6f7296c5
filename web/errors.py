"""The pages that explain refusals, with the status that `web.statuses` says."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, NamedTuple

import psycopg
import structlog
from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from web import outages
from web.auth import way_back
from web.i18n import locale_tag
from web.links import is_htmx, wants_json
from web.statuses import status_of
from workflows.ground import errors as workflow_errors

log = structlog.get_logger("web.errors")


class Explanation(NamedTuple):
    """What a person reads: the heading, what happened, what to do now, and an icon's name."""

    title: Any
    text: Any
    icon: str


PUBLIC_ROOMS = frozenset({"portal", "catalogue", "providers", "payment_sandbox"})
"""Rooms whose pages have the portal's menu for everybody."""
OUTAGES = frozenset({outages.UNAVAILABLE, outages.NO_ROOM})

PAGES: dict[int, Explanation] = {
    400: Explanation(
        _l("That did not work"),
        _l("The page sent something we could not read. Go back, reload the page and try again."),
        "file-unknown",
    ),
    401: Explanation(_l("Please sign in"), _l("This page is only for people who are signed in."), "lock"),
    403: Explanation(
        _l("You may not see this"),
        _l("Your account has no right to this page. If you need it, ask your administrator."),
        "lock",
    ),
    404: Explanation(
        _l("Nothing here"),
        _l("The page does not exist, or it is not meant for your account."),
        "map-search",
    ),
    405: Explanation(_l("That did not work"), _l("This address cannot be used in this way."), "file-unknown"),
    409: Explanation(
        _l("Somebody was faster"),
        _l("The matter has changed since you opened the page. Reload it to see how it stands now."),
        "git-merge",
    ),
    413: Explanation(
        _l("Too large"),
        _l("What you sent is larger than we accept: a file may have at most 100 MB."),
        "file-alert",
    ),
    429: Explanation(
        _l("Too many attempts"),
        _l("Please wait a little before you try again."),
        "hourglass",
    ),
    503: Explanation(
        _l("Back in a moment"),
        _l("The platform cannot reach its data just now. It recovers by itself, usually within seconds."),
        "plug-connected-x",
    ),
    507: Explanation(
        _l("No room at the moment"),
        _l("The platform has no room left to store this. Its operators know; please try again later."),
        "server-off",
    ),
    500: Explanation(
        _l("Our fault"),
        _l("Something went wrong on our side and has been recorded. Nothing you entered before was lost."),
        "plug-connected-x",
    ),
}


def answer(status: int, *, detail: str | None = None, back: str = "") -> Response:
    """Return the page, the fragment (htmx) or the JSON (scripts) that explains `status` to a person.

    `back`: the address of a page to open again, "" if there is none.
    """
    page = PAGES.get(status) or PAGES[500 if status >= 500 else 400]
    if status in OUTAGES:
        return outages.answer(status, str(page.title), detail or str(page.text))
    try:
        return _drawn(page, status, detail, back)
    except (SQLAlchemyError, psycopg.Error):
        # the frame greets the viewer and counts messages: this needs no database
        log.exception("error_page_failed")
        return outages.answer(status, str(page.title), detail or str(page.text))


def _drawn(page: Explanation, status: int, detail: str | None, back: str) -> Response:
    if wants_json():
        body = {
            "error": str(page.title),
            "detail": detail or str(page.text),
            "request_id": g.get("request_id"),
        }
        response = make_response(jsonify(body), status)
    elif is_htmx():
        fragment = render_template("errors/fragment.html", page=page, detail=detail, status=status)
        response = make_response(fragment, status)
        response.headers["HX-Retarget"] = "#announcements"
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
    else:
        said = {"page": page, "detail": detail, "status": status, "frame": _frame(status), "back": back}
        response = make_response(render_template("errors/page.html", **said), status)
    return response


def _frame(status: int) -> str:
    """Return the frame of where one was: whoever works keeps their menu, unless it may be what fails."""
    at_work = current_user.is_authenticated and request.blueprint not in PUBLIC_ROOMS
    return "work" if at_work and status < HTTPStatus.INTERNAL_SERVER_ERROR else "public"


def _sign_in_first() -> Response:
    """Send a reader to the sign-in page and back; scripts get 401, so that they can keep what was typed."""
    if wants_json():
        return answer(401)
    address = url_for("account.sign_in", next=way_back())
    if is_htmx():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = address
        return response
    return make_response(redirect(address))


def _explain_http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None:
        return make_response(error.response)
    if status == 401:
        return _sign_in_first()
    response = answer(status)
    retry_after = getattr(error, "retry_after", None)
    if status == 429 and retry_after:
        response.headers.setdefault("Retry-After", str(retry_after))
    return response


def _explain_csrf(error: CSRFError) -> Response:
    log.info("csrf_refused", reason=error.description)
    detail = _("The page was open for too long. Open it again; what was typed into an application is kept.")
    return answer(400, detail=detail, back=way_back() if request.referrer else "")


def _explain_any(error: Exception) -> Response:
    if isinstance(error, DataError):  # NUL in a text, a number beyond the column: nothing a page would send
        log.info("request_unreadable", reason=str(error.orig))
        return answer(400)
    if (outage := outages.status_now(error)) is not None:
        log.error("outage", status=outage, cause=f"{type(error).__name__}: {error}"[:500])
        return answer(outage)
    status = status_of(error)
    if status >= 500:
        log.error("request_failed", exc_info=error)
        return answer(status)
    log.info("request_refused", refusal=type(error).__name__, reason=str(error), status=status)
    spoken = getattr(error, "message", None)
    response = answer(status, detail=spoken(locale_tag()) if callable(spoken) else None)
    if isinstance(error, workflow_errors.TooMany):
        response.headers["Retry-After"] = str(error.params.get("retry_after_seconds", 60))
    return response


def init_app(app: Flask) -> None:
    """Let `app` answer every refusal in the words of `PAGES`."""
    app.jinja_env.globals["request_number"] = lambda: g.get("request_id", "-")
    app.register_error_handler(CSRFError, _explain_csrf)
    app.register_error_handler(HTTPException, _explain_http)
    app.register_error_handler(Exception, _explain_any)
