"""What a job type takes and gives, for the lint: declared beside its handler, by whoever serves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Reference = Literal["template", "groups", "element", "form", "variable"]
"""What the text of a header names: a notice text, groups separated by commas, a user task or a form of the
package, or the variable that takes the result."""

ValueType = Literal["text", "number", "boolean", "date", "list", "context"]

REVIEW = frozenset({"action", "opinion", "remarks", "by", "at"})
"""The members of what a decision at a step, or one taken by the time, leaves behind."""


@dataclass(frozen=True, slots=True)
class Header:
    """One header: what its text must be, and what it is for (Chinese, English).

    `words` are the only ones allowed; `whole` bounds a whole number; `usual` is what counts without it.
    """

    about: tuple[str, str]
    needed: bool = False
    words: tuple[str, ...] = ()
    whole: tuple[int, int] | None = None
    names: Reference | None = None
    usual: str | None = None


@dataclass(frozen=True, slots=True)
class JobVariable:
    """A variable that a job reads or gives. `members`: those of a context; none said: nobody knows them.

    `named_by`: the header in which a diagram may give it another name.
    """

    type: ValueType
    about: tuple[str, str]
    members: frozenset[str] | None = None
    named_by: str | None = None
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def name(self, usual: str, headers: Mapping[str, str]) -> str:
        """Return the variable's name at a step with these headers."""
        return headers.get(self.named_by or "", "").strip() or usual


@dataclass(frozen=True, slots=True)
class JobContract:
    """What a diagram must and may say to a job type, and what it gives; `gives` None: nobody has said.

    `repeatable`: a case may come to such a step more than once.
    """

    headers: Mapping[str, Header] = field(default_factory=dict)
    reads: Mapping[str, JobVariable] = field(default_factory=dict)
    gives: Mapping[str, JobVariable] | None = None
    repeatable: bool = True
