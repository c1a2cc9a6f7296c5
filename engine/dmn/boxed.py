"""Compile boxed expressions (DMN 1.5, 10.2) to functions of a scope and a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from lxml import etree

from engine.dmn.checks import MISMATCH, Check, anything
from engine.dmn.model_run import Bindings, ModelRun
from engine.dmn.problems import Problems
from engine.dmn.table import DecisionTable
from engine.dmn.table_reading import read_table
from engine.dmn.texts import Texts
from engine.dmn.types import Types
from engine.dmn.xml_elements import child, children, expression_in, name_of, other_language, tag, text_of
from engine.feel import compile_expression
from engine.feel.values import FunctionBase

Names: TypeAlias = frozenset[str]
Logic = Callable[[Bindings, ModelRun], Any]

_LOOPS = {
    "for": compile_expression("for _element in _source return _logic(_element, partial)"),
    "some": compile_expression("some _element in _source satisfies _logic(_element)"),
    "every": compile_expression("every _element in _source satisfies _logic(_element)"),
    "filter": compile_expression("_source[_logic(item)]"),
}


def nothing(_scope: Bindings, _run: ModelRun) -> Any:
    """Return null: there is no logic."""
    return None


def broken(_scope: Bindings, run: ModelRun) -> Any:
    """Return null and say that the logic could not be compiled."""
    run.warn("dmn.broken_logic")
    return None


def function_label(element: etree._Element) -> str:
    """Return how messages call a function: the name of what holds its logic."""
    parent = element.getparent()
    return (parent.get("name") if parent is not None else None) or "function"


class BoxedCompiler:
    """Compiles the boxed expressions of one model; what is wrong goes to `problems`."""

    def __init__(self, types: Types, texts: Texts, problems: Problems) -> None:
        """`tables` collects every decision table by the element that holds it."""
        self.types = types
        self.texts = texts
        self.problems = problems
        self.tables: dict[etree._Element, DecisionTable] = {}
        self.kinds: dict[str, Callable[[etree._Element, Names], Logic]] = {
            "literalExpression": self._literal,
            "context": self._context,
            "list": self._list,
            "relation": self._relation,
            "invocation": self._invocation,
            "functionDefinition": self.function,
            "decisionTable": self._table,
            "conditional": self._conditional,
            "for": self._for,
            "some": self._quantified,
            "every": self._quantified,
            "filter": self._filter,
        }

    def inside(self, holder: etree._Element, names: Names) -> Logic | None:
        """Compile the boxed expression that `holder` contains, None if there is none."""
        expression = expression_in(holder, self.kinds)
        return None if expression is None else self.expression(expression, names)

    def required(self, holder: etree._Element | None, names: Names, parent: etree._Element) -> Logic:
        """Compile the boxed expression in `holder`; a missing one is a problem of `parent`."""
        logic = None if holder is None else self.inside(holder, names)
        if logic is None:
            self.problems.add("dmn.missing_expression", parent, element=tag(parent))
            return nothing
        return logic

    def expression(self, element: etree._Element, names: Names) -> Logic:
        """Compile one boxed expression; its `typeRef` is checked on every evaluation."""
        logic = self.kinds[tag(element)](element, names)
        type_name = element.get("typeRef")
        if not type_name or tag(element) == "functionDefinition":
            return logic
        check = self.types.named(type_name, element)
        label = tag(element)
        return lambda scope, run: run.conform(logic(scope, run), check, label, type_name)

    def _literal(self, element: etree._Element, names: Names) -> Logic:
        if other_language(element):
            return broken
        text = text_of(child(element, "text"))
        if not text:
            self.problems.add(
                "dmn.missing_expression", element, severity="warning", element="literalExpression"
            )
            return nothing
        expression = self.texts.expression(text, element, names)
        if expression is None:
            return broken
        return lambda scope, run: run.value(expression, scope)

    def _context(self, element: etree._Element, names: Names) -> Logic:
        entries: list[tuple[str | None, Logic]] = []
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            logic = self.required(entry, names, entry)
            if variable is None:
                entries.append((None, logic))
                continue
            name = " ".join(variable.get("name", "").split())
            self._name_once(name, [before for before, _ in entries], variable)
            entries.append((name, self._typed(logic, variable, name)))
            names |= {name}

        def context(scope: Bindings, run: ModelRun) -> Any:
            inner = dict(scope)
            result: dict[str, Any] = {}
            for name, logic in entries:
                value = logic(inner, run)
                if name is None:
                    return value
                inner[name] = result[name] = value
            return result

        return context

    def _name_once(self, name: str, names_before: Sequence[str | None], element: etree._Element) -> None:
        """Note an entry or a column with the name of another: the value of one would be lost."""
        if name in names_before:
            self.problems.add("dmn.duplicate_name", _drawn_around(element), name=name)

    def _typed(self, logic: Logic, variable: etree._Element, name: str) -> Logic:
        type_name = variable.get("typeRef")
        if not type_name:
            return logic
        check = self.types.named(type_name, variable)
        return lambda scope, run: run.conform(logic(scope, run), check, name, type_name)

    def _list(self, element: etree._Element, names: Names) -> Logic:
        items = [self.expression(item, names) for item in children(element, *self.kinds)]
        return lambda scope, run: [item(scope, run) for item in items]

    def _relation(self, element: etree._Element, names: Names) -> Logic:
        holders = children(element, "column")
        columns = [" ".join(column.get("name", "").split()) for column in holders]
        for number, holder in enumerate(holders):
            self._name_once(columns[number], columns[:number], holder)
        rows: list[list[Logic]] = []
        for number, row in enumerate(children(element, "row"), 1):
            cells = children(row, *self.kinds)
            if len(cells) != len(columns):
                drawn, have = _drawn_around(row), len(cells)
                self.problems.add("dmn.row_width", drawn, row=number, columns=len(columns), found_cells=have)
            rows.append(
                [
                    self._typed(self.expression(cell, names), holder, name)
                    for cell, holder, name in zip(cells, holders, columns, strict=False)
                ]
            )
        return lambda scope, run: [
            {name: cell(scope, run) for name, cell in zip(columns, row, strict=False)} for row in rows
        ]

    def _invocation(self, element: etree._Element, names: Names) -> Logic:
        function = self.required(element, names, element)
        bindings = [self._binding(binding, names) for binding in children(element, "binding")]
        called = text_of(child(expression_in(element, self.kinds), "text"))
        given = ", ".join(f"{name}: _a{number}" for number, (name, _) in enumerate(bindings))
        parameters = frozenset(name for name, _ in bindings)
        call = self.texts.expression(f"_f({given})", element, parameters, is_written=False)
        if call is None:
            return broken

        def invocation(scope: Bindings, run: ModelRun) -> Any:
            target = function(scope, run)
            if not isinstance(target, FunctionBase):
                run.warn("dmn.not_a_function", name=called)
                return None
            arguments = {f"_a{number}": logic(scope, run) for number, (_, logic) in enumerate(bindings)}
            if any(value is MISMATCH for value in arguments.values()):
                run.warn("dmn.arguments", name=called)
                return None
            return run.value(call, {"_f": target, **arguments})

        return invocation

    def _binding(self, binding: etree._Element, names: Names) -> tuple[str, Logic]:
        """Return the name of a parameter and what gives its value, MISMATCH if that has another type."""
        parameter = child(binding, "parameter")
        logic = self.inside(binding, names) or nothing
        if parameter is None:
            return "", logic
        check = self.types.named(parameter.get("typeRef"), parameter)
        return " ".join(parameter.get("name", "").split()), lambda scope, run: check(logic(scope, run))

    def function(self, element: etree._Element, names: Names, *, result: str | None = None) -> Logic:
        """Compile a boxed function or the encapsulated logic of a business knowledge model.

        `result` is the type of the knowledge model; what calls return must conform to it and to the type of
        the function itself.
        """
        kind = element.get("kind", "FEEL")
        if kind != "FEEL":
            self.problems.add("dmn.external_function", element, kind=kind)
            return broken
        parameters = [
            (name_of(parameter), self.types.named(parameter.get("typeRef"), parameter))
            for parameter in children(element, "formalParameter")
        ]
        parameter_names = tuple(name for name, _ in parameters)
        body = self.required(element, names | frozenset(parameter_names), element)
        label = function_label(element)
        declared = [name for name in (result, element.get("typeRef")) if name]
        results = self._results(element, *declared)
        types = [check for name in declared if (check := self.types.function_type(name)) is not None]

        def function(scope: Bindings, run: ModelRun) -> Any:
            def call(arguments: list[Any]) -> Any:
                inner = dict(scope)
                for (name, check), argument in zip(parameters, arguments, strict=True):
                    inner[name] = check(argument)
                    if inner[name] is MISMATCH:
                        run.warn("dmn.arguments", name=name)
                        return None
                value = body(inner, run)
                for type_name, check in results:
                    value = run.conform(value, check, label, type_name)
                return value

            made: Any = run.function(label, parameter_names, call)
            for check in types:
                made = check(made)
            return made

        return function

    def _results(self, element: etree._Element, *declared: str) -> list[tuple[str, Check]]:
        names = [self.types.result_of(name) for name in declared]
        return [(name, self.types.named(name, element)) for name in names if name]

    def _table(self, element: etree._Element, names: Names) -> Logic:
        table = read_table(element, names, self.types, self.texts, self.problems)
        if table is None:
            return broken
        self.tables[element] = table
        return table.evaluate

    def _conditional(self, element: etree._Element, names: Names) -> Logic:
        condition, then, otherwise = (
            self.required(child(element, part), names, element) for part in ("if", "then", "else")
        )

        def conditional(scope: Bindings, run: ModelRun) -> Any:
            holds = condition(scope, run)
            if holds is not None and not isinstance(holds, bool):
                run.warn("dmn.not_boolean", element="conditional")
                return None
            return then(scope, run) if holds else otherwise(scope, run)

        return conditional

    def _for(self, element: etree._Element, names: Names) -> Logic:
        return self._loop(element, names, "return", "partial")

    def _quantified(self, element: etree._Element, names: Names) -> Logic:
        loop = self._loop(element, names, "satisfies")

        def quantified(scope: Bindings, run: ModelRun) -> Any:
            strange: list[Any] = []

            def truth(value: Any) -> Any:
                if value is not None and not isinstance(value, bool):
                    strange.append(value)
                return value

            answer = loop(scope, run, truth)
            if strange:  # unlike FEEL's own `some`, which may find its answer further on
                run.warn("dmn.not_boolean", element=tag(element))
                return None
            return answer

        return quantified

    def _loop(
        self, element: etree._Element, names: Names, body_name: str, *further: str
    ) -> Callable[..., Any]:
        """Return the loop; called with a third argument, it hands every result of the body to that."""
        variable = element.get("iteratorVariable", "")
        source = self.required(child(element, "in"), names, element)
        inner = (variable, *further)
        body = self.required(child(element, body_name), names | frozenset(inner), element)
        expression = _LOOPS[tag(element)]

        def loop(scope: Bindings, run: ModelRun, look: Callable[[Any], Any] = anything) -> Any:
            def call(arguments: list[Any]) -> Any:
                return look(body({**scope, **dict(zip(inner, arguments, strict=True))}, run))

            logic = run.function(tag(element), ("element", *further), call)
            return run.value(expression, {"_source": source(scope, run), "_logic": logic})

        return loop

    def _filter(self, element: etree._Element, names: Names) -> Logic:
        source = self.required(child(element, "in"), names, element)
        self.texts.filters += 1
        condition = self.required(child(element, "match"), names | {"item"}, element)
        self.texts.filters -= 1

        def boxed_filter(scope: Bindings, run: ModelRun) -> Any:
            strange: list[Any] = []

            def call(arguments: list[Any]) -> Any:
                item = arguments[0]
                entries = item if isinstance(item, dict) else {}
                match = condition({**scope, **entries, "item": item}, run)
                if match is not None and not isinstance(match, bool):  # a position is for FEEL's own filter
                    strange.append(match)
                    return False
                return match

            logic = run.function(tag(element), ("element",), call)
            kept = run.value(_LOOPS["filter"], {"_source": source(scope, run), "_logic": logic})
            if strange:
                run.warn("dmn.not_boolean", element="filter")
                return None
            return kept

        return boxed_filter


def _drawn_around(element: etree._Element) -> etree._Element:
    """Return what the graph draws of a part of boxed logic, which an editor marks nowhere else."""
    return next(element.iterancestors("{*}decision", "{*}businessKnowledgeModel"), element)
