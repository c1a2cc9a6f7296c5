"""What a seal looks like: drawn by the platform, or cleaned of what an uploaded picture has around it."""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import Image, ImageChops, ImageStat

from forms.picture_decoding import PictureBroken, PictureTooLarge
from forms.pictures import PicturesBusy, make_sizes
from workflows.business.typesetting.setting import typeset
from workflows.ground.errors import FieldProblem, Invalid, TooMany

FIELD = "picture"
"""Where a picture that is no seal is complained about."""
MAX_BYTES = 2 * 1024 * 1024
LONGEST_EDGE = 800
_LEAST_EDGE = 120
_LEAST_INK = 0.005
"""Less of the picture in colour is no seal."""
_MOST_INK = 0.75
_MOST_UNEVEN = 2.5
"""A seal is round, oval or square: no edge is longer by more."""
_PAPER, _INK = 40, 120
"""How colourful paper is at most, and ink at least; between them is the edge of a line."""


def draw(name: str, code: str) -> bytes:
    """Return a round seal with the name along the arc, a star and the code, as PNG without background.

    Raises: TooMany: others are being drawn; typesetting.setting.CannotSet.
    """
    return typeset("seal", {"name": name, "code": code}, "png")


def clean(stream: BinaryIO) -> bytes:
    """Return the seal in a picture: only what is coloured, cut out, on no background, as PNG.

    Raises: Invalid: it is no picture, too large, or no seal can be seen in it; TooMany.
    """
    try:
        made = make_sizes(stream, (("seal", LONGEST_EDGE),))[0]
    except (PictureBroken, PictureTooLarge) as refused:
        raise _refusal("seals.no_picture") from refused
    except PicturesBusy as busy:
        raise TooMany("typesetting.busy", retry_after_seconds=30) from busy
    with Image.open(io.BytesIO(made.content)) as opened:
        picture = opened.convert("RGBA")
    ink = _ink(picture)
    box = ink.getbbox()
    if box is None:
        raise _refusal("seals.no_seal_seen")
    ink, picture = ink.crop(box), picture.crop(box)
    share = ImageStat.Stat(ink).mean[0] / 255
    if min(ink.size) < _LEAST_EDGE or max(ink.size) > _MOST_UNEVEN * min(ink.size):
        raise _refusal("seals.no_seal_seen")
    if not _LEAST_INK <= share <= _MOST_INK:
        raise _refusal("seals.no_seal_seen")
    return _png(picture, ink)


def _ink(picture: Image.Image) -> Image.Image:
    """Return how much ink there is at each point: what has colour is ink, paper and shadows are grey."""
    red, green, blue, alpha = picture.split()
    brightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    colourful = ImageChops.subtract(brightest, darkest)
    scaled = [max(0, min(255, (value - _PAPER) * 255 // (_INK - _PAPER))) for value in range(256)]
    return ImageChops.multiply(colourful.point(scaled), alpha)


def _png(picture: Image.Image, ink: Image.Image) -> bytes:
    """Return the ink in its usual colour, so that no paper shines through its edges, on a square."""
    solid = ink.point([0] * 200 + [255] * 56)
    mean = ImageStat.Stat(picture.convert("RGB"), solid if solid.getbbox() else ink).mean
    edge = max(ink.size)
    square = Image.new("L", (edge, edge), 0)
    square.paste(ink, ((edge - ink.width) // 2, (edge - ink.height) // 2))
    seal = Image.new("RGBA", (edge, edge), tuple(round(value) for value in mean))
    seal.putalpha(square)
    target = io.BytesIO()
    seal.save(target, "PNG", optimize=True)
    return target.getvalue()


def _refusal(code: str) -> Invalid:
    return Invalid("seals.invalid", [FieldProblem(FIELD, code, {})])
