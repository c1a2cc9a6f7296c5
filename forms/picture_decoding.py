"""Decodes a picture, here and now, as small as its format can be read."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from forms.upload_profiles import BMP, JPEG, PNG

FORMATS = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "BMP": BMP}
MAX_PIXELS = 40_000_000
"""Above this a picture that must be decoded in full takes more memory than an upload deserves."""
MAX_JPEG_PIXELS = 150_000_000
"""A JPEG can be decoded at an eighth of its size, so that photographs of current telephones pass.

A progressive one cannot: all its coefficients are held at once, so it counts as the other formats do.
"""
MAX_SIDE = 20_000

Sizes = Sequence[tuple[str, int]]
"""Labels and longest edges in pixels."""


class PictureBroken(Exception):
    """The file begins like a picture but cannot be decoded."""


class PictureTooLarge(Exception):
    """The picture has more pixels than the system decodes."""


@dataclass(frozen=True, slots=True)
class MadePicture:
    """A smaller picture: `label` as the profile calls it."""

    label: str
    content: bytes
    content_type: str
    width: int
    height: int


def decoded_pixels(stream: BinaryIO, sizes: Sizes) -> int:
    """Return how many pixels decoding will hold in memory."""
    with _opened(stream) as picture:
        if _is_progressive(picture) is False:
            _draft(picture, sizes)
        return picture.width * picture.height


def decode(stream: BinaryIO, sizes: Sizes) -> tuple[str, list[MadePicture]]:
    """Return the content type of a picture and the sizes made of it, decoded here and now.

    Raises: PictureBroken; PictureTooLarge.
    """
    with _opened(stream) as picture:
        kind = FORMATS.get(picture.format or "", "")
        _draft(picture, sizes)
        picture.load()
        if not sizes:
            return kind, []
        shown = _reduced(picture, max(pixels for _, pixels in sizes))
    made = []
    for label, pixels in sorted(sizes, key=lambda size: -size[1]):
        shown.thumbnail((pixels, pixels), Image.Resampling.LANCZOS)
        made.append(_encoded(label, shown))
    return kind, made


def _reduced(picture: Image.Image, longest_pixels: int) -> Image.Image:
    """Return an upright picture of little more than `longest_pixels`, in RGB or RGBA."""
    transparent = "A" in picture.getbands() or "transparency" in picture.info
    shown = picture.convert("RGBA" if transparent else "RGB")
    picture.close()
    factor = max(shown.size) // (2 * longest_pixels)
    if factor > 1:
        shown = shown.reduce(factor)
    shown.thumbnail((longest_pixels, longest_pixels), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(shown)
    upright.info.clear()
    return upright


def _encoded(label: str, shown: Image.Image) -> MadePicture:
    target = io.BytesIO()
    if shown.mode == "RGBA":
        shown.save(target, "PNG", optimize=True)
    else:
        shown.save(target, "JPEG", quality=85, optimize=True, progressive=True)
    kind = PNG if shown.mode == "RGBA" else JPEG
    return MadePicture(label, target.getvalue(), kind, shown.width, shown.height)


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
    most = MAX_JPEG_PIXELS if _is_progressive(picture) is False else MAX_PIXELS
    if picture.width * picture.height > most or max(picture.size) > MAX_SIDE:
        raise PictureTooLarge


def _is_progressive(picture: Image.Image) -> bool | None:
    """Say whether a JPEG must be held as a whole to be decoded; None: it is no JPEG."""
    if FORMATS.get(picture.format or "") != JPEG:
        return None
    return bool(picture.info.get("progressive"))


def _draft(picture: Image.Image, sizes: Sizes) -> None:
    """Have a JPEG decoded at the least size that is enough; other formats have none."""
    edge = max((pixels for _, pixels in sizes), default=0)
    picture.draft("RGB", (edge, edge) if edge else (picture.width // 8, picture.height // 8))
