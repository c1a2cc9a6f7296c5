"""Case types: what a domain adds to a process beyond its diagram, such as effects on what a case is about.

Each domain registers its own. A process that an analyst draws and deploys needs none: it gets the defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations import operations as organisations

Data = Mapping[str, Any]
NOBODY = "nobody"
"""The subject of cases that staff begin about no organisation or person; its id is empty."""


def _nothing(*_: Any) -> None:
    """Leave the subject as it is."""


def _no_facts(*_: Any) -> dict[str, Any]:
    return {}


def _hold_organisation(work: Work, organisation_id: str) -> None:
    """Hold the organisation, so that a double submit is seen."""
    organisations.locked(work, organisation_id)


def _nobody_out(*_: Any) -> frozenset[str]:
    return frozenset()


def _no_name(*_: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class CaseType:
    """One type of case. It is about a subject, the applicant's organisation unless `subject` says otherwise.

    The functions get the open transaction and the id of the subject. `hold` locks it, `submitted` (also the
    case's id and the form's data), `returned`, `resumed` (in review again without being handed in again),
    `withdrawn` and `ended` (also the outcome and the form's data) act on it; `name` is what the case's title
    may name (`subject_name`), `process_variables` are further ones (`process_variable_names`), and `before`
    is the data that the first submission is compared with.
    `context` is what forms about it may offer to choose from (`context_names`), beside what all forms may;
    `chosen` names what data has chosen of it, so that a case is read by names when it is no longer offered;
    `listed` is what lists of cases can be narrowed by of it, what is over too.
    `offered` is what the form that begins it may offer of that beside, and `known` what stands in that form
    before anything is typed; both get the id of the organisation that hands it in.
    `made` makes the subject where it begins with its case: it gets the organisation and the form's data, and
    returns the id.
    `withdrawable`: whoever applied may withdraw it on the page of its case; else it is ended on a page of the
    domain, which says what that costs.
    `kept_out` are people who decide none of its steps, beside its parties: they have made what it is about.
    `names_another`: its form is about a person, who need not be the applicant.
    Who may begin it, with which form and under which number is said by its package (`start_rules`).
    """

    variable: str = "application"
    subject: str = "organisation"
    withdrawable: bool = True
    names_another: bool = False
    process_variable_names: frozenset[str] = frozenset()
    context_names: frozenset[str] = frozenset()
    made: Callable[[Work, str, Data], str] | None = None
    hold: Callable[[Work, str], Any] = _hold_organisation
    name: Callable[[Work, str], str] = _no_name
    process_variables: Callable[[Work, str], dict[str, Any]] = _no_facts
    context: Callable[[Work, str, Locale], dict[str, Any]] = _no_facts
    offered: Callable[[Work, str, Locale], dict[str, Any]] = _no_facts
    known: Callable[[Work, str], Data] = _no_facts
    chosen: Callable[[Work, Data, Locale], dict[str, Any]] = _no_facts
    listed: Callable[[Work, Locale], dict[str, Any]] = _no_facts
    kept_out: Callable[[Work, str], Collection[str]] = _nobody_out
    before: Callable[[Work, str], Data | None] = _nothing
    submitted: Callable[[Work, str, str, Data], None] = _nothing
    returned: Callable[[Work, str], None] = _nothing
    resumed: Callable[[Work, str], None] = _nothing
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
