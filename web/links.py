"""Where a request may be sent on to."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for
from werkzeug.exceptions import HTTPException

TRYOUT = "tongban.tryout"
"""Names in the environment of a request the page of the try-out that hands it through."""
RESUMED = "resumed"
"""Field of a form that comes again after its sender signed in: what it holds is shown, not carried out."""


def safe_next(target: str | None, default: str = "portal.home") -> str:
    """Return `target` if it is a path on this site, else the address of the endpoint `default`.

    Refuses other hosts in every spelling that browsers follow (`//host`, `/\\host`, a scheme, control
    characters), so that a link to the sign-in page cannot send people elsewhere.
    """
    if target and target.isprintable() and target.startswith("/") and not target.startswith(("//", "/\\")):
        parts = urlsplit(target)
        if not parts.scheme and not parts.netloc:
            return target
    return url_for(default)


def endpoint_at(path: str, method: str) -> str | None:
    """Return the name of the route that answers at a path of this site, None if there is none."""
    try:
        endpoint: str = current_app.url_map.bind("").match(urlsplit(path).path, method=method)[0]
    except HTTPException:
        return None
    return endpoint


def is_htmx() -> bool:
    """Tell whether htmx sent this request and expects a fragment."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def wants_json() -> bool:
    """Tell whether a script sent this request and expects JSON (autosave, uploads, streams)."""
    return request.accept_mimetypes.best in {"application/json", "text/event-stream"}


def here() -> str:
    """Return the path and query of the page now shown, to come back to after a switch of language."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def tryout_address() -> str:
    """Return where the try-out stands whose page this is, "" for a page of the installation."""
    address: str = request.environ.get(TRYOUT, "")
    return address


def init_app(app: Flask) -> None:
    """Offer `here()` and `tryout_address()` to the templates of `app`."""
    app.jinja_env.globals.update(here=here, tryout_address=tryout_address)
