"""A test client that reads pages as a person does: the lines of a template make no difference."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.utils import cached_property

AS_WRITTEN = re.compile(r"(<(textarea|pre|script)\b.*?</\2>)", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z/](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>")
LINE_BREAK = re.compile(r"\s*\n\s*")
BESIDE_A_TAG = re.compile(r"(?<=>)[ \t]*\n\s*|[ \t]*\n\s*(?=<)")


def on_one_line(page: str) -> str:
    """Return a page without the line breaks beside tags and within them; texts that keep their lines stay."""
    parts = AS_WRITTEN.split(page)
    # The pattern has two groups: what is between, what is as written, and the name of its element.
    return "".join(
        _joined(parts[i]) + "".join(map(_tags, parts[i + 1 : i + 2])) for i in range(0, len(parts), 3)
    )


class ReadPage(TestResponse):
    """An answer whose text has no layout if it is a page: made when a test asks for it, as few do."""

    @cached_property
    def text(self) -> str:  # type: ignore[override]
        text = self.get_data(as_text=True)
        return on_one_line(text) if self.mimetype == "text/html" else text


class Reader(FlaskClient):
    """A client whose pages have no layout."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.response_wrapper = type("Page", (ReadPage, self.response_wrapper), {})


def _joined(part: str) -> str:
    return BESIDE_A_TAG.sub("", _tags(part))


def _tags(part: str) -> str:
    return TAG.sub(_tag, part)


def _tag(tag: re.Match[str]) -> str:
    written = tag[0]
    if "\n" in written:
        written = LINE_BREAK.sub(" ", written)
    return written.replace(" >", ">")
