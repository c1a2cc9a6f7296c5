"""Case types: what a domain adds to a process beyond its diagram, such as effects on what a case is about.

Each domain registers its own. A process that an analyst draws and deploys needs none: it gets the defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations import operations as organisations

Data = Mapping[str, Any]


def _nothing(*_: Any) -> None:
    """Leave the subject as it is."""


def _no_facts(*_: Any) -> dict[str, Any]:
    return {}


def _hold_organisation(work: Work, organisation_id: str) -> None:
    """Hold the organisation, so that a double submit is seen."""
    organisations.locked(work, organisation_id)


def _name_of_organisation(work: Work, organisation_id: str) -> str:
    return organisations.locked(work, organisation_id).name


@dataclass(frozen=True, slots=True)
class CaseType:
    """One type of case. It is about a subject, the applicant's organisation unless `subject` says otherwise.

    The functions get the open transaction and the id of the subject. `hold` locks it, `submitted` (also the
    case's id and the form's data), `returned`, `withdrawn` and `ended` (also the outcome and the form's data)
    act on it; `name` is what the case's title names, `process_variables` are further ones
    (`process_variable_names`),
    and `before` is the data that the first submission is compared with.
    `context` is what forms about it may offer to choose from (`context_names`), beside what all forms may.
    `menu`: who was given this menu of the organisation may hand it in too, not only who binds it.
    `starters` are the groups that may begin it; without any, everybody. `personal`: it is about a person,
    whose steps nobody in the organisation may do for them. `asked_later`: the form is handed in at a step of
    the process; what begins the case is kept as the data that its form is filled with.
    `once`: a subject has at most one running case of this type.
    """

    prefix: str = "SP"
    form_id: str | None = None
    variable: str = "application"
    starters: frozenset[str] = frozenset({"enterprise", "provider"})
    once: bool = False
    subject: str = "organisation"
    menu: str | None = None
    personal: bool = False
    asked_later: bool = False
    process_variable_names: frozenset[str] = frozenset()
    context_names: frozenset[str] = frozenset()
    hold: Callable[[Work, str], Any] = _hold_organisation
    name: Callable[[Work, str], str] = _name_of_organisation
    process_variables: Callable[[Work, str], dict[str, Any]] = _no_facts
    context: Callable[[Work, str, Locale], dict[str, Any]] = _no_facts
    before: Callable[[Work, str], Data | None] = _nothing
    submitted: Callable[[Work, str, str, Data], None] = _nothing
    returned: Callable[[Work, str], None] = _nothing
    withdrawn: Callable[[Work, str], None] = _nothing
    ended: Callable[[Work, str, str, Data], None] = _nothing


_DEFAULT = CaseType()
_registered: dict[str, CaseType] = {}


def register(case_types: Mapping[str, CaseType]) -> None:
    """Add the case types of a domain, by process id; registering them again changes nothing."""
    _registered.update(case_types)


def case_types() -> tuple[CaseType, ...]:
    """Return the default case type and every registered one."""
    return (_DEFAULT, *_registered.values())


def case_type_of(process_id: str) -> CaseType:
    """Return the case type of a process, the default one for a process that no domain knows."""
    return _registered.get(process_id, _DEFAULT)
