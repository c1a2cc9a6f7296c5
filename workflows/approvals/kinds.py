"""Kinds of cases, beyond what their diagrams say: numbers, start forms, effects on the applicant.

A process that an analyst draws and deploys needs no entry here: it gets the defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.organisations import operations as organisations
from workflows.work import Work


def _nothing(*_: Any) -> None:
    """Leave the subject as it is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of case. `submitted`, `returned` and `withdrawn` act on the applicant's organisation.

    `once`: an organisation has at most one running case of this kind.
    """

    prefix: str = "SP"
    form_id: str | None = None
    variable: str = "application"
    starters: frozenset[str] = frozenset({"enterprise", "provider"})
    once: bool = False
    submitted: Callable[[Work, str, Mapping[str, Any]], None] = _nothing
    returned: Callable[[Work, str], None] = _nothing
    withdrawn: Callable[[Work, str], None] = _nothing


def _registration(prefix: str, form_id: str, starter: str) -> Kind:
    return Kind(
        prefix,
        form_id,
        starters=frozenset({starter}),
        once=True,
        submitted=organisations.application_submitted,
        returned=organisations.application_returned,
        withdrawn=organisations.application_withdrawn,
    )


KINDS: Mapping[str, Kind] = {
    "enterprise_registration": _registration("QY", "enterprise", "enterprise"),
    "provider_registration": _registration("FW", "provider", "provider"),
}


def kind_of(process_id: str) -> Kind:
    """Return the kind of a process, the default one for a process that nobody wrote code for."""
    return KINDS.get(process_id, Kind())
