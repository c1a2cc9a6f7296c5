"""The files that came with a request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from flask import request

from workflows.files.sent_files import FIELD, SentFile


@contextmanager
def sent_files() -> Iterator[tuple[SentFile, ...]]:
    """Yield the files that lie beside the words of a form; all of the request are closed afterwards."""
    try:
        yield tuple(
            SentFile(one.filename, cast("BinaryIO", one.stream))
            for one in request.files.getlist(FIELD)
            if one.filename
        )
    finally:
        close_files()


def has_sent_files() -> bool:
    """Tell whether files came with the form: if it is refused, no browser keeps them in its field."""
    return any(one.filename for one in request.files.getlist(FIELD))


def close_files() -> None:
    """Close the files of the request, all of each field: large ones lie in temporary files."""
    for field in request.files.listvalues():
        for sent in field:
            sent.close()
