"""What forms offer to choose from: lists that domains register, beside regions and clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from forms import FormSchema
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations import queries as organisations

PLACES = frozenset({"regions", "counties", "clusters"})
"""What `organisations.form_context` offers."""


@dataclass(frozen=True, slots=True)
class OptionLists:
    """Lists that every form may offer: `names` under which `of` returns lists of {label, value}."""

    names: frozenset[str]
    of: Callable[[Locale], Mapping[str, Any]]


class StepOptions(Protocol):
    """Lists that the form of a step may ask for and that depend on its case."""

    names: frozenset[str]

    def offered(self, work: Work, case_id: str, schema: FormSchema, *, locale: Locale) -> Mapping[str, Any]:
        """Return what may be chosen now, nothing if `schema` does not ask for it."""

    def named(self, work: Work, data: Mapping[str, Any], schema: FormSchema) -> Mapping[str, Any]:
        """Return what `data` has chosen, so that it can be read with its names."""


_lists: dict[str, Sequence[OptionLists]] = {}
_steps: dict[str, Sequence[StepOptions]] = {}


def register(domain: str, lists: Sequence[OptionLists], steps: Sequence[StepOptions]) -> None:
    """Set what a domain offers."""
    _lists[domain], _steps[domain] = lists, steps


def names() -> frozenset[str]:
    """Return the names of all lists that every form may offer."""
    return PLACES.union(*(one.names for lists in _lists.values() for one in lists))


def step_names() -> frozenset[str]:
    """Return the names of the lists that only forms of steps may offer."""
    return frozenset().union(*(one.names for steps in _steps.values() for one in steps))


def offered(work: Work, locale: Locale) -> dict[str, Any]:
    """Return the lists that every form may offer, each of {label, value}, by name."""
    options: dict[str, Any] = dict(organisations.form_context(work, locale))
    for lists in _lists.values():
        for one in lists:
            options.update(one.of(locale))
    return options


def offered_at_step(work: Work, case_id: str, schema: FormSchema, *, locale: Locale) -> dict[str, Any]:
    """Return the lists that the form of a step asks for and that depend on its case."""
    options: dict[str, Any] = {}
    for one in _step_options():
        options.update(one.offered(work, case_id, schema, locale=locale))
    return options


def named_at_step(work: Work, data: Mapping[str, Any], schema: FormSchema) -> dict[str, Any]:
    """Return the names of what was chosen in the form of a step."""
    by_name: dict[str, Any] = {}
    for one in _step_options():
        by_name.update(one.named(work, data, schema))
    return by_name


def _step_options() -> list[StepOptions]:
    return [one for steps in _steps.values() for one in steps]
