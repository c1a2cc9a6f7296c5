"""PDF documents: whether anybody can open one, and it has no more and no larger pages than people look at.

A small file can hold a page tree without an end, or streams that unpack to gigabytes. So it is read in a
process of its own, whose memory and time are bounded, one document at a time.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from typing import BinaryIO

WAIT_SECONDS = 20
"""How long an upload waits for the document before it."""
MAX_SECONDS = 20
"""How long reading one may take. A machine that is busy takes longer than the process' own time."""
_one_at_a_time = threading.BoundedSemaphore(1)


class PdfsBusy(Exception):
    """Other documents are being read; this one has waited as long as a request may."""


def pdf_refusal(stream: BinaryIO) -> str | None:
    """Return what is wrong with a PDF, by its name in `contents.FOUND`; None if it is sound.

    Raises: PdfsBusy.
    """
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise PdfsBusy
    try:
        return _read_apart(stream)
    finally:
        _one_at_a_time.release()


def _read_apart(stream: BinaryIO) -> str | None:
    with tempfile.TemporaryFile() as given:
        stream.seek(0)
        shutil.copyfileobj(stream, given)
        given.seek(0)
        command = [sys.executable, "-m", "forms.pdf_child"]
        try:
            done = subprocess.run(  # noqa: S603  # our own program; the document is its standard input
                command, stdin=given, capture_output=True, timeout=MAX_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return "bomb"
    if done.returncode != 0:  # it ran into a bound
        return "bomb"
    refused = json.loads(done.stdout)["refused"]
    return None if refused is None else str(refused)
