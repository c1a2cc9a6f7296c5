"""Kinds of cases, beyond what their diagrams say: numbers, start forms, effects on what they are about.

A process that an analyst draws and deploys needs no entry here: it gets the defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.business.catalogue import product_lifecycle as products
from workflows.business.consultants import consultant_lifecycle as consultants
from workflows.business.experts import expert_lifecycle as experts
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
class Kind:
    """One kind of case. It is about a subject, the applicant's organisation unless `subject` says otherwise.

    The functions get the open transaction and the id of the subject. `hold` locks it, `submitted` (also the
    case's id and the form's data), `returned`, `withdrawn` and `ended` (also the outcome and the form's data)
    act on it; `name` is what the case's title names, `given` are further process variables (`given_names`),
    and `before` is the data that the first submission is compared with.
    `context` is what forms about it may offer to choose from, beside what all forms may.
    `menu`: who was given this menu of the organisation may hand it in too, not only who binds it.
    `starters` are the groups that may begin it; without any, everybody. `personal`: it is about a person,
    whose steps nobody in the organisation may do for them. `asked_later`: the form is handed in at a step of
    the process; what begins the case is kept as the data that its form is filled with.
    `once`: a subject has at most one running case of this kind.
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
    given_names: frozenset[str] = frozenset()
    hold: Callable[[Work, str], Any] = _hold_organisation
    name: Callable[[Work, str], str] = _name_of_organisation
    given: Callable[[Work, str], dict[str, Any]] = _no_facts
    context: Callable[[Work, str, Locale], dict[str, Any]] = _no_facts
    before: Callable[[Work, str], Data | None] = _nothing
    submitted: Callable[[Work, str, str, Data], None] = _nothing
    returned: Callable[[Work, str], None] = _nothing
    withdrawn: Callable[[Work, str], None] = _nothing
    ended: Callable[[Work, str, str, Data], None] = _nothing


def _registration_submitted(work: Work, organisation_id: str, _case_id: str, data: Data) -> None:
    organisations.application_submitted(work, organisation_id, data)


def _registration(prefix: str, form_id: str, starter: str) -> Kind:
    return Kind(
        prefix,
        form_id,
        starters=frozenset({starter}),
        once=True,
        submitted=_registration_submitted,
        returned=organisations.application_returned,
        withdrawn=organisations.application_withdrawn,
    )


KINDS: Mapping[str, Kind] = {
    "enterprise_registration": _registration("QY", "enterprise", "enterprise"),
    "provider_registration": _registration("FW", "provider", "provider"),
    "product_listing": Kind(
        "SJ",
        "listing",
        once=True,
        subject="product",
        menu="products",
        given_names=products.GIVEN,
        hold=products.locked,
        name=products.name,
        given=products.given,
        context=products.form_context,
        before=products.listed_before,
        submitted=products.submitted,
        returned=products.returned,
        withdrawn=products.withdrawn,
        ended=products.ended,
    ),
    "expert_enrolment": Kind(
        "ZJ",
        "expert",
        starters=frozenset(),
        subject="expert",
        menu="experts",
        given_names=frozenset({"enrolment", "by_themselves"}),
        hold=experts.locked,
        name=experts.name,
        given=experts.given,
        submitted=experts.submitted,
        returned=experts.returned,
        withdrawn=experts.withdrawn,
    ),
    "consultant_onboarding": Kind(
        "GW",
        "consultant",
        starters=frozenset({"provider"}),
        subject="consultant",
        menu="consultants",
        personal=True,
        asked_later=True,
        given_names=frozenset({"link", "consultant"}),
        hold=consultants.locked,
        name=consultants.name,
        given=consultants.given,
        submitted=consultants.submitted,
        returned=consultants.returned,
        withdrawn=consultants.withdrawn,
    ),
}


def kind_of(process_id: str) -> Kind:
    """Return the kind of a process, the default one for a process that nobody wrote code for."""
    return KINDS.get(process_id, Kind())
