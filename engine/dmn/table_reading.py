"""Read a decision table and compile its texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from engine.dmn.cells import listed_values, literal_value
from engine.dmn.checks import MISMATCH, anything, base_check
from engine.dmn.hit_policies import Aggregation, HitPolicy
from engine.dmn.index import TableIndex
from engine.dmn.problems import Problems
from engine.dmn.table import DecisionTable, InputColumn, OutputColumn, Rule
from engine.dmn.texts import Texts
from engine.dmn.types import Types
from engine.dmn.xml_elements import child, children, english_of, other_language, text_of
from engine.feel import Expression, UnaryTests

Names = frozenset[str]


class _Reader:
    """What all parts of one table need."""

    def __init__(self, element: etree._Element, names: Names, types: Types, texts: Texts, problems: Problems):
        self.element = element
        self.names = names
        self.types = types
        self.texts = texts
        self.problems = problems

    def table(self) -> DecisionTable | None:
        hit_policy = self._hit_policy()
        aggregation = self._aggregation()
        inputs = tuple(
            self._input(item, number) for number, item in enumerate(children(self.element, "input"), 1)
        )
        outputs = tuple(
            self._output(item, number) for number, item in enumerate(children(self.element, "output"), 1)
        )
        self._check_outputs(outputs, hit_policy)
        rules = self._rules(inputs, len(outputs))
        self._check_options(outputs, rules or ())
        if not outputs or hit_policy is None or rules is None:
            return None
        index = TableIndex([rule.cells for rule in rules], len(inputs))
        return DecisionTable(
            self.element.get("id"),
            hit_policy,
            aggregation,
            inputs,
            outputs,
            tuple(rules),
            index,
            frozenset(self.names),
        )

    def _hit_policy(self) -> HitPolicy | None:
        name = self.element.get("hitPolicy", "UNIQUE")
        try:
            return HitPolicy(name)
        except ValueError:
            self.problems.add("dmn.hit_policy", self.element, policy=name)
            return None

    def _aggregation(self) -> Aggregation | None:
        name = self.element.get("aggregation")
        if not name or self.element.get("hitPolicy") != "COLLECT":
            return None
        try:
            return Aggregation(name)
        except ValueError:
            self.problems.add("dmn.aggregation", self.element, aggregation=name)
            return None

    def _input(self, element: etree._Element, number: int) -> InputColumn:
        holder = child(element, "inputExpression")
        text = text_of(child(holder, "text"))
        expression: Expression | None = None
        if holder is None or not text:
            self.problems.add("dmn.missing_expression", element, element="input")
        elif not other_language(holder):
            expression = self.texts.expression(text, element, self.names, "input", column=number)
        type_name = holder.get("typeRef") if holder is not None else None
        allowed, _ = self._values(element, "inputValues", "input_values", number)
        return InputColumn(
            element.get("label") or text,
            text,
            expression,
            type_name,
            self.types.named(type_name, element),
            allowed,
            self.types.base_of(type_name),
            tuple(tests for tests in (allowed, *self.types.constraints(type_name)) if tests is not None),
            english_of(element, "name"),
        )

    def _output(self, element: etree._Element, number: int) -> OutputColumn:
        # The type of the table itself is that of its result, which some hit policies make a list.
        type_name = element.get("typeRef")
        allowed, values = self._values(element, "outputValues", "output_values", number)
        default = _feel_in(child(element, "defaultOutputEntry"))
        options = () if self.types.base_of(type_name) == "list" else self.types.constraints(type_name)
        return OutputColumn(
            " ".join(element.get("name", "").split()),
            type_name,
            self.types.named(type_name, element),
            allowed,
            values or self.types.allowed_values(type_name),
            self.texts.expression(default, element, self.names, "default", column=number)
            if default
            else None,
            tuple(tests for tests in (allowed, *options) if tests is not None),
        )

    def _values(
        self, element: etree._Element, which: str, place: str, number: int
    ) -> tuple[UnaryTests | None, tuple[Any, ...] | None]:
        """Return the allowed values as tests and, where they are a plain list of constants, as values."""
        text = _feel_in(child(element, which))
        if not text:
            return None, None
        tests = self.texts.tests(text, element, self.names, place, column=number)
        return tests, None if tests is None else listed_values(tests)

    def _check_outputs(self, outputs: Sequence[OutputColumn], hit_policy: HitPolicy | None) -> None:
        names = [column.name for column in outputs]
        if not outputs:
            self.problems.add("dmn.no_output", self.element)
        if len(outputs) > 1 and ("" in names or len(set(names)) < len(names)):
            self.problems.add("dmn.output_name", self.element)
        if hit_policy is None or not hit_policy.needs_priorities:
            return
        if all(column.priorities is None for column in outputs):
            self.problems.add(
                "dmn.priorities_missing", self.element, severity="warning", policy=hit_policy.value
            )

    def _check_options(self, outputs: Sequence[OutputColumn], rules: Sequence[Rule]) -> None:
        """Note defaults and outputs of rules that are always the same and never one of the allowed values."""
        for number, element in enumerate(children(self.element, "output")):
            column = outputs[number]
            if not self._is_option(column, column.default):
                self._note_option(column.default, element, "default", column=number + 1)
        width = len(children(self.element, "input"))
        for number, (rule, element) in enumerate(zip(rules, children(self.element, "rule"), strict=False), 1):
            for place, (column, output) in enumerate(zip(outputs, rule.outputs, strict=True), width + 1):
                if not self._is_option(column, output):
                    self._note_option(output, element, "cell", rule=number, column=place)

    def _is_option(self, column: OutputColumn, expression: Expression | None) -> bool:
        value = None if expression is None else literal_value(expression)
        base = base_check(self.types.base_of(column.type_name) or "Any") or anything
        value = base(value)  # what has another type is no matter of options
        return value in (None, MISMATCH) or all(tests.matches(value, {}) for tests in column.options)

    def _note_option(
        self, expression: Expression | None, element: etree._Element, place: str, **where: int
    ) -> None:
        written = "" if expression is None else expression.source
        self.texts.note("dmn.not_an_option", element, place, where, value=written)

    def _rules(self, inputs: Sequence[InputColumn], outputs: int) -> list[Rule] | None:
        rules: list[Rule] = []
        for number, element in enumerate(children(self.element, "rule"), 1):
            cells, results = children(element, "inputEntry"), children(element, "outputEntry")
            if (len(cells), len(results)) != (len(inputs), outputs):
                self.problems.add(
                    "dmn.rule_width",
                    element,
                    rule=number,
                    inputs=len(inputs),
                    outputs=outputs,
                    found_inputs=len(cells),
                    found_outputs=len(results),
                )
                return None
            types = [column.base_type for column in inputs]
            rules.append(self._rule(element, number, cells, results, types))
        return rules

    def _rule(
        self,
        element: etree._Element,
        number: int,
        cells: list[etree._Element],
        outputs: list[etree._Element],
        types: Sequence[str | None],
    ) -> Rule:
        cell_texts = tuple(text_of(child(cell, "text")) or "-" for cell in cells)
        output_texts = tuple(text_of(child(output, "text")) for output in outputs)
        annotations = [text_of(child(entry, "text")) for entry in children(element, "annotationEntry")]
        return Rule(
            element.get("id"),
            tuple(
                None
                if other_language(cell)
                else self.texts.tests(
                    text, cell, self.names, "cell", base_type=base, rule=number, column=column
                )
                for column, (text, cell, base) in enumerate(zip(cell_texts, cells, types, strict=True), 1)
            ),
            cell_texts,
            tuple(
                self.texts.expression(
                    text, output, self.names, "cell", rule=number, column=len(cells) + column
                )
                if text not in ("", "-") and not other_language(output)
                else None
                for column, (text, output) in enumerate(zip(output_texts, outputs, strict=True), 1)
            ),
            output_texts,
            " ".join(filter(None, annotations)) or text_of(child(element, "description")),
            english_of(element),
            {
                place: (type_name, self.types.named(type_name, output))
                for place, output in enumerate(outputs)
                if (type_name := output.get("typeRef"))
            },
        )


def _feel_in(element: etree._Element | None) -> str:
    """Return the text of an expression or of tests, "" for none and where it is not FEEL."""
    return "" if element is None or other_language(element) else text_of(child(element, "text"))


def read_table(
    element: etree._Element, names: Names, types: Types, texts: Texts, problems: Problems
) -> DecisionTable | None:
    """Compile a `decisionTable`; None, with problems noted, where its structure cannot be evaluated."""
    return _Reader(element, names, types, texts, problems).table()
