"""Follows variables through processes: what is read must have been provided by then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from engine.definitions.comparisons import ITEM, comparisons, path_of, texts_in
from engine.definitions.decisions import model_of
from engine.definitions.expression_types import wrong_in_text
from engine.definitions.findings import Findings
from engine.definitions.forms import overlaps
from engine.definitions.graph import Graph
from engine.definitions.structure import constant
from engine.definitions.supplies import Fields, Supplies, Supply
from engine.definitions.texts import ExpressionText, names_inside, place, texts_of
from engine.definitions.unquoted import Asked, unquoted_words
from engine.definitions.vocabulary import Vocabulary
from engine.dmn import Model
from engine.dmn.graph import DrgElement
from engine.dmn.table import DecisionTable
from engine.feel import BUILTIN_NAMES, compile_expression
from engine.feel.words import text_meant, words
from engine.spiff.model import ElementInfo

NONE: frozenset[str] = frozenset()
NOTHING_READ = compile_expression("null")


def check_variables(
    graph: Graph,
    supplies: Supplies,
    models: Mapping[str, Model],
    vocabulary: Vocabulary,
    findings: Findings,
) -> Asked:
    """Add a problem for every variable or function that an expression uses and nothing provides.

    Returns the decisions that are asked for, each with all variables of the processes that do.
    """
    asked: dict[DrgElement, frozenset[str]] = {}
    for process_id in graph.diagram.processes:
        reading = VariableReads(graph, process_id, supplies, vocabulary, findings)
        reading.check(models)
        for node, names in reading.asked.items():
            asked[node] = asked.get(node, NONE) | names
    return asked


class VariableReads:
    """What the expressions of one process read, and whether it is there by then."""

    def __init__(
        self, graph: Graph, process_id: str, supplies: Supplies, vocabulary: Vocabulary, findings: Findings
    ) -> None:
        self.graph = graph
        self.supplies = supplies
        self.vocabulary = vocabulary
        self.findings = findings
        process = graph.diagram.processes[process_id]
        self.elements = [graph.element(element_id) for element_id in process.element_ids]
        self.by_element = {info.id: supplies.of(info) for info in self.elements}
        self.producers: dict[str, list[str]] = {}
        for element_id, supply in self.by_element.items():
            for name in supply.names:
                self.producers.setdefault(name, []).append(element_id)
        self.given = self._given(process_id)
        self.asked: dict[DrgElement, frozenset[str]] = {}
        self.certain = self.given is not None and not any(s.anything for s in self.by_element.values())

    def _given(self, process_id: str) -> frozenset[str] | None:
        """Return what a case starts with; None: nobody has declared it."""
        starts = [info for info in self.graph.starts(process_id) if info.type == "startEvent"]
        declared = [info for info in starts if "variables" in info.tongban or info.form_id is not None]
        if self._is_called(process_id) or (self.vocabulary.start_variables is None and not declared):
            return None
        given = self.vocabulary.start_variables or frozenset()
        return given.union(*(self.by_element[info.id].names for info in declared))

    def _is_called(self, process_id: str) -> bool:
        calls = (info.called_process for info in self.graph.diagram.elements.values())
        return any(call is not None and constant(call.process_id) == process_id for call in calls)

    @property
    def start_names(self) -> frozenset[str]:
        """What every case begins with, declared or given by the installation."""
        return self.given or self.vocabulary.start_variables or NONE

    def names_at(self, info: ElementInfo, *, after: bool = False) -> frozenset[str]:
        """Return the variables that an element may read; `after` it has done its work."""
        there = (
            name
            for name, producers in self.producers.items()
            if self._may_be_there(info, self._leaving(producers, info), after=after)
        )
        return self.start_names.union(there)

    def check(self, models: Mapping[str, Model]) -> None:
        """Report what is read and not there, fields and texts that nothing has, calls that nobody takes."""
        for info in self.elements:
            for text in (*texts_of(self.graph, info), *self._notices(info)):
                self._functions(text)
                self._types(text)
                self._reads(text)
                for path, word in comparisons(text.expression.tree):
                    self._word(text, path, word)
            self._decision(info, models)
            self._form(info)
            self._once(info)
            remarks = info.tongban.get("form", {}).get("remarks")
            if remarks:
                self._name(info, info.id, place("remarks"), remarks)
            for shown in info.tongban.get("form", {}).get("shows", "").split():
                self._name(info, info.id, place("shows"), shown)

    def _notices(self, info: ElementInfo) -> Iterator[ExpressionText]:
        """Yield the holes of the package's notice text that a job names: they read what is there then."""
        for name in self.supplies.texts_named(info):
            text = self.vocabulary.data.texts[name]
            inside = names_inside(self.graph, info) | text.given
            for expression in text.expressions:
                read = ExpressionText(info, info.id, place("notice", notice=name), expression, inside)
                self._fields_shown(read, text.of_forms)
                yield read

    def _fields_shown(self, text: ExpressionText, of_forms: str) -> None:
        """Report fields that no form of the package has, read as people see them."""
        known = self.supplies.form_fields()
        for path in sorted(text.expression.paths) if known is not None else ():
            wanted = ".".join(path)
            if path[0] == of_forms and len(path) > 1 and not overlaps(".".join(path[1:]), known or NONE):
                among = (wanted, {f"{of_forms}.{one}" for one in known or NONE})
                self._report(
                    "bpmn.unknown_field", text.info, text.shown_at, text.what, among=among, field=wanted
                )

    def _functions(self, text: ExpressionText) -> None:
        for function in sorted(text.expression.calls - BUILTIN_NAMES - self.vocabulary.functions):
            if function not in text.local and function not in self.producers:
                known = {*BUILTIN_NAMES, *self.vocabulary.functions}
                self._report(
                    "bpmn.unknown_function",
                    text.info,
                    text.shown_at,
                    text.what,
                    among=(function, known),
                    function=function,
                )

    def _types(self, text: ExpressionText) -> None:
        """Report what is wrong whatever the variables hold."""
        for code, params in wrong_in_text(text, self.producers):
            self._report(f"bpmn.{code}", text.info, text.shown_at, text.what, **params)

    def _reads(self, text: ExpressionText) -> None:
        own = self.supplies.result(text.info) if text.after else Supply()
        if own.anything:
            return  # what a job, a message or a person brought
        here = text.local | self.producers.keys() | (self.given or NONE)
        meant = words(text.expression.tree, here | BUILTIN_NAMES, alone=False) - here
        for name in sorted(text.expression.names - text.local - own.names.keys()):
            if name in meant:
                self._unquoted(text, here, name, text_meant(name))
            elif name not in BUILTIN_NAMES:
                self._name(text.info, text.shown_at, text.what, name, after=text.after)
        for path in sorted(text.expression.paths):
            if len(path) > 1 and path[0] not in text.local:
                self._field(text, path)

    def _name(
        self, info: ElementInfo, shown_at: str, what: tuple[str, str], name: str, *, after: bool = False
    ) -> None:
        if self.given is not None and name in self.given:
            return
        producers = self.producers.get(name, ())
        if next(self._leaving(producers, info), None) is None:
            known = {*self.producers, *(self.given or ())}
            self._report(
                "bpmn.unknown_variable",
                info,
                shown_at,
                what,
                certain=self.certain,
                among=(name, known),
                variable=name,
            )
        elif self.certain and not self._may_be_there(info, self._leaving(producers, info), after=after):
            self._report("bpmn.variable_too_early", info, shown_at, what, variable=name)

    def _leaving(self, producers: Iterable[str], reader: ElementInfo) -> Iterator[str]:
        """Yield the producers whose work can be read at an element, as long as somebody asks for more."""
        return (one for one in producers if self._leaves(one, reader))

    def _leaves(self, producer: str, reader: ElementInfo) -> bool:
        """Tell whether what a producer gives can be read at an element.

        What people say inside a repeated subprocess stays in its run, unless an output mapping takes it out.
        """
        info = self.graph.element(producer)
        if info.type != "userTask" or info.outputs:
            return True
        around = {reader.id, *(scope.id for scope in self.graph.scopes_around(reader))}
        return all(
            scope.loop is None or scope.loop.is_standard or scope.id in around
            for scope in self.graph.scopes_around(info)
        )

    def _may_be_there(self, info: ElementInfo, producers: Iterable[str], *, after: bool) -> bool:
        """Tell whether some producer is not certain to come only later than `info`."""
        comes_after = self.graph.comes_after
        return any(
            (producer == info.id and (after or comes_after(info.id, info.id)))
            or (after and info in self.graph.scopes_around(self.graph.element(producer)))
            or (
                producer != info.id and (not comes_after(producer, info.id) or comes_after(info.id, producer))
            )
            for producer in producers
        )

    def _field(self, text: ExpressionText, path: tuple[str, ...]) -> None:
        """Report a member that a variable never has, whoever provides it."""
        fields = self.fields(path[0])
        if fields is None or overlaps(".".join(path[1:]), fields):
            return
        wanted, known = ".".join(path), {f"{path[0]}.{field}" for field in fields}
        self._report(
            "bpmn.unknown_field", text.info, text.shown_at, text.what, among=(wanted, known), field=wanted
        )

    def _word(self, text: ExpressionText, path: tuple[str, ...], word: str) -> None:
        """Report a text that a path is compared with and that nothing ever puts there."""
        known = self.known_words(path)
        if known is None or word in known or (path[0] in text.local and ITEM not in path):
            return
        self._report(
            "bpmn.unknown_word",
            text.info,
            text.shown_at,
            text.what,
            among=(word, known),
            variable=".".join(path),
            word=word,
        )

    def known_words(self, path: tuple[str, ...]) -> frozenset[str] | None:
        """Return the texts that can stand at a path, None if one of its producers may put others there."""
        known: frozenset[str] = frozenset()
        for producer in self.producers.get(path[0], ()):
            words = self.by_element[producer].words.get(".".join(path))
            if words is None:
                return None
            known |= words
        return known or None

    def fields(self, name: str) -> Fields:
        """Return the fields that a variable has, whoever provided it; None if there may be others."""
        fields_known: frozenset[str] = frozenset()
        for producer in self.producers.get(name, ()):
            fields = self.by_element[producer].names[name]
            if fields is None:
                return None
            fields_known |= fields
        return fields_known or None

    def _decision(self, info: ElementInfo, models: Mapping[str, Model]) -> None:
        decision = None if info.decision is None else constant(info.decision.decision_id)
        model = model_of(models, decision) if isinstance(decision, str) else None
        if model is None:
            return
        local = {mapping.target.partition(".")[0] for mapping in info.inputs}
        what = place("decision", decision=str(decision))
        asked = _reads_of(model, str(decision))
        for name in sorted(asked - local):
            self._name(info, info.id, what, name)
        inside = frozenset(local) | model.visible_in(str(decision))
        given = self.producers.keys() | (self.given or NONE) | local
        for node in model.nodes_of(str(decision)):
            self.asked[node] = self.asked.get(node, NONE) | given
        for table in model.tables_of(str(decision)):
            for number, column in enumerate(table.inputs):
                if column.expression is not None:
                    self._column(
                        ExpressionText(info, info.id, what, column.expression, inside), table, number
                    )
            self._quotes(
                ExpressionText(info, info.id, what, NOTHING_READ, inside | asked | table.names), table
            )

    def _column(self, text: ExpressionText, table: DecisionTable, number: int) -> None:
        """Check what an input column reads, and the texts that its cells compare it with."""
        for path in sorted(text.expression.paths):
            if len(path) > 1 and path[0] not in text.local:
                self._field(text, path)
        asked = path_of(text.expression.tree)
        if asked is None or asked[0] in text.local:
            return
        for rule_number, rule in enumerate(table.rules, 1):
            cell = rule.cells[number]
            for word in () if cell is None else texts_in(cell):
                self._word(_at_cell(text, rule_number, number + 1), asked, word)

    def _quotes(self, text: ExpressionText, table: DecisionTable) -> None:
        """Report names in cells that nothing provides: a text that somebody forgot to quote."""
        known = text.local | self.producers.keys() | (self.given or frozenset())
        for one in unquoted_words(table, known):
            self._unquoted(_at_cell(text, one.rule, one.column), known, one.word, one.write)

    def _unquoted(self, text: ExpressionText, known: Collection[str], word: str, write: str) -> None:
        self._report(
            "bpmn.unquoted_word",
            text.info,
            text.shown_at,
            text.what,
            certain=self.certain,
            among=(word, known),
            word=word,
            write=write,
        )

    def _form(self, info: ElementInfo) -> None:
        """Warn of what a form reads and neither it nor the process has; it is null then, as in form-js."""
        form = self.supplies.form_of(info)
        if form is None or self.given is None:
            return
        known = self.producers.keys() | self.given | names_inside(self.graph, info)
        for name, (component, line) in form.reads.items():
            if name not in known:
                among = (name, known | (form.keys or frozenset()))
                self.findings.add(
                    "form.unknown_variable", form.file, component, line=line, among=among, variable=name
                )

    def _once(self, info: ElementInfo) -> None:
        """Warn of a job that a case must not do twice, in a loop."""
        job_type = None if info.job is None else constant(info.job.type)
        contract = (self.vocabulary.jobs or {}).get(job_type) if isinstance(job_type, str) else None
        if contract is None or contract.repeatable:
            return
        if info.loop is not None or self.graph.comes_after(info.id, info.id):
            self.findings.add(
                "bpmn.job_repeats", info.file, info.id, element=info.name or info.id, job_type=job_type
            )

    def _report(
        self,
        code: str,
        info: ElementInfo,
        shown_at: str,
        what: tuple[str, str],
        *,
        certain: bool | None = None,
        among: tuple[str, Collection[str]] | None = None,
        **params: Any,
    ) -> None:
        chinese, english = what
        self.findings.add(
            code,
            info.file,
            shown_at,
            severity=None if certain is None else "error" if certain else "warning",
            what=english,
            chinese={"what": chinese},
            among=among,
            **params,
        )


def _at_cell(text: ExpressionText, rule: int, column: int) -> ExpressionText:
    where = place("cell", rule=str(rule), column=str(column))
    return replace(text, what=(f"{text.what[0]}，{where[0]}", f"{text.what[1]}, {where[1]}"))


@lru_cache(maxsize=64)
def _reads_of(model: Model, decision: str) -> frozenset[str]:
    return model.reads_of(decision)
