"""Where a request may be sent on to."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, request, url_for


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


def is_htmx() -> bool:
    """Tell whether htmx sent this request and expects a fragment."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def wants_json() -> bool:
    """Tell whether a script sent this request and expects JSON (autosave, uploads, streams)."""
    return request.accept_mimetypes.best in {"application/json", "text/event-stream"}


def here() -> str:
    """Return the path and query of the page now shown, to come back to after a switch of language."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def init_app(app: Flask) -> None:
    """Offer `here()` to the templates of `app`."""
    app.jinja_env.globals["here"] = here
