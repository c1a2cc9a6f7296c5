"""How an extension element of diagrams is declared: for its reader, the lint, and who writes diagrams.

A reader asks by `ExtensionElement.read`, which refuses what is not declared; so no attribute is read
that the reference does not tell, and none is told that the lint refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "feel", "formula", "name", "names", "fields", "field", "steps", "form", "groups"]
"""What an attribute takes: a text, a text or FEEL behind `=`, FEEL behind `=` only, the name of a variable,
names of variables, fields by their paths, one such, steps of the process, a form of the package, groups."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: what it is for (Chinese, English), and what it takes.

    `words` are the only ones allowed, with `many` several of them, separated by blanks; `usual` counts where
    the attribute is left out, or `without` says what does.
    """

    about: tuple[str, str]
    kind: Kind = "text"
    words: tuple[str, ...] = ()
    many: bool = False
    needed: bool = False
    usual: str | None = None
    without: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionElement:
    """One extension element. `on` names the elements of BPMN, or the extension element, in which it is read;
    none: it is read wherever it stands. `example` is that element alone.
    """

    name: str
    about: tuple[str, str]
    example: str
    on: frozenset[str] = frozenset()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)

    def read(self, said: Mapping[str, str], attribute: str) -> str | None:
        """Return what `said` has for a declared attribute, else its usual value. KeyError: not declared."""
        return said.get(attribute, self.attributes[attribute].usual)


def by_name(elements: Iterable[ExtensionElement]) -> Mapping[str, ExtensionElement]:
    """Return the elements under their names with the prefix of their vocabulary."""
    return {one.name: one for one in elements}
