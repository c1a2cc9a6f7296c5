"""Markdown and HTML of a form's author as HTML that can do no harm."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "img", "li", "ol", "p", "pre", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_DATA_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_MARKDOWN_SIGNS = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>~&]")
_SOURCE = re.compile(r"(https://[^\s\"'<>\\]+|/(?![/\\])[^\s\"'<>\\]*)")


def markdown_html(text: str) -> str:
    """Return sanitised HTML of Markdown; HTML inside it is shown as text."""
    return html(str(MarkdownIt("commonmark", {"html": False}).enable("table").render(text)))


def html(text: str) -> str:
    """Return HTML without scripts, styles, forms, frames and foreign schemes; links send no referrer."""
    return nh3.clean(
        text,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def image_source(source: str) -> str:
    """Return an address that a picture may be loaded from, or ""."""
    source = source.strip()
    return source if _SOURCE.fullmatch(source) or _DATA_IMAGE.fullmatch(source) else ""


def escape_markdown(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _MARKDOWN_SIGNS.sub(r"\\\g<0>", text).replace("\n", " ")


def escape_html(text: str) -> str:
    """Return text that HTML shows as it is."""
    return str(nh3.clean_text(text))
