"""What a list can be filtered by, in words, and the chips that say by what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from web.cases import filtering
from web.cases.labels import CASE_STATES, word
from web.i18n import locale_tag
from workflows.approvals.cases import case_status
from workflows.approvals.cases.views import shown_names
from workflows.approvals.inbox.filter_address import FIELD
from workflows.approvals.inbox.filter_fields import FieldChoice, field_choices
from workflows.ground.work import Work
from workflows.people.organisations import queries as organisations
from workflows.people.organisations.group_names import group_names
from workflows.people.viewer import Viewer

Choices = list[tuple[str, str]]
TASKS = ("step", "group", "held", "due", "priority")
"""Filters that only tasks know."""


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter that is set, in words; `url` leads to the list without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """Everything to choose from; `fields` are those that the chosen process declares.

    `region_names` and `cluster_names` also hold what nobody can choose any more.
    """

    processes: Choices
    steps: Choices
    groups: Choices
    regions: Choices
    clusters: Choices
    people: Choices
    fields: list[FieldChoice]
    region_names: Mapping[str, str]
    cluster_names: Mapping[str, str]


def available(work: Work, viewer: Viewer) -> FilterChoices:
    """Return what the filters of a list offer, by a constant number of statements."""
    said, language = filtering.typed_filters(), locale_tag()
    names = group_names(work, viewer.groups, language)
    process = said["process"]
    held = said["held"] if said["held"] not in {"", "mine", "free"} else ""
    regions = organisations.regions(work)
    clusters = {one.id: one.name(language) for one in organisations.clusters(work)}
    return FilterChoices(
        processes=case_status.process_choices(work, language),
        steps=case_status.step_choices(work, process, language) if process else [],
        groups=sorted(names.items(), key=lambda one: one[1]),
        regions=[(one.code, one.name(language)) for one in regions if one.active],
        clusters=list(clusters.items()),
        people=list(shown_names(work, [held]).items()) if held else [],
        fields=field_choices(work, process, language) if process else [],
        region_names={one.code: one.name(language) for one in regions},
        cluster_names=clusters,
    )


def chips(offered: FilterChoices, endpoint: str) -> list[FilterChip]:
    """Return a chip for each filter that is set and means something, in the order of the form."""
    shown = _plain(offered, endpoint)
    for choice in offered.fields:
        shown += _of_field(choice, endpoint)
    return shown


def priorities() -> Choices:
    """Return the ranges of priority in words."""
    return [("high", _("Important")), ("normal", _("Usual")), ("low", _("Can wait"))]


def due_words() -> Choices:
    """Return by when a task may be due, in words."""
    return [
        ("overdue", _("Overdue")),
        ("today", _("Until tonight")),
        ("week", _("This week")),
        *((str(days), _("In %(n)s working days", n=days)) for days in (1, 3, 5, 10)),
    ]


def states() -> Choices:
    """Return the states of cases in words."""
    return [(state, str(badge.label)) for state, badge in CASE_STATES.items()]


def _plain(offered: FilterChoices, endpoint: str) -> list[FilterChip]:
    if not filtering.narrowed():
        return []
    held = [("mine", _("Me")), ("free", _("Nobody yet")), *offered.people]
    words: list[tuple[str, str, Callable[[str], str]]] = [
        ("q", _("Search"), str),
        ("name", _("Name or number"), str),
        ("applicant", _("Applicant"), str),
        ("process", _("Kind"), _in(offered.processes)),
        ("state", _("State"), lambda state: str(word(CASE_STATES, state).label)),
        ("step", _("Step"), _in(offered.steps)),
        ("group", _("Group"), _in(offered.groups)),
        ("region", _("Region"), _in(offered.regions)),
        ("cluster", _("Industry cluster"), _in(offered.clusters)),
        ("held", _("Held by"), _in(held)),
        ("due", _("Due"), _in(due_words())),
        ("priority", _("Priority"), _in(priorities())),
        ("urged", _("Urged"), lambda _value: _("yes")),
        ("returned", _("Returned before"), lambda _value: _("yes")),
        ("since", _("Submitted from"), str),
        ("until", _("Submitted until"), str),
    ]
    said = filtering.typed_filters()
    return [
        FilterChip(label, shown(said[name]), _without(endpoint, name))
        for name, label, shown in words
        if said[name]
    ]


def _of_field(choice: FieldChoice, endpoint: str) -> list[FilterChip]:
    said, name = filtering.typed_filters(), f"{FIELD}{choice.name}"
    chosen = []
    for part, sign in (("", ""), (".min", "≥ "), (".max", "≤ ")):
        if value := said.get(name + part):
            options = [*choice.options, *([("true", _("yes"))] if choice.kind == "flag" else [])]
            chosen.append(
                FilterChip(choice.label, sign + _in(options)(value), _without(endpoint, name + part))
            )
    return chosen


def _in(choices: Iterable[tuple[str, str]]) -> Callable[[str], str]:
    known = dict(choices)
    return lambda value: known.get(value, value)


def _without(endpoint: str, name: str) -> str:
    gone: dict[str, Any] = {name: None}
    if name == "process":  # steps and fields are those of the process
        gone |= {"step": None}
        gone |= {one: None for one in filtering.typed_filters() if one.startswith(FIELD)}
    return filtering.list_url(endpoint, **gone)
