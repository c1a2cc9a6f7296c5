"""Sealed steps: who sees what was decided in one, before and after the step is closed as a whole.

A diagram seals a step with `<tongban:approval sealed="true"/>`. Every reader of decisions, opinions and step
forms asks here.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

from workflows.approvals.policies.cases import CaseFacts, is_party
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.viewer import Viewer

Secrecy = Literal["open", "sealed", "closed"]
"""`open`: of a step that nobody sealed. `sealed`: the step is not over. `closed`: it is, and can be read."""


class Sight(Enum):
    """How much of something a person sees: all of it, all but who did it, or not even that it is there."""

    ALL = "all"
    WITHOUT_NAMES = "without names"
    NOTHING = "nothing"


def sight_of(viewer: Viewer, case: CaseFacts, secrecy: str, author: str | None) -> Sight:
    """Return what a viewer who may see the case sees of something that `author` did in it.

    While a step is sealed only its author sees it: no other expert, no operator, no administrator, no party.
    Afterwards all see it who review; parties see it without names.
    """
    if secrecy == "open" or (author is not None and author == viewer.user_id):
        return Sight.ALL
    if secrecy == "sealed":
        return Sight.NOTHING
    return Sight.WITHOUT_NAMES if is_party(viewer, case) else Sight.ALL


def readable_by(
    user_id: str, secrecy: InstrumentedAttribute[str], author: InstrumentedAttribute[str | None]
) -> ColumnElement[bool]:
    """Return the same as a condition of SQL: that somebody who may see the case may read it at all."""
    return or_(secrecy != "sealed", author.is_not_distinct_from(user_id))


def may_know_who(viewer: Viewer, case: CaseFacts, secrecy: str) -> bool:
    """Whether the viewer learns who else acts at a step.

    Parties never learn it of one that was sealed. While it is sealed only those who oversee the case do:
    whoever scores must not know who scores beside them.
    """
    if secrecy == "open":
        return True
    return not is_party(viewer, case) and (secrecy != "sealed" or viewer.holds(*OVERSIGHT))


def may_see_step_form(viewer: Viewer, case: CaseFacts, secrecy: str, author: str | None) -> bool:
    """Whether the viewer reads what was filled in at a step: who reviews, once it is not sealed any more."""
    if author == viewer.user_id:
        return True
    return not is_party(viewer, case) and sight_of(viewer, case, secrecy, author) is Sight.ALL
