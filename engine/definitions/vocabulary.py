"""What diagrams may name in an installation: handed to the lint by whoever knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FormFinding:
    """One thing wrong in a form: `code` of the room of forms, `place` in the document."""

    code: str
    place: str
    message_zh: str
    message_en: str
    severity: Literal["error", "warning"] = "error"


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What a form is, for diagrams: the paths of its fields (`contact.mobile`), and what is wrong in it."""

    fields: frozenset[str] = NOTHING
    findings: tuple[FormFinding, ...] = ()


CheckForm = Callable[[bytes], FormFacts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What an installation knows. None: nobody has said, so that part is not checked.

    `group_prefixes` are beginnings of groups whose rest is data (`window:`); `functions` are those beyond
    FEEL's own; `messages` arrive from outside the package; `processes` are deployed elsewhere;
    `start_variables` are given to every case when it starts; `approval` holds, for each
    attribute of `tongban:approval`, the words that may stand in it;
    `group_headers` are (job type, header) that name groups, separated by commas.
    """

    group_exists: Callable[[str], bool] | None = None
    group_prefixes: frozenset[str] | None = None
    job_types: frozenset[str] | None = None
    messages: frozenset[str] | None = None
    processes: frozenset[str] | None = None
    start_variables: frozenset[str] | None = None
    approval: Mapping[str, frozenset[str]] | None = None
    group_headers: frozenset[tuple[str, str]] = frozenset()
    functions: frozenset[str] = NOTHING
    check_form: CheckForm | None = None


UNKNOWN = Vocabulary()
"""Nobody has said anything: only what a package says about itself is checked."""
