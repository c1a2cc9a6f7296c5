"""The deploy lint: everything that can be known to go wrong in a package before a case meets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.definitions.conditions import check_conditions
from engine.definitions.data_files import report_data, report_strays, report_unused
from engine.definitions.dataflow import check_variables
from engine.definitions.decisions import read_models
from engine.definitions.english import check_english
from engine.definitions.extension_names import check_extensions
from engine.definitions.findings import Findings
from engine.definitions.forms import Form, read_forms
from engine.definitions.graph import Graph
from engine.definitions.joins import check_joins
from engine.definitions.references import References
from engine.definitions.schemas import check_schemas
from engine.definitions.sources import Sources, read_sources
from engine.definitions.structure import check_structure, constant
from engine.definitions.supplies import Supplies
from engine.definitions.thrown import check_thrown
from engine.definitions.unquoted import Asked, check_words
from engine.definitions.vocabulary import UNKNOWN, DataFacts, Vocabulary
from engine.dmn import Model
from engine.errors import Problem
from engine.spiff.names import BPMN
from engine.spiff.parse import Diagram, parse_diagrams
from engine.spiff.problems import ProblemList
from engine.spiff.structure import check_structure as check_execution

MAX_ELEMENTS = 4_000
"""Elements and flows of a package together."""

REACHED_FROM_AFAR = frozenset({"inclusiveGateway", "complexGateway"})
"""Joins of which it is worked out from where tokens can still reach them."""
MAX_JOIN_STEPS = 400_000
"""Flows into inclusive gateways times all elements: for each the core looks through the diagram."""


def lint(
    files: Mapping[str, bytes], *, vocabulary: Vocabulary = UNKNOWN, is_whole: bool = False
) -> list[Problem]:
    """Return all problems of a package by file and line; those of severity "error" stop a deploy.

    `files` maps names to contents; if they are a whole package, there must be a process among them. Nothing
    is raised for what a file contains, and nothing of it is run.
    """
    findings = Findings()
    sources = read_sources(files, findings)
    if sources is None:
        return findings.all()
    data = DataFacts() if vocabulary.check_data is None else vocabulary.check_data(files)
    vocabulary = replace(vocabulary, data=data)
    report_data(data, findings)
    report_strays(files, vocabulary, findings)
    forms = read_forms(sources, files, vocabulary, findings)
    models = read_models(sources, vocabulary.functions, findings)
    check_extensions(sources, vocabulary, findings)
    asked: Asked | None = {}
    if sources.bpmn:
        asked = _check_processes(sources, forms, models, vocabulary, findings)
    if asked is not None:
        check_words(models, asked, vocabulary.functions, findings)
    if is_whole and not sources.bpmn and not findings.has_errors():
        problems = ProblemList()
        problems.add("bpmn.no_process", next(iter(sources.dmn), ""))
        findings.take(problems.found)
    check_schemas(sources, findings)
    if vocabulary.both_languages:
        check_english(sources, data, findings)
    return findings.all()


def _check_processes(
    sources: Sources,
    forms: Mapping[str, Form],
    models: Mapping[str, Model],
    vocabulary: Vocabulary,
    findings: Findings,
) -> Asked | None:
    """Report what the core refuses first, and the shape only where the core can follow it.

    Returns the decisions that processes ask for; None where it is worked out only then which.
    """
    problems = ProblemList()
    diagram = parse_diagrams(sources.bpmn, problems)
    _check_flow_ids(sources, problems)
    size = len(diagram.elements) + len(diagram.processes) + len(diagram.flows)
    joins = sum(len(e.incoming) for e in diagram.elements.values() if e.type in REACHED_FROM_AFAR)
    if size > MAX_ELEMENTS or joins * size > MAX_JOIN_STEPS:
        findings.add("bpmn.too_many_elements", next(iter(sources.bpmn)), limit=MAX_ELEMENTS, found=size)
        return None
    if not diagram.processes and not problems.errors:
        problems.add("bpmn.no_process", next(iter(sources.bpmn)))
    foreign = {p.element_id for p in problems.found if p.code == "bpmn.foreign" and p.element_id}
    references = References(diagram, forms, models, vocabulary, findings, foreign=foreign)
    references.check()
    supplies = Supplies(forms, models, vocabulary)
    if diagram.processes:
        report_unused(diagram.elements.values(), forms.values(), supplies, vocabulary, findings)
    if not problems.errors:
        check_execution(diagram, problems)
    findings.take(problems.found)
    if problems.errors:
        return None
    asked = _check_course(diagram, supplies, models, vocabulary, findings)
    calls = [info.decision for info in diagram.elements.values() if info.decision is not None]
    return asked if all(isinstance(constant(call.decision_id), str) for call in calls) else None


def _check_flow_ids(sources: Sources, problems: ProblemList) -> None:
    """Flows share one namespace in a package, as elements do; the core looks for doubles inside a file."""
    files_by_id: dict[str, str] = {}
    for name in sources.bpmn:
        for flow in sources.trees[name].iter(f"{BPMN}sequenceFlow"):
            flow_id = flow.get("id")
            if flow_id and files_by_id.setdefault(flow_id, name) != name:
                problems.add_duplicate(name, flow)


def _check_course(
    diagram: Diagram,
    supplies: Supplies,
    models: Mapping[str, Model],
    vocabulary: Vocabulary,
    findings: Findings,
) -> Asked:
    graph = Graph(diagram)
    check_structure(graph, findings)
    check_conditions(graph, findings)
    check_thrown(graph, findings)
    check_joins(graph, findings)
    return check_variables(graph, supplies, models, vocabulary, findings)
