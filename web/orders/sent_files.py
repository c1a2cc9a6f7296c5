"""The files of a request that come with a form: of a report, of an after-sales case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from flask import request

from web.sent_files import close_files
from workflows.business.orders.report_files import FIELD, SentFile


@contextmanager
def sent_files() -> Iterator[tuple[SentFile, ...]]:
    """Yield the files of the request, which are closed afterwards."""
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
