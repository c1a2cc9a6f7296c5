"""Pictures: whether they are what they claim to be, and smaller ones made of them.

A small file can hold a very large picture, so one picture at a time is decoded in a process, as small as its
format can be read; what takes more than a few megapixels in memory is decoded by a process of its own, whose
memory is bounded and goes back to the machine when it ends.
"""

from __future__ import annotations

import io
import json
import threading
from typing import BinaryIO

from forms.picture_decoding import (
    MadePicture,
    PictureBroken,
    PictureTooLarge,
    Sizes,
    decode,
    decoded_pixels,
)
from forms.reading_apart import BoundReached, MachineBusy, read_apart

MAX_PIXELS_HERE = 4_000_000
"""Up to this many decoded pixels a picture is decoded in this process: 16 MB, one at a time."""
WAIT_SECONDS = 20
"""How long an upload waits for the picture before it."""

MAX_SECONDS = 60
"""How long a process that decodes one picture may take on a busy machine; its own time is bounded below."""

_one_at_a_time = threading.BoundedSemaphore(1)


class PicturesBusy(Exception):
    """Others are being decoded, or the machine is busy; this one has waited as long as a request may."""


def check_picture(stream: BinaryIO) -> str:
    """Decode a picture and return its content type.

    Raises: PictureBroken; PictureTooLarge; PicturesBusy; ReaderBroken.
    """
    kind, _ = _read(stream, ())
    return kind


def make_sizes(stream: BinaryIO, sizes: Sizes) -> list[MadePicture]:
    """Return the picture in these sizes, upright and without metadata; it is never enlarged.

    Raises: PictureBroken; PictureTooLarge; PicturesBusy; ReaderBroken.
    """
    _, made = _read(stream, sizes)
    return made


def _read(stream: BinaryIO, sizes: Sizes) -> tuple[str, list[MadePicture]]:
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise PicturesBusy
    try:
        here = decoded_pixels(stream, sizes) <= MAX_PIXELS_HERE
        return decode(stream, sizes) if here else _decode_apart(stream, sizes)
    finally:
        _one_at_a_time.release()


def _decode_apart(stream: BinaryIO, sizes: Sizes) -> tuple[str, list[MadePicture]]:
    """Return what `decode` returns, out of a process of its own.

    Raises: PictureBroken; PictureTooLarge; PicturesBusy.
    """
    try:
        said = read_apart("forms.picture_child", stream, json.dumps(list(sizes)), seconds=MAX_SECONDS)
    except BoundReached:
        raise PictureTooLarge from None
    except MachineBusy:
        raise PicturesBusy from None
    return _answer(said)


def _answer(said: bytes) -> tuple[str, list[MadePicture]]:
    head, _, contents = said.partition(b"\n")
    told = json.loads(head)
    if "refused" in told:
        raise (PictureTooLarge if told["refused"] == "pixels" else PictureBroken)
    source = io.BytesIO(contents)
    made = [
        MadePicture(
            one["label"], source.read(one["size_bytes"]), one["content_type"], one["width"], one["height"]
        )
        for one in told["made"]
    ]
    return told["kind"], made
