"""Text that PostgreSQL can hold: no null character, no half of a pair, no key longer than an index takes.

Such text comes from broken clients and from attackers, never from a keyboard. It is refused by name where it
enters, because the database would say so only later, and in words that help nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import psycopg

from engine.errors import InvalidArgument

MAX_KEY_BYTES = 1_000
"""Of what stands in an index: two of them and an id stay below the third of a page that it takes."""
_TOO_LARGE: Mapping[type[psycopg.Error], str] = {
    psycopg.errors.ProgramLimitExceeded: f"a name or key of at most {MAX_KEY_BYTES} bytes",
    psycopg.errors.NumericValueOutOfRange: "a number that its column holds",
    psycopg.errors.StringDataRightTruncation: "a text that its column holds",
}
_ESCAPED_NULL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def check_text(text: str) -> str:
    """Return `text` as it is. Raises InvalidArgument: it cannot be stored."""
    if "\x00" in text:
        raise InvalidArgument("Expected text that can be stored, but it has a null character.")
    if not text.isascii():
        _check_pairs(text)
    return text


def check_key(text: str) -> str:
    """Return a name or key as it is. Raises InvalidArgument: no index takes it."""
    if len(check_text(text)) > MAX_KEY_BYTES or len(text.encode()) > MAX_KEY_BYTES:
        raise InvalidArgument(f"Expected a name or key of at most {MAX_KEY_BYTES} bytes, but it is longer.")
    return text


def check_keys(*texts: str | None) -> None:
    """Look at names and keys that may be missing. Raises InvalidArgument: one that cannot be kept."""
    for text in texts:
        if text is not None:
            check_key(text)


def refuse(error: BaseException | None, parameters: object) -> None:
    """Say in our words what the database could not keep of the parameters of a statement.

    Raises: InvalidArgument: a text that no database holds, a key longer than an index takes, a number or a
    text too large for its column.
    """
    if isinstance(error, psycopg.DataError | UnicodeEncodeError):
        check_texts(parameters)
    for kind, expected in _TOO_LARGE.items():
        if isinstance(error, kind):
            raise InvalidArgument(f"Expected {expected}, but it is larger.") from error


def check_texts(values: object) -> None:
    """Look through the parameters of a statement. Raises InvalidArgument: a text that cannot be stored."""
    if isinstance(values, str):
        check_text(values)
    elif isinstance(values, Mapping):
        check_texts(list(values.values()))
    elif isinstance(values, list | tuple | set | frozenset):
        for value in values:
            check_texts(value)


def check_json(text: str) -> str:
    """Return JSON text as it is. Raises InvalidArgument: a text in it cannot be stored."""
    if "\\u0000" in text and _ESCAPED_NULL.search(text):
        raise InvalidArgument("Expected text that can be stored, but it has a null character.")
    if not text.isascii():
        _check_pairs(text)
    return text


def _check_pairs(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(
            "Expected text that can be stored, but it has half of a character pair."
        ) from error
