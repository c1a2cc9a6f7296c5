"""The files that came with a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, cast

from flask import request

from web.work import current_platform
from workflows.files import waiting_files
from workflows.files.portal_files import AttachmentChange
from workflows.files.sent_files import FIELD, SentFile
from workflows.files.values import WaitingFileView
from workflows.ground.work import Work

LEAVE_OUT = "leave_out"
"""The field that names files of an earlier try that are not wanted any more."""
REMOVE = "remove"
"""The field that names files beside a text of the portal that are to go."""
_MOST_REMOVED = 50


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


def with_waiting(work: Work, form: str, sent: Sequence[SentFile]) -> tuple[SentFile, ...]:
    """Return what waits from an earlier try of a form, unless it is left out, and what was sent now."""
    waiting_files.leave_out(work, form, request.form.getlist(LEAVE_OUT))
    return (*waiting_files.take(work, _secret_key(), form), *sent)


def attachment_change(work: Work, form: str, sent: Sequence[SentFile]) -> AttachmentChange:
    """Return what a form asks for the files beside a text of the portal, with what waits from before."""
    return AttachmentChange(with_waiting(work, form, sent), removed())


def removed() -> list[str]:
    """Return the ids of the files beside a text of the portal that the form asks to take away."""
    return [one[:64] for one in request.form.getlist(REMOVE)[:_MOST_REMOVED]]


def keep_waiting(work: Work, form: str, sent: Sequence[SentFile]) -> None:
    """The form is refused: let what was sent with it wait, beside what waits already."""
    waiting_files.leave_out(work, form, request.form.getlist(LEAVE_OUT))
    waiting_files.keep(work, _secret_key(), form, sent)


def waiting(work: Work, form: str) -> tuple[WaitingFileView, ...]:
    """Return what waits for the next try of a form, for its page (`orders/files_field.html`)."""
    return waiting_files.waiting(work, _secret_key(), form)


def _secret_key() -> str:
    return current_platform().settings.secret_key


def has_sent_files() -> bool:
    """Tell whether files came with the form: if it is refused, no browser keeps them in its field."""
    return any(one.filename for one in request.files.getlist(FIELD))


def close_files() -> None:
    """Close the files of the request, all of each field: large ones lie in temporary files."""
    for field in request.files.listvalues():
        for sent in field:
            sent.close()
