"""Names of several words: which sequences of tokens stand for one known name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from engine.feel.lexer import Token, tokenize

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
    """Known names by their first token, longest first."""

    __slots__ = ("_by_first",)

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Add a name; one that is no sequence of tokens, or a bare keyword, is left out."""
        parts = _parts(name)
        if not parts or (len(parts) == 1 and parts[0] in KEYWORDS):
            return
        entries = self._by_first.setdefault(parts[0], [])
        if (parts, canonical(name)) not in entries:
            entries.append((parts, canonical(name)))
            entries.sort(key=lambda entry: -len(entry[0]))

    def longest(self, tokens: Sequence[Token], index: int) -> tuple[int, str] | None:
        """Return how many tokens from `index` on are the longest known name, and that name."""
        for parts, name in self._by_first.get(tokens[index].text, ()):
            end = index + len(parts)
            if end <= len(tokens) and all(
                part == token.text for part, token in zip(parts, tokens[index:end], strict=True)
            ):
                return len(parts), name
        return None


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    if '"' in name or "/*" in name or "//" in name:
        return ()
    return tuple(token.text for token in tokenize(name)[:-1])


@lru_cache(maxsize=256)
def index_of(names: frozenset[str]) -> NameIndex:
    """Return the shared index of `names`."""
    return NameIndex(names)
