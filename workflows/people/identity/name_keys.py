"""How names are sorted and found as people type them: by pinyin, and by its initials."""

from __future__ import annotations

LIMIT = 200


def pinyin_of(name: str) -> str:
    """Return a name by its sounds, a blank between syllables: 毛宇 is "mao yu"; other letters stay."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its phrases take a fifth of every start; few ask for them

    return " ".join(" ".join(lazy_pinyin(name)).casefold().split())[:LIMIT]


def initials_of(name: str) -> str:
    """Return the first letter of each syllable: 毛宇 is "my"."""
    return "".join(syllable[0] for syllable in pinyin_of(name).split())
