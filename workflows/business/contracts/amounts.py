"""Amounts in words as contracts write them: 人民币壹万贰仟元整."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_words(fen: int) -> str:
    """Return an amount as it stands in a contract, so that no digit can be added to it.

    Raises: ValueError: it is negative or beyond what words are for.
    """
    if not 0 <= fen < 10**17:
        raise ValueError(f"Expected an amount of 0 to 10^17 fen, but got {fen}.")
    yuan, rest = divmod(fen, 100)
    jiao, odd = divmod(rest, 10)
    said = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"人民币{said or '零元'}整"
    if jiao:
        said += f"{_DIGITS[jiao]}角"
    elif yuan:
        said += "零"
    return f"人民币{said}{_DIGITS[odd]}分" if odd else f"人民币{said}整"


def _whole(number: int) -> str:
    """Return a positive whole number: groups of four digits, one 零 for every gap between digits."""
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    said, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(said)
            continue
        if said and (gap or group < 1000):
            said += "零"
        said += _group(group) + _GROUPS[place]
        gap = False
    return said


def _group(group: int) -> str:
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(said)
            continue
        said += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return said
