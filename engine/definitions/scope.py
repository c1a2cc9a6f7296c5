"""Which variables an expression may read at each place of a package, as far as its steps show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine.definitions.dataflow import VariableReads
from engine.definitions.decisions import read_models
from engine.definitions.findings import Findings
from engine.definitions.forms import read_forms
from engine.definitions.graph import Graph
from engine.definitions.lint import MAX_ELEMENTS
from engine.definitions.sources import read_sources
from engine.definitions.structure import constant
from engine.definitions.supplies import Supplies
from engine.definitions.vocabulary import UNKNOWN, DataFacts, Vocabulary
from engine.spiff.parse import parse_diagrams
from engine.spiff.problems import ProblemList
from engine.spiff.structure import check_structure


@dataclass(frozen=True, slots=True)
class KnownVariable:
    """A variable of a process: paths of its members, none where nobody knows them; the only texts of a path.

    `given_by` are the steps that provide it, by id; none: every case begins with it. `form` says whose fields
    it holds, where it is one form's.
    """

    name: str
    members: frozenset[str] = frozenset()
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    given_by: tuple[str, ...] = ()
    form: str = ""


@dataclass(frozen=True, slots=True)
class VariableScopes:
    """The variables by name; which are there at an element or flow, and where a decision is asked for."""

    variables: Mapping[str, KnownVariable]
    at: Mapping[str, frozenset[str]]
    at_decision: Mapping[str, frozenset[str]]


NO_SCOPES = VariableScopes({}, {}, {})


def scopes(files: Mapping[str, bytes], *, vocabulary: Vocabulary = UNKNOWN) -> VariableScopes:
    """Return what expressions of a package may read; nothing of one that the engine cannot read."""
    findings, problems = Findings(), ProblemList()
    sources = read_sources(files, findings)
    if sources is None or not sources.bpmn:
        return NO_SCOPES
    data = DataFacts() if vocabulary.check_data is None else vocabulary.check_data(files)
    forms = read_forms(sources, files, vocabulary, findings)
    models = read_models(sources, vocabulary.functions, findings)
    diagram = parse_diagrams(sources.bpmn, problems)
    if problems.errors or len(diagram.elements) + len(diagram.flows) > MAX_ELEMENTS:
        return NO_SCOPES
    check_structure(diagram, problems)
    if problems.errors:
        return NO_SCOPES
    vocabulary = replace(vocabulary, data=data)
    supplies = Supplies(forms, models, vocabulary)
    readings = [
        VariableReads(Graph(diagram), process_id, supplies, vocabulary, findings)
        for process_id in diagram.processes
    ]
    return VariableScopes(
        {one.name: one for reading in readings for one in _variables(reading, supplies)},
        {place: names for reading in readings for place, names in _places(reading)},
        _at_decisions(readings),
    )


def _variables(reading: VariableReads, supplies: Supplies) -> Iterator[KnownVariable]:
    for name in sorted({*reading.producers, *reading.start_names}):
        producers = tuple(reading.producers.get(name, ()))
        words = {
            path: known
            for producer in producers
            for path in reading.by_element[producer].words
            if path.split(".")[0] == name and (known := reading.known_words(tuple(path.split("."))))
        }
        forms = {
            form.id
            for producer in producers
            if (form := supplies.form_of(reading.graph.element(producer))) is not None
            and reading.graph.element(producer).tongban.get("form", {}).get("variable") == name
        }
        yield KnownVariable(
            name,
            reading.fields(name) or frozenset(),
            words,
            () if name in reading.start_names else producers,
            next(iter(forms)) if len(forms) == 1 else "",
        )


def _places(reading: VariableReads) -> Iterator[tuple[str, frozenset[str]]]:
    for info in reading.elements:
        yield info.id, reading.names_at(info)
        behind = reading.names_at(info, after=True)
        yield from ((flow.id, behind) for flow in reading.graph.flows_of(info))


def _at_decisions(readings: list[VariableReads]) -> dict[str, frozenset[str]]:
    asked: dict[str, frozenset[str]] = {}
    for reading in readings:
        for info in reading.elements:
            decision = None if info.decision is None else constant(info.decision.decision_id)
            if isinstance(decision, str):
                asked[decision] = asked.get(decision, frozenset()) | reading.names_at(info)
    return asked
