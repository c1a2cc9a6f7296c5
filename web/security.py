"""Headers that confine the browser, and protection against forged requests."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, request
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import MultiDict

from forms.drafts import MAX_NAME_LENGTH
from workflows.ground.errors import Invalid

csrf = CSRFProtect()

UPLOAD_ENDPOINT = "files.upload"
MAX_UPLOAD_BYTES = 110 * 1024 * 1024
MAX_TEXT_CHARACTERS = 20_000
"""Four times the longest field of any form that comes with the platform."""
MAX_ADDRESS_CHARACTERS = 2_000

# Refusals come back as fragments that announce themselves (see web.errors), so they are swapped in too.
HTMX_CONFIG = {
    "allowEval": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": True, "error": True},
    ],
}


def csp_nonce() -> str:
    """Return the nonce with which this response may load scripts and styles."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def content_security_policy(nonce: str) -> str:
    """Return the policy of every page: own files only, no inline script, no eval, no framing.

    Style *attributes* stay allowed because diagram-js and form-js position their elements with them; a style
    element needs the nonce.
    """
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _bound_the_body() -> None:
    """Let only people who are signed in send a large body, and only where files are taken.

    The token of a form is looked for before any route asks who is there, and to find it the body is read.
    """
    most = getattr(_view(), "most_signed_bytes", None)
    if most is not None:
        request.max_content_length = most
    if request.endpoint == UPLOAD_ENDPOINT:
        if not current_user.is_authenticated:
            abort(401)
        request.max_content_length = MAX_UPLOAD_BYTES


View = TypeVar("View", bound=Callable[..., Any])


def takes_texts_of(characters: int) -> Callable[[View], View]:
    """Let a view take longer texts than people type into a form, such as a diagram or a table."""

    def mark(view: View) -> View:
        view.longest_text = characters  # type: ignore[attr-defined]
        return view

    return mark


def takes_signed_bytes(most: int) -> Callable[[View], View]:
    """Let a view read its body as it came, because a signature covers it: `most` bytes, not parsed before."""

    def mark(view: View) -> View:
        view.most_signed_bytes = most  # type: ignore[attr-defined]
        return view

    return mark


def needs_our_origin(view: View) -> View:
    """Let a view take forms only from pages of this origin, whoever sends them.

    It stands for the token of a page where that belongs to somebody else than who asks.
    """
    view.needs_our_origin = True  # type: ignore[attr-defined]
    csrf.exempt(view)
    return view


def _refuse_foreign_forms() -> None:
    """Refuse what browsers say comes from elsewhere, before anybody is asked who they are."""
    if hasattr(_view(), "needs_our_origin") and request.headers.get("Origin") != request.host_url.rstrip("/"):
        abort(400)


def _bound_the_texts() -> None:
    """Refuse names and values longer than anybody types: whatever is kept of a request is bounded twice.

    Raises: Invalid: says which text it is and how long it may be.
    """
    view = _view()
    longest = getattr(view, "longest_text", MAX_TEXT_CHARACTERS)
    _check_texts(request.args, MAX_ADDRESS_CHARACTERS)
    if request.endpoint != UPLOAD_ENDPOINT and not hasattr(view, "most_signed_bytes"):
        _check_texts(request.form, longest)  # the others read their body themselves, where it is kept


def _view() -> Any:
    """Return what answers this request, None if nothing does."""
    return current_app.view_functions.get(request.endpoint or "")


def _check_texts(said: MultiDict[str, str], longest: int) -> None:
    for name, value in said.items(multi=True):
        if len(name) > MAX_NAME_LENGTH:
            raise Invalid("room.name_too_long", most=MAX_NAME_LENGTH)
        if len(value) > longest:
            raise Invalid("room.text_too_long", name=name, most=longest, found=len(value))


def init_app(app: Flask) -> None:
    """Protect every form of `app` with a token and every answer with headers."""
    app.before_request(_bound_the_body)
    csrf.init_app(app)
    app.before_request(_refuse_foreign_forms)
    app.before_request(_bound_the_texts)
    app.jinja_env.globals.update(csp_nonce=csp_nonce, htmx_config=HTMX_CONFIG)

    @app.after_request
    def confine(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", content_security_policy(csp_nonce()))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        if app.config["SESSION_COOKIE_SECURE"]:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if not request.path.startswith("/static/"):
            headers.setdefault("Cache-Control", "no-store")
        headers.add("Vary", "Cookie, HX-Request")
        return response
