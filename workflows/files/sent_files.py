"""A file as a request has brought it, checked by its content and read whole.

For the few that another room keeps in a table of its own, because they belong to what it concludes.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import BinaryIO

from forms.contents import Unfit, identify
from forms.pdfs import PdfsBusy
from forms.pictures import PicturesBusy
from forms.upload_profiles import MEGABYTE
from workflows.ground.errors import TooMany

MOST_BYTES = 7 * MEGABYTE


class NotTaken(Exception):
    """The file is of no kind that is taken, or damaged."""


class TooLarge(NotTaken):
    """The file is larger than `MOST_BYTES`."""


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
