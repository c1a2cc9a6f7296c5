"""Reads the PDF on standard input, in a process that may take so much memory and time and no more.

The answer is one line of JSON, {refused}: null, or what is wrong with it by its name in `contents.FOUND`.
Pages are counted along the tree, never by what its root claims, and only as far as the bound; nothing of them
is decoded.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from pypdf import PasswordType, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from forms.reading_apart import begin

MAX_MEMORY_BYTES = 512 * 1024 * 1024
MAX_CPU_SECONDS = 10
MAX_PAGES = 500
MAX_NODES = 5_000
"""Of the page tree, inner ones included."""
MAX_SIDE_POINTS = 14_400
"""200 inches, 5 m: ISO 32000-1, annex C, and more than the longest drawing (A0 has 3,370)."""
_LETTER = (0, 0, 612, 792)


class Refused(Exception):
    """The document is not taken; the only argument says why."""


def check(stream: BinaryIO) -> None:
    """Read a PDF as far as it takes to know its pages. Raises: Refused; whatever pypdf stumbles over."""
    reader = PdfReader(stream, strict=False)
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise Refused("locked")
    count = 0
    for page, box in _pages(reader):
        count += 1
        if count > MAX_PAGES:
            raise Refused("pages")
        _check_size(page, box)
    if count == 0:
        raise Refused("broken")


def _pages(reader: PdfReader) -> Iterator[tuple[DictionaryObject, Any]]:
    """Yield each page with its media box, which may stand above it. Raises: Refused: a loop, or no tree."""
    visited: set[int] = set()
    waiting: list[tuple[Any, Any]] = [(_dictionary(reader.trailer["/Root"]).raw_get("/Pages"), _LETTER)]
    while waiting:
        reference, box = waiting.pop()
        if isinstance(reference, IndirectObject):
            if reference.idnum in visited or len(visited) >= MAX_NODES:
                raise Refused("broken")
            visited.add(reference.idnum)
        node = _dictionary(reference.get_object())
        box = _value(node, "/MediaBox") or box
        if "/Kids" in node:
            waiting.extend((kid, box) for kid in reversed(_kids(node)))
        else:
            yield node, box


def _kids(node: DictionaryObject) -> ArrayObject:
    kids = node["/Kids"]
    # A kid that stands in its place has no number to know it again by: only references are counted.
    if not isinstance(kids, ArrayObject) or not all(isinstance(kid, IndirectObject) for kid in kids):
        raise Refused("broken")
    if len(kids) > MAX_NODES:
        raise Refused("pages")
    return kids


def _value(node: DictionaryObject, key: str) -> Any:
    """Return what stands at a key, or where a reference there leads; None for nothing."""
    return None if key not in node else node[key]  # noqa: SIM401  # `get` follows no reference


def _dictionary(value: object) -> DictionaryObject:
    if not isinstance(value, DictionaryObject):
        raise Refused("broken")
    return value


def _check_size(page: DictionaryObject, box: Any) -> None:
    left, bottom, right, top = (float(box[side]) for side in range(4))
    unit = float(_value(page, "/UserUnit") or 1)
    sides = (abs(right - left) * unit, abs(top - bottom) * unit)
    if not all(0 < side <= MAX_SIDE_POINTS for side in sides):  # nor what is no number
        raise Refused("page_size")


def _main() -> None:
    begin(memory_bytes=MAX_MEMORY_BYTES, cpu_seconds=MAX_CPU_SECONDS)
    logging.disable()  # pypdf tells what it mends; only the answer counts
    refused = None
    try:
        check(sys.stdin.buffer)
    except Refused as refusal:
        refused = str(refusal)
    except MemoryError:
        refused = "bomb"
    except Exception:  # noqa: BLE001  # what pypdf stumbles over, in whatever way, is damaged
        refused = "broken"
    sys.stdout.write(json.dumps({"refused": refused}))


if __name__ == "__main__":
    _main()
