"""PDF documents: whether anybody can open one, and it has no more and no larger pages than people look at.

A small file can hold a page tree without an end, or streams that unpack to gigabytes. So it is read in a
process of its own, whose memory and time are bounded, one document at a time.
"""

from __future__ import annotations

import json
import threading
from typing import BinaryIO

from forms.reading_apart import BoundReached, MachineBusy, read_apart

WAIT_SECONDS = 20
"""How long an upload waits for the document before it."""
MAX_SECONDS = 60
"""How long reading one may take on a busy machine; the process' own time is bounded far below."""
_one_at_a_time = threading.BoundedSemaphore(1)


class PdfsBusy(Exception):
    """Others are being read, or the machine is busy; this one has waited as long as a request may."""


def pdf_refusal(stream: BinaryIO) -> str | None:
    """Return what is wrong with a PDF, by its name in `contents.FOUND`; None if it is sound.

    Raises: PdfsBusy; ReaderBroken.
    """
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise PdfsBusy
    try:
        return _read_apart(stream)
    finally:
        _one_at_a_time.release()


def _read_apart(stream: BinaryIO) -> str | None:
    try:
        said = read_apart("forms.pdf_child", stream, seconds=MAX_SECONDS)
    except BoundReached:
        return "bomb"
    except MachineBusy:
        raise PdfsBusy from None
    refused = json.loads(said)["refused"]
    return None if refused is None else str(refused)
