"""Files as answers: what each is called, and what browsers may do with it."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, abort

from forms import FileMissing
from web.work import current_platform


def file_names(name: str) -> dict[str, str]:
    """Name a file twice (RFC 6266, appendix D): headers are Latin-1, so Chinese travels percent-encoded."""
    plain = "".join(char if char.isascii() and char.isprintable() else "_" for char in name)
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def file_answer(content: bytes, content_type: str, name: str, *, shown: bool) -> Response:
    """Return a file that nobody else may keep, and that can do nothing on this site."""
    answer = Response(content, content_type=content_type)
    answer.headers.set("Content-Disposition", "inline" if shown else "attachment", **file_names(name))
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def stored_answer(
    key: str, content_type: str, name: str, size_bytes: int, *, shown: bool = False
) -> Response:
    """Return a stored file in pieces, to be saved or `shown`; 404 where the store has lost it."""
    store = current_platform().files
    try:
        is_there = store.exists(key)
    except FileMissing:
        is_there = False
    if not is_there:
        abort(404)
    answer = Response(store.chunks(key), content_type=content_type)
    answer.content_length = size_bytes
    answer.headers.set("Content-Disposition", "inline" if shown else "attachment", **file_names(name))
    return answer
