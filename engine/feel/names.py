"""Names of several words: which sequences of tokens stand for one known name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from engine.feel.lexer import tokenize

MAX_NAME_LENGTH = 300
MAX_NAME_TOKENS = 40
KEYWORDS = frozenset(
    [
        "true",
        "false",
        "null",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "function",
    ]
)


def canonical(text: str) -> str:
    """Return a name with its blanks collapsed to single spaces."""
    return " ".join(text.split())


class NameIndex:
    """Known names by their first token; finding one costs no more with many names than with few."""

    __slots__ = ("_by_first",)

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, dict[int, dict[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Add a name; one that is no sequence of tokens, or a bare keyword, is left out."""
        parts = _parts(name)
        if not parts or (len(parts) == 1 and parts[0] in KEYWORDS):
            return
        by_length = self._by_first.setdefault(parts[0], {})
        if len(parts) not in by_length:
            by_length[len(parts)] = {}
            self._by_first[parts[0]] = dict(sorted(by_length.items(), reverse=True))
        self._by_first[parts[0]][len(parts)][parts] = canonical(name)

    def longest(self, texts: Sequence[str], index: int) -> tuple[int, str] | None:
        """Return how many of the token texts from `index` on are the longest known name, and that name."""
        by_length = self._by_first.get(texts[index])
        if by_length is not None:
            for length, names in by_length.items():
                name = names.get(tuple(texts[index : index + length]))
                if name is not None:
                    return length, name
        return None


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    if len(name) > MAX_NAME_LENGTH or '"' in name or "/*" in name or "//" in name:
        return ()
    parts = tuple(token.text for token in tokenize(name)[:-1])
    return parts if len(parts) <= MAX_NAME_TOKENS else ()


@lru_cache(maxsize=256)
def index_of(names: frozenset[str]) -> NameIndex:
    """Return the shared index of `names`."""
    return NameIndex(names)
