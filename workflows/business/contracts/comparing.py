"""Two versions of a contract, word by word: what was taken away and what was added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from workflows.business.contracts.values import Clause, Milestone, Terms
from workflows.business.ledger.money import shown

_WORDS = re.compile(r"[A-Za-z0-9_.,%]+|\s+|.", re.DOTALL)
"""Latin words and numbers as one, Chinese by its characters."""
_RELEASES = {"milestones": "每个里程碑验收合格后结算", "end": "全部里程碑验收合格后结算"}
"""As the contract says it; it is written in Chinese."""
Change = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, and whether both versions have it."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """A part of the contract that both versions are compared at; `change` tells whether one lacks it."""

    id: str
    heading: str
    change: Change
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Return whether anything differs here."""
        return any(one.change != "same" for one in self.pieces)


def words(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts as one, in runs of what is the same, gone or new."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            pieces.append(Piece("gone", "".join(old[old_from:old_to])))
        if new_to > new_from:
            pieces.append(Piece("new", "".join(new[new_from:new_to])))
    return tuple(pieces)


def differences(before: Terms, after: Terms) -> list[ComparedPart]:
    """Return every part of two versions, in the order of the later one; what it lacks comes at the end."""
    old = {one.id: one for one in before.chosen_clauses}
    parts = [_part("title", "", before.title, after.title)]
    parts += [_clause(old.pop(one.id, None), one) for one in after.chosen_clauses]
    parts += [_clause(one, None) for one in old.values()]
    parts.append(_part("milestones", "", _listed(before.milestones), _listed(after.milestones)))
    parts.append(_part("payment", "", _plan(before), _plan(after)))
    parts.append(_part("release", "", _RELEASES[before.release], _RELEASES[after.release]))
    return parts


def _clause(before: Clause | None, after: Clause | None) -> ComparedPart:
    old, new = (f"{one.heading}\n{one.text}" if one is not None else "" for one in (before, after))
    named = after or before
    assert named is not None
    return _part(named.id, named.heading, old, new)


def _part(part_id: str, heading: str, before: str, after: str) -> ComparedPart:
    change: Change = "new" if not before and after else "gone" if before and not after else "same"
    return ComparedPart(part_id, heading, change, words(before, after))


def _listed(milestones: Sequence[Milestone]) -> str:
    return "\n".join(f"{one.title}  {shown(one.amount_fen)}  {one.due.isoformat()}" for one in milestones)


def _plan(terms: Terms) -> str:
    return "" if terms.payment == "full" else shown(terms.deposit_fen)
