"""How a process is begun, as its package says it: who may, with which form, under which name.

`<zeebe:formDefinition formId="leave"/>` names the form of a start event; `<tongban:start …/>` says the rest
(start_notation.py), and each of its attributes may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine import errors as engine_errors
from engine.definitions.structure import constant
from engine.spiff import ElementInfo, Program
from workflows.approvals.cases.start_notation import ANYONE
from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.identity.roles import ORGANISATION_ROLES

PREFIX = re.compile(r"[A-Z]{2,4}")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text of a package in both languages; without English the Chinese one twice."""

    zh: str = ""
    en: str = ""

    def say(self, locale: Locale) -> str:
        """Return the text in `locale`."""
        return self.zh if locale == "zh-CN" else self.en or self.zh


@dataclass(frozen=True, slots=True)
class StartRules:
    """Who may begin a process, and what its cases are called.

    `form_id` is the form of its applicants; `form_later`: they get it at a step, what begins the case only
    fills it. `roles` may begin it for their organisation, `staff` groups without one. Of an organisation's
    people those who bind it may, who was given `menu` there, and with `members` everybody.
    Without `agents` the legal person may, but not their agent.
    `personal`: it is about the person, whose steps nobody does for them. `once`: one running case at a time.
    """

    prefix: str
    form_id: str | None = None
    form_later: bool = False
    roles: frozenset[str] = ORGANISATION_ROLES
    staff: frozenset[str] = frozenset()
    menu: str | None = None
    members: bool = True
    agents: bool = True
    personal: bool = False
    once: bool = False
    category: Wording = Wording()
    title: Wording = Wording()
    help: Wording = Wording()

    @property
    def for_anyone(self) -> bool:
        """Whether everybody who is signed in may begin it."""
        return ANYONE in self.roles


def start_rules(work: Work, definition_id: str, process_id: str) -> StartRules:
    """Return how a version of a process is begun.

    Versions of the days before packages said so ask the newest one: their cases are still under way.
    """
    program = work.repository.program(definition_id)
    start = start_of(program, process_id)
    if start is not None and start.form_id is None and "start" not in start.tongban:
        return rules_of(work.repository.program(work.repository.latest(process_id).id), process_id)
    return rules_of(program, process_id)


def latest_start_rules(work: Work, process_id: str) -> StartRules:
    """Return how the newest version of a process is begun. Raises: NotFound: no such process."""
    try:
        definition = work.repository.latest(process_id)
    except engine_errors.NotFound as error:
        raise NotFound("room.not_found") from error
    return rules_of(work.repository.program(definition.id), process_id)


def latest_start_form(work: Work, process_id: str) -> str:
    """Return the id of the form of a process's newest version. Raises: NotFound: no process, or no form."""
    form_id = latest_start_rules(work, process_id).form_id
    if form_id is None:
        raise NotFound("room.not_found")
    return form_id


def rules_of(program: Program, process_id: str) -> StartRules:
    """Return how a process of a parsed package is begun."""
    start = start_of(program, process_id)
    said = {} if start is None else start.tongban.get("start", {})
    menu = said.get("menu") or None
    form_id = None if start is None or start.form_id is None else constant(start.form_id)
    return StartRules(
        prefix=said.get("prefix") or initials(process_id),
        form_id=said.get("later_form") or (str(form_id) if form_id else None),
        form_later=bool(said.get("later_form")),
        roles=_words(said, "roles") if "roles" in said else ORGANISATION_ROLES,
        staff=_words(said, "staff"),
        menu=menu,
        members=said.get("members", "false" if menu else "true") == "true",
        agents=said.get("agents") != "false",
        personal=said.get("for") == "person",
        once=said.get("once") == "true",
        category=_wording(said, "category"),
        title=_wording(said, "title"),
        help=_wording(said, "help"),
    )


def start_of(program: Program, process_id: str) -> ElementInfo | None:
    """Return the start event at which people begin a process: the one that waits for nothing."""
    process = program.processes.get(process_id)
    starts = [program.elements[one] for one in process.start_events] if process is not None else []
    return next((one for one in starts if not one.events), None)


def initials(process_id: str) -> str:
    """Return the prefix of a process that says none: `leave_request` → `LR`, `loan` → `LO`."""
    words = re.findall(r"[A-Za-z]+", process_id)
    letters = "".join(word[0] for word in words) if len(words) > 1 else (words or ["SP"])[0][:2]
    return letters.upper()[:4] if len(letters) > 1 else "SP"


def _words(said: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(said.get(name, "").split())


def _wording(said: Mapping[str, str], name: str) -> Wording:
    return Wording(said.get(name, "").strip(), said.get(f"{name}_en", "").strip())
