"""A request's transaction and the platform behind the application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, has_request_context, request
from flask_login import current_user

from workflows.bootstrap import Platform
from workflows.ground.reading import only_reads
from workflows.ground.work import Work

SHOWS = frozenset({"GET", "HEAD"})


def init_app(app: Flask, platform: Platform) -> None:
    """Let the routes of `app` work on `platform`."""
    app.extensions["tongban"] = platform


def current_platform() -> Platform:
    """Return the platform that the running application serves."""
    platform: Platform = current_app.extensions["tongban"]
    return platform


def current_actor() -> str | None:
    """Return the signed-in user's id, or None for a visitor."""
    return str(current_user.id) if current_user.is_authenticated else None


@contextmanager
def begin() -> Iterator[Work]:
    """Begin the request's transaction as the signed-in user; a nested call joins it.

    Use it once around everything a route does, rendering included: `with begin() as work: …`. It commits when
    the block ends and rolls back when something is raised, which `web.errors` then turns into an answer.
    A page that is only shown reads each thing once.
    """
    with current_platform().begin(actor=current_actor()) as work:
        if has_request_context() and request.method in SHOWS:
            only_reads(work)
        yield work
