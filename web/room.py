"""Uploads while there is little room: refused before they are read, so that what is begun can be finished."""

from __future__ import annotations

import errno

from flask import Flask, g, request
from flask_login import current_user

from web.work import current_platform
from workflows.ground.disk import Room, room

LARGE_BYTES = 65_536


class NoRoom(OSError):
    """There is less room than the reserve."""

    def __init__(self) -> None:
        super().__init__(errno.ENOSPC, "Expected room beyond the reserve, but there is none.")


def room_now() -> Room:
    """Return the room of this installation, asked once a request."""
    if "room" not in g:
        g.room = room(current_platform().settings)
    now: Room = g.room
    return now


def _refuse_uploads() -> None:
    if request.method != "POST" or (request.content_length or 0) < LARGE_BYTES:
        return
    if room_now().is_short:
        raise NoRoom


def room_to_worry_about() -> Room | None:
    """Return the room if it is low and whoever reads the page can do something about it."""
    if not current_user.is_authenticated or "admin" not in current_user.groups:
        return None
    now = room_now()
    return now if now.is_low else None


def init_app(app: Flask) -> None:
    """Have `app` refuse uploads without room, and tell administrators in time."""
    app.before_request(_refuse_uploads)
    app.jinja_env.globals.update(room_to_worry_about=room_to_worry_about)
