"""Files as a request has brought them, checked by their content and read whole.

For the few that another room keeps in a table of its own, because they belong to what it concludes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from forms.contents import Unfit, identify
from forms.pdfs import PdfsBusy
from forms.pictures import PicturesBusy
from forms.upload_profiles import (
    BMP,
    DOC,
    DOCX,
    JPEG,
    KIND_SUFFIXES,
    MEGABYTE,
    PDF,
    PNG,
    PPT,
    PPTX,
    XLSX,
    ZIP,
)
from forms.uploads import clean_name
from workflows.ground.errors import FieldProblem, Invalid, TooMany

FIELD = "files"
MOST_FILES = 10
MOST_BYTES = 7 * MEGABYTE
TAKEN = (PDF, JPEG, PNG, BMP, DOC, DOCX, XLSX, PPT, PPTX, ZIP)
ACCEPTED = ",".join(suffix for kind in TAKEN for suffix in KIND_SUFFIXES[kind])
"""What the browser offers to choose; what a file is, is looked up in it."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file whose kind is known by its content."""

    name: str
    content_type: str
    content: bytes


class NotTaken(Exception):
    """The file is of no kind that is taken, or damaged."""


class TooLarge(NotTaken):
    """The file is larger than `MOST_BYTES`."""


def checked(files: Sequence[SentFile], *, already: int = 0) -> tuple[CheckedFile, ...]:
    """Return the files that came with one form, beside `already` that it has.

    Raises: Invalid: at the files; TooMany: others are being looked at.
    """
    if already + len(files) > MOST_FILES:
        raise _refused("too_many_at_once", most=MOST_FILES)
    return tuple(map(_checked, files))


def _checked(one: SentFile) -> CheckedFile:
    try:
        content, content_type = read_checked(one.stream, TAKEN)
    except TooLarge:
        raise _refused("too_large", name=clean_name(one.name), most=MOST_BYTES // MEGABYTE) from None
    except NotTaken:
        raise _refused("not_taken", name=clean_name(one.name)) from None
    return CheckedFile(one.name, content_type, content)


def _refused(sentence: str, **params: object) -> Invalid:
    code = f"files.{sentence}"
    return Invalid(code, [FieldProblem(FIELD, code, params)], **params)


def read_checked(stream: BinaryIO, taken: Collection[str]) -> tuple[bytes, str]:
    """Return what a file holds and the kind that it is by its content, one of `taken`.

    Raises: TooLarge; NotTaken; TooMany: others are being looked at.
    """
    stream.seek(0)
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TooLarge
    stream.seek(0)
    try:
        content_type = identify(stream)
    except Unfit:
        raise NotTaken from None
    except (PdfsBusy, PicturesBusy) as busy:
        raise TooMany("typesetting.busy", retry_after_seconds=30) from busy
    if content_type not in taken:
        raise NotTaken
    return content, content_type
