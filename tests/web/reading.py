"""A test client that reads pages as a person does: the lines of a template make no difference."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

AS_WRITTEN = re.compile(r"(<(textarea|pre|script)\b.*?</\2>)", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z/](?:\"[^\"]*\"|'[^']*'|[^<>\"'])*>")
BESIDE_A_TAG = re.compile(r"(?<=>)[ \t]*\n\s*|[ \t]*\n\s*(?=<)")


def on_one_line(page: str) -> str:
    """Return a page without the line breaks beside tags and within them; texts that keep their lines stay."""
    parts = AS_WRITTEN.split(page)
    # The pattern has two groups: what is between, what is as written, and the name of its element.
    return "".join(
        _joined(parts[i]) + "".join(map(_tags, parts[i + 1 : i + 2])) for i in range(0, len(parts), 3)
    )


class Reader(FlaskClient):
    """A client whose pages have no layout."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        answer = super().open(*args, **options)
        if answer.mimetype == "text/html":
            answer.text = on_one_line(answer.text)
        return answer


def _joined(part: str) -> str:
    return BESIDE_A_TAG.sub("", _tags(part))


def _tags(part: str) -> str:
    return TAG.sub(lambda tag: re.sub(r"\s*\n\s*", " ", tag[0]).replace(" >", ">"), part)
