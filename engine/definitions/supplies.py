"""Which variables each element provides, and which fields they have, as far as a package says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.definitions.comparisons import ITEM, path_of
from engine.definitions.contracts import JobVariable
from engine.definitions.decisions import model_of
from engine.definitions.forms import Form
from engine.definitions.notation import READ
from engine.definitions.structure import constant, evaluate_constant
from engine.definitions.vocabulary import Vocabulary
from engine.dmn import HitPolicy, Model
from engine.dmn.table import DecisionTable
from engine.spiff.model import ElementInfo, LoopInfo

Fields = frozenset[str] | None
"""Paths of the fields of a value; None: nobody knows."""

Words = Mapping[str, frozenset[str]]
"""The only texts that stand at a path, such as `found.kind`."""


@dataclass(frozen=True, slots=True)
class Supply:
    """What an element provides by name; `anything`: also variables that nobody has declared.

    `words` are the only values that a path can have, where the package shows them.
    """

    names: Mapping[str, Fields] = field(default_factory=dict)
    anything: bool = False
    words: Words = field(default_factory=dict)

    def __or__(self, other: Supply) -> Supply:
        return Supply(
            {**self.names, **other.names}, self.anything or other.anything, {**self.words, **other.words}
        )


ANYTHING = Supply(anything=True)
NOTHING = Supply()


def _variables(given: Mapping[str, JobVariable], headers: Mapping[str, str]) -> Supply:
    """Return declared variables as a supply, with their members and words."""
    supply = NOTHING
    for usual, variable in given.items():
        name = variable.name(usual, headers)
        words = {f"{name}.{member}": allowed for member, allowed in variable.words.items()}
        supply |= Supply({name: variable.members}, words=words)
    return supply


class Supplies:
    """Answers for the elements of one package."""

    def __init__(
        self, forms: Mapping[str, Form], models: Mapping[str, Model], vocabulary: Vocabulary
    ) -> None:
        self._forms = forms
        self._models = models
        self._vocabulary = vocabulary

    def of(self, info: ElementInfo) -> Supply:
        """Return what an element provides to those after it."""
        supply = self.result(info)
        if info.outputs:
            supply = Supply({mapping.target.partition(".")[0]: None for mapping in info.outputs})
        if info.loop is not None and info.loop.output_collection:
            supply |= Supply({info.loop.output_collection: None}, words=self._collected(info, info.loop))
        return supply

    def _collected(self, info: ElementInfo, loop: LoopInfo) -> Words:
        """Return the texts that the items of an output collection can be."""
        expression = None if loop.output_element is None else loop.output_element.expression
        path = None if expression is None else path_of(expression.tree)
        words = None if path is None else self.result(info).words.get(".".join(path))
        return {} if words is None else {f"{loop.output_collection}.{ITEM}": words}

    def result(self, info: ElementInfo) -> Supply:
        """Return what the work of an element yields, before output mappings.

        `tongban:variables` declares it where a package does not show it.
        """
        if "variables" in info.tongban:
            return Supply(dict.fromkeys(info.tongban["variables"].get("names", "").split()))
        if info.job is not None:
            return self._given(info)
        if info.type == "userTask":
            return self._task(info)
        if info.type == "startEvent" and info.form_id is not None:
            return self._form(info) | self._events(info)
        if info.decision is not None:
            return self._decided(info, info.decision.result_variable)
        if info.script is not None:
            return Supply({info.script.result_variable: None})
        if info.called_process is not None:
            return ANYTHING if info.called_process.propagate_children or info.outputs else NOTHING
        return self._events(info)

    def _task(self, info: ElementInfo) -> Supply:
        supply = self._form(info) | self._extended(info)
        return supply if supply.names or info.form_id is not None or "form" in info.tongban else ANYTHING

    def form_of(self, info: ElementInfo) -> Form | None:
        """Return the form of an element, None if it has none or names it by an expression."""
        form_id = None if info.form_id is None else constant(info.form_id)
        return self._forms.get(form_id) if isinstance(form_id, str) else None

    def _form(self, info: ElementInfo) -> Supply:
        form = self.form_of(info)
        variable = info.tongban.get("form", {}).get("variable") or self._start_variable(info)
        if variable:
            if form is None:
                return Supply({variable: None})
            return Supply(
                {variable: form.fields},
                words={f"{variable}.{path}": words for path, words in form.words.items()},
            )
        if info.form_id is None:
            return NOTHING
        keys = None if form is None else form.keys
        return ANYTHING if form is None or keys is None else Supply(dict.fromkeys(keys), words=form.words)

    def _start_variable(self, info: ElementInfo) -> str | None:
        """Return where the installation puts the form of a start that names no variable itself."""
        place = self._vocabulary.start_form_variable
        return place(info.process_id) if place is not None and info.type == "startEvent" else None

    def form_fields(self) -> Fields:
        """Return the fields of all forms of the package, None if nobody knows those of one."""
        fields: frozenset[str] = frozenset()
        for form in self._forms.values():
            if form.fields is None:
                return None
            fields |= form.fields
        return fields

    def texts_named(self, info: ElementInfo) -> list[str]:
        """Return the notice texts of the package that an element's job names in its headers."""
        job_type = None if info.job is None else constant(info.job.type)
        contract = (self._vocabulary.jobs or {}).get(job_type) if isinstance(job_type, str) else None
        if contract is None:
            return []
        texts = self._vocabulary.data.texts
        headers = (name for name, header in contract.headers.items() if header.own_texts)
        named = (info.headers.get(name, "").strip() for name in headers)
        return [text for text in named if text in texts]

    def _given(self, info: ElementInfo) -> Supply:
        """Return what a job gives by its contract, anything if there is none."""
        job_type = None if info.job is None else constant(info.job.type)
        contract = (self._vocabulary.jobs or {}).get(job_type) if isinstance(job_type, str) else None
        if contract is None or contract.gives is None:
            return ANYTHING
        return _variables(contract.gives, info.headers)

    def _extended(self, info: ElementInfo) -> Supply:
        """Return what a task gives by its extension elements; of one that nobody has explained anything."""
        rules = self._vocabulary.extensions or {}
        supply = NOTHING
        for name, attributes in info.tongban.items():
            gives = rules[name].gives if name in rules else None
            if gives is not None:
                supply |= _variables(gives(attributes), {})
            elif name not in rules and f"tongban:{name}" not in READ:
                supply |= ANYTHING
        return supply

    def _decided(self, info: ElementInfo, variable: str) -> Supply:
        """Return what a decision that is one table and gives one row says: its columns and their words."""
        table = self._table(info)
        if table is None or table.hit_policy in _LISTS or table.aggregation is not None:
            return Supply({variable: None})
        if len(table.outputs) < 2:
            words = _words_of(table, 0)
            return Supply({variable: None}, words={} if words is None else {variable: words})
        columns = {output.name: _words_of(table, number) for number, output in enumerate(table.outputs)}
        return Supply(
            {variable: frozenset(columns)},
            words={f"{variable}.{name}": words for name, words in columns.items() if words is not None},
        )

    def _table(self, info: ElementInfo) -> DecisionTable | None:
        """Return the only table of the decision that an element asks for."""
        assert info.decision is not None
        decision = constant(info.decision.decision_id)
        model = model_of(self._models, decision) if isinstance(decision, str) else None
        tables = [table for owner, table in model.tables if owner == decision] if model is not None else []
        return tables[0] if len(tables) == 1 else None

    def _events(self, info: ElementInfo) -> Supply:
        supply = NOTHING
        catches = info.type in ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")
        for event in info.events if catches else ():
            if event.kind in ("message", "signal", "error", "escalation"):
                supply |= ANYTHING
        return supply


def _words_of(table: DecisionTable, number: int) -> frozenset[str] | None:
    """Return the texts that a column can give; None if it can also give something else."""
    words: set[str] = set()
    output = table.outputs[number]
    cells = [rule.outputs[number] for rule in table.rules]
    for cell in (*cells, *([output.default] if output.default is not None else [])):
        value = None if cell is None else evaluate_constant(cell)
        if not isinstance(value, str):
            return None
        words.add(value)
    return frozenset(words)


_LISTS = frozenset({HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER})
