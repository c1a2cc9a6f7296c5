"""What a job type takes and gives, for the lint: declared beside its handler, by whoever serves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Reference = Literal["template", "groups", "element", "form", "variable", "service"]
"""What the text of a header names: a notice text, groups separated by commas, a user task or a form of the
package, the variable that takes the result, or a service that the installation knows."""

ValueType = Literal["text", "number", "boolean", "date", "list", "context"]


@dataclass(frozen=True, slots=True)
class Header:
    """One header: what its text must be, and what it is for (Chinese, English).

    `words` are the only ones allowed; `whole` bounds a whole number; `usual` is what counts without it;
    `fills`: what the job gives to the notice text that the header names; `own_texts`: it may be one of the
    package, too, which reads variables itself.
    """

    about: tuple[str, str]
    needed: bool = False
    words: tuple[str, ...] = ()
    whole: tuple[int, int] | None = None
    names: Reference | None = None
    usual: str | None = None
    fills: frozenset[str] = frozenset()
    own_texts: bool = False

    def can_fill(self, needs: frozenset[str]) -> bool:
        """Tell whether the job gives all that a notice text names."""
        return needs <= self.fills


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRules:
    """What an extension element of an installation's own may say, and what a task with it leaves behind.

    `words`: for each attribute the words that may stand in it; `free`: attributes of any text; `fields`:
    those that name fields of the package's forms; `steps`: those that name other steps of the process;
    `repeated`: those that only a repeated step may have. `gives` gets the attributes.
    """

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    free: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
    gives: Callable[[Mapping[str, str]], Mapping[str, JobVariable]] | None = None


@dataclass(frozen=True, slots=True)
class JobContract:
    """What a diagram must and may say to a job type, and what it gives; `gives` None: nobody has said.

    `repeatable`: a case may come to such a step more than once.
    """

    headers: Mapping[str, Header] = field(default_factory=dict)
    reads: Mapping[str, JobVariable] = field(default_factory=dict)
    gives: Mapping[str, JobVariable] | None = None
    repeatable: bool = True
