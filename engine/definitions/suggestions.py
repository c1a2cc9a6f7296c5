"""What stands beside a word that does not exist: those that do, and the nearest."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MOST_LISTED = 20
MOST_COMPARED = 300
"""Among more words no nearest one is looked for: a package must not hold a worker with its names."""
NONE = ("无", "none")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like `word`; None if none is, or there are too many to compare."""
    known = known if isinstance(known, list) else list(known)
    if len(known) > MOST_COMPARED:
        return None
    by_fold = {one.casefold(): one for one in sorted(known)}
    close = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None


def suggestion(word: str, known: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the parameters `known` and `hint` of a message, in English and in Chinese."""
    words = sorted(set(known))
    listed, more = words[:MOST_LISTED], len(words) - MOST_LISTED
    chinese, english = "、".join(listed) or NONE[0], ", ".join(listed) or NONE[1]
    if more > 0:
        chinese, english = f"{chinese} 等 {len(words)} 个", f"{english} and {more} more"
    hint_english, hint_chinese = hint(word, words)
    return {"known": english, "hint": hint_english}, {"known": chinese, "hint": hint_chinese}


def hint(word: str, known: Iterable[str]) -> tuple[str, str]:
    """Return the words that ask whether the nearest known word is meant, in English and in Chinese."""
    like = nearest(word, known)
    return ("", "") if like is None else (f" (did you mean {like}?)", f"，是否应为“{like}”？")
