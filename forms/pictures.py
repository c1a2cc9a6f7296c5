"""Pictures: whether they are what they claim to be, and smaller ones made of them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from forms.upload_profiles import BMP, JPEG, PNG

FORMATS = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "BMP": BMP}
MAX_PIXELS = 40_000_000
"""Above this a picture that must be decoded in full takes more memory than an upload deserves."""
MAX_JPEG_PIXELS = 150_000_000
"""A JPEG can be decoded at an eighth of its size, so that photographs of current telephones pass."""
MAX_SIDE = 20_000


class PictureBroken(Exception):
    """The file begins like a picture but cannot be decoded."""


class PictureTooLarge(Exception):
    """The picture has more pixels than the system decodes."""


@contextmanager
def _opened(stream: BinaryIO) -> Iterator[Image.Image]:
    stream.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # judged below, with our own bounds
        try:
            with Image.open(stream, formats=("JPEG", "PNG", "BMP")) as picture:
                _bound(picture)
                yield picture
        except Image.DecompressionBombError:
            raise PictureTooLarge from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as broken:
            raise PictureBroken(str(broken)) from None


def _bound(picture: Image.Image) -> None:
    most = MAX_JPEG_PIXELS if FORMATS.get(picture.format or "") == JPEG else MAX_PIXELS
    if picture.width * picture.height > most or max(picture.size) > MAX_SIDE:
        raise PictureTooLarge


def check_picture(stream: BinaryIO) -> str:
    """Decode a picture and return its content type. Raises: PictureBroken; PictureTooLarge."""
    with _opened(stream) as picture:
        found = FORMATS.get(picture.format or "", "")
        if found == JPEG:
            picture.draft("RGB", (picture.width // 8, picture.height // 8))
        picture.load()
        return found


def make_size(stream: BinaryIO, longest_pixels: int) -> tuple[bytes, str, int, int]:
    """Return a picture at most `longest_pixels` long, upright, without metadata: bytes, type, width, height.

    It is never enlarged. Raises: PictureBroken; PictureTooLarge.
    """
    with _opened(stream) as picture:
        picture.draft("RGB", (longest_pixels, longest_pixels))
        upright = ImageOps.exif_transpose(picture)
        transparent = "A" in upright.getbands() or "transparency" in upright.info
        made = upright.convert("RGBA" if transparent else "RGB")
        made.thumbnail((longest_pixels, longest_pixels), Image.Resampling.LANCZOS)
        made.info.clear()
        target = io.BytesIO()
        if transparent:
            made.save(target, "PNG", optimize=True)
        else:
            made.save(target, "JPEG", quality=85, optimize=True, progressive=True)
        return target.getvalue(), PNG if transparent else JPEG, made.width, made.height
