"""A notice's Markdown as the page shows it."""

from __future__ import annotations

import re

from markupsafe import Markup

from forms.sanitise import markdown_html

_HEADING = re.compile(r"(</?h)([1-6])(?=[ >])")


def shown_text(markdown: str) -> Markup:
    """Return sanitised HTML of a notice's Markdown; its headings stand below the page's own."""
    html = markdown_html(markdown)
    depths = [int(depth) for _tag, depth in _HEADING.findall(html)]
    lower = 2 - min(depths, default=2)
    shifted = _HEADING.sub(lambda heading: f"{heading[1]}{min(int(heading[2]) + lower, 6)}", html)
    return Markup(shifted)  # noqa: S704  # sanitised by nh3 above; the shift only renumbers headings
