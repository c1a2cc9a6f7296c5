"""What the domain reads from a deployed diagram: names, actions, rights, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine import Definition
from engine.spiff import ElementInfo, Program
from engine.spiff.names import BPMN, TONGBAN
from engine.xml import parse_xml
from forms import Text
from workflows.approvals.actions.vocabulary import APPROVAL, result_of
from workflows.approvals.values import StepTimer
from workflows.ground.work import Work

OPINION_REQUIRED = frozenset({"return", "reject"})


@dataclass(frozen=True, slots=True)
class OwnForm:
    """`<tongban:form variable="score" shows="application" hides="competitors"/>` of a step.

    What is filled in goes into `variable`; beside it the application is read, without the fields in `hides`.
    """

    variable: str
    hides: tuple[str, ...]


def elements(work: Work, definition_id: str) -> Mapping[str, ElementInfo]:
    """Return every element of a definition by id."""
    return work.repository.elements(definition_id)


def step_name(work: Work, definition_id: str, element_id: str, name: str) -> tuple[str, str]:
    """Return the names of a step in Chinese and in English; without English the Chinese one twice."""
    element = elements(work, definition_id).get(element_id)
    english = element.name_en if element is not None else ""
    return name or element_id, english or name or element_id


def timers_at(program: Program, step_id: str) -> tuple[StepTimer, ...]:
    """Return what a diagram lets happen by itself while a step waits; what ends the step comes last.

    Timers without a name, and ways to nothing that has one, have no words for people.
    """
    boundaries = [one for one in program.elements.values() if one.attached_to == step_id and one.name]
    timers = [one for one in boundaries if any(event.kind == "timer" for event in one.events)]
    follows = ((one, _named_after(program, one)) for one in sorted(timers, key=lambda one: one.interrupting))
    return tuple(StepTimer(_words(one), _words(then)) for one, then in follows if then is not None)


def _named_after(program: Program, element: ElementInfo) -> ElementInfo | None:
    """Return the next element with a name, None where the way divides or ends before it."""
    passed = {element.id}
    while len(element.outgoing) == 1:
        element = program.elements[program.flows[element.outgoing[0]].target]
        if element.name or element.id in passed:
            return element if element.name else None
        passed.add(element.id)
    return None


def _words(element: ElementInfo) -> Text:
    return Text(element.name, element.name_en or element.name)


def result_variable(element: ElementInfo | None) -> str:
    """Return the variable that takes the decision."""
    said = None if element is None else element.tongban.get(APPROVAL)
    return "decision" if said is None else result_of(said)


def parties_too(element: ElementInfo | None, *, addressed: bool) -> bool:
    """Tell whether parties to the case may act at a step: it is theirs, or its diagram allows it.

    A step at which somebody approves is nobody's own, whoever is named for it.
    """
    said = {} if element is None else element.tongban.get("approval", {})
    return said.get("self") == "allow" or (addressed and "approve" not in said.get("actions", "").split())


def opinions_of(element: ElementInfo | None) -> frozenset[str]:
    """Return the decisions of a step that need an opinion: those its diagram says, else return and reject."""
    said = {} if element is None else element.tongban.get("approval", {})
    return frozenset(said["opinion"].split()) if said.get("opinion", "").strip() else OPINION_REQUIRED


def rights_of(element: ElementInfo | None, *, addressed: bool) -> tuple[dict[str, Any], str]:
    """Return the access to the application's fields by path and by default: reviewers read, applicants write.

    Beside a form of the step's own the application is only read.
    """
    if (own := own_form(element)) is not None:
        return dict.fromkeys(own.hides, "hidden"), "read"
    if element is None or element.rights is None:
        return {}, "write" if addressed else "read"
    return dict(element.rights.fields), element.rights.default


def own_form(element: ElementInfo | None) -> OwnForm | None:
    """Return how a step shows a form of its own beside the application, None if it shows only the latter."""
    said = element.tongban.get("form", {}) if element is not None else {}
    if "shows" not in said:
        return None
    return OwnForm(said.get("variable") or "answers", tuple(said.get("hides", "").split()))


def is_sealed(element: ElementInfo | None) -> bool:
    """Tell whether what is decided at a step is secret until the step is closed as a whole."""
    return element is not None and element.tongban.get("approval", {}).get("sealed") == "true"


def seals(program: Program) -> Mapping[str, frozenset[str]]:
    """Return the sealed steps of a program by the element that closes them.

    That is the outermost repetition around a step, or the step itself: when the case goes on from there,
    everybody has answered who was to answer.
    """
    steps_by_closer: dict[str, set[str]] = {}
    for element in program.elements.values():
        if is_sealed(element):
            steps_by_closer.setdefault(_whole(program.elements, element), set()).add(element.id)
    return {closer: frozenset(steps) for closer, steps in steps_by_closer.items()}


def inside(elements_by_id: Mapping[str, ElementInfo], outer: str) -> frozenset[str]:
    """Return the ids of the elements within `outer`, itself not among them."""
    return frozenset(one.id for one in elements_by_id.values() if outer in around(elements_by_id, one))


def _whole(elements_by_id: Mapping[str, ElementInfo], step: ElementInfo) -> str:
    repeated = [outer for outer in around(elements_by_id, step) if elements_by_id[outer].loop is not None]
    return repeated[-1] if repeated else step.id


def around(elements_by_id: Mapping[str, ElementInfo], element: ElementInfo) -> list[str]:
    """Return the ids of the subprocesses around an element, the innermost first."""
    outers: list[str] = []
    parent = element.parent_id
    while parent in elements_by_id and parent not in outers:
        outers.append(parent)
        parent = elements_by_id[parent].parent_id
    return outers


def process_names(work: Work, definition: Definition) -> tuple[str, str]:
    """Return the names of a process in Chinese and in English."""
    process = work.repository.program(definition.id).processes[definition.process_id]
    return definition.name, process.name_en or definition.name


def filter_names(work: Work, definition_id: str, process_id: str) -> tuple[str, ...]:
    """Return the fields of forms that a process declares searchable, in its property `filters`."""
    process = work.repository.program(definition_id).processes.get(process_id)
    return tuple(process.properties.get("filters", "").split()) if process is not None else ()


@lru_cache(maxsize=256)
def english_names(xml: bytes) -> Mapping[str, str]:
    """Return the English names of everything that a diagram draws: steps, flows, lanes, notes, by id.

    A pool without one of its own has that of its process.
    """
    names: dict[str, str] = {}
    pools: dict[str, str] = {}
    for node in parse_xml(xml).iter(f"{BPMN}*"):
        node_id = node.get("id")
        if node_id is None:
            continue
        for said in node.findall(f"{BPMN}extensionElements/{TONGBAN}text"):
            if said.get("locale", "en").startswith("en") and said.get("name"):
                names[node_id] = said.get("name", "")
        if node.tag == f"{BPMN}participant":
            pools[node_id] = node.get("processRef", "")
    return {pool: names[process] for pool, process in pools.items() if process in names} | names
