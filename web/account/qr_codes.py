"""Pictures that a phone reads."""

from __future__ import annotations

from io import BytesIO

from markupsafe import Markup
from segno import make_qr


def qr_code(text: str, *, scale: int) -> Markup:
    """Return a QR code as SVG; `scale`: pixels of a module."""
    drawn = make_qr(text).svg_inline(scale=scale, border=3, light="#fff")
    return Markup(drawn)  # noqa: S704  # rectangles of the library; the text is not written in it


def qr_picture(text: str) -> bytes:
    """Return a QR code as a file of its own, SVG, large enough to be printed."""
    drawn = BytesIO()
    make_qr(text).save(drawn, kind="svg", scale=8, border=3, light="#fff")
    return drawn.getvalue()
