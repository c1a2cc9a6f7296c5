"""Tables that are saved as files: of which types, and how they are handed over."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO, cast

from flask import Response, abort

from workflows.ground.spreadsheets import FileKind

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def saved_table(name: str, kind: str, write: Callable[[FileKind, BinaryIO], object]) -> Response:
    """Return what `write` writes as a file called `name`, to be saved, never cached. 404: no such kind."""
    if kind not in _TYPES:
        abort(404)
    written = BytesIO()
    write(cast("FileKind", kind), written)
    response = Response(written.getvalue(), content_type=_TYPES[kind])
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{kind}")
    response.headers["Cache-Control"] = "no-store"
    return response
