"""What a page says when the database is away or there is no room, and how what was typed stays.

Such a page is drawn without the database: no menu, no greeting. What was sent stands in it as a form that can
be sent again as it is; the browser's own way back would lose it where pages are not kept.
"""

from __future__ import annotations

import errno

import psycopg
from flask import Response, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from web.links import is_htmx, wants_json
from web.room import room_now
from web.secret_fields import is_secret

UNAVAILABLE, NO_ROOM = 503, 507
RETRY_SECONDS = 5
MOST_KEPT_BYTES = 6_000_000
LONG_TEXT = 40
"""What somebody may want to see, or copy, while they wait: so many characters and more."""
_AWAY = ("08", "53", "57P")
"""Classes of SQLSTATE: no connection, no resources, shutting down or starting."""


def status_of(error: BaseException) -> int | None:
    """Return 503 if `error` says that the database is away, 507 that a disk is full, else None."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.errors.DiskFull) or (
        isinstance(cause, OSError) and cause.errno in {errno.ENOSPC, errno.EDQUOT}
    ):
        return NO_ROOM
    if isinstance(cause, NoConnection) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return UNAVAILABLE
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        state = cause.sqlstate
        return UNAVAILABLE if state is None or state.startswith(_AWAY) else None
    return None


def status_now(error: BaseException) -> int | None:
    """Return `status_of`, but 507 if the database is away where there is no room: it stays away then."""
    status = status_of(error)
    if status != UNAVAILABLE:
        return status
    try:
        return NO_ROOM if room_now().is_short else UNAVAILABLE
    except OSError:  # the place itself is away
        return UNAVAILABLE


def answer(status: int, title: str, text: str) -> Response:
    """Return page, fragment or JSON for `status`; tells when to try again."""
    response = make_response(_drawn(status, title, text), status)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _drawn(status: int, title: str, text: str) -> Response | str:
    if wants_json():
        return make_response({"error": title, "detail": text})
    if is_htmx():
        fragment = make_response(
            render_template("errors/fragment.html", page={"title": title, "text": text}, detail=None)
        )
        fragment.headers["HX-Retarget"] = "#announcements"
        fragment.headers["HX-Reswap"] = "innerHTML show:window:top"
        return fragment
    kept, left_out = _typed()
    return render_template(
        "errors/outage.html",
        title=title,
        text=text,
        status=status,
        kept=kept,
        texts=[value for name, value in kept or () if name != "csrf_token" and len(value) >= LONG_TEXT],
        left_out=left_out,
        retry_seconds=RETRY_SECONDS if request.method == "GET" else None,
        platform=_("Tongban"),
    )


def _typed() -> tuple[list[tuple[str, str]] | None, bool]:
    """Return what the form held, None if nothing was sent, and whether something of it is not given back."""
    if request.method != "POST":
        return None, False
    try:
        sent = list(request.form.items(multi=True))
    except (HTTPException, OSError):  # too large, or no room for its files
        return None, True
    kept = [(name, value) for name, value in sent if not is_secret(name)]
    if sum(len(name) + len(value) for name, value in kept) > MOST_KEPT_BYTES:
        return None, True
    return kept, len(kept) < len(sent) or any(file.filename for file in request.files.values())
