"""Films: the boxes of an ISO base media file (ISO/IEC 14496-12) add up, and how long it plays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

MAX_BOXES = 10_000
_TYPE = re.compile(rb"[A-Za-z0-9 _\-\xa9]{4}")
_HEADER_BYTES = 16


class FilmBroken(Exception):
    """The boxes do not add up, or there is no film in them."""


def film_seconds(stream: BinaryIO) -> float:
    """Return how long a film plays. Raises: FilmBroken."""
    size, kinds, seconds = stream.seek(0, 2), set(), None
    for kind, begin, end in _boxes(stream, 0, size):
        kinds.add(kind)
        if kind == b"moov":
            seconds = _duration(stream, begin, end)
    if seconds is None or not kinds & {b"mdat", b"moof"}:
        raise FilmBroken
    return seconds


def _boxes(stream: BinaryIO, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield type, begin and end of the contents of each box between two places."""
    for _ in range(MAX_BOXES):
        if at >= end:
            return
        stream.seek(at)
        header = stream.read(_HEADER_BYTES)
        length, kind, begin = int.from_bytes(header[:4], "big"), header[4:8], at + 8
        if length == 1:
            length, begin = int.from_bytes(header[8:16], "big"), at + 16
        elif length == 0:
            length = end - at
        if length < 8 or at + length > end or not _TYPE.fullmatch(kind):
            raise FilmBroken
        yield kind, begin, at + length
        at += length
    raise FilmBroken


def _duration(stream: BinaryIO, begin: int, end: int) -> float:
    """Return the seconds that the movie header of a `moov` box tells."""
    header = next((one for one in _boxes(stream, begin, end) if one[0] == b"mvhd"), None)
    if header is None:
        raise FilmBroken
    stream.seek(header[1])
    body = stream.read(min(32, header[2] - header[1]))
    wide = body[:1] == b"\x01"
    scale = int.from_bytes(body[20:24] if wide else body[12:16], "big")
    units = int.from_bytes(body[24:32] if wide else body[16:20], "big")
    if scale == 0:
        raise FilmBroken
    return units / scale
