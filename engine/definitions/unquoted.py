"""Finds names in decisions that nothing provides: texts without quotes, and requirements not drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engine.definitions.findings import Findings
from engine.definitions.suggestions import hint, nearest
from engine.dmn import Model
from engine.dmn.cells import listed_values
from engine.dmn.graph import DrgElement, NodeKind
from engine.dmn.problems import Problems
from engine.dmn.table import DecisionTable
from engine.dmn.texts import LogicText, note, said_otherwise
from engine.feel import BUILTIN_NAMES, Expression, UnaryTests
from engine.feel.syntax import Name
from engine.feel.words import functions_as_values, text_meant, words

Asked = Mapping[DrgElement, frozenset[str]]
"""The decisions that processes have evaluated, each with the variables of those processes."""
NONE: frozenset[str] = frozenset()
TEXTS = frozenset({"literal", "default", "input"})
"""Places of expressions; cells are looked at by table, as what their column allows counts there."""


@dataclass(frozen=True, slots=True)
class UnquotedWord:
    """A word in a cell, by rule and column from 1, and what was probably meant."""

    rule: int
    column: int
    word: str
    write: str


def unquoted_words(table: DecisionTable, known: Collection[str]) -> Iterator[UnquotedWord]:
    """Yield the words that are no name of `known`, or are one but are also a text that the column allows.

    The name of a built-in function stands for a text, too, where no function can be meant.
    """
    allowed = [_texts(column.constraints) for column in table.inputs]
    allowed += [_texts(column.options) for column in table.outputs]
    types = [column.base_type for column in table.inputs] + [column.type_name for column in table.outputs]
    for number, rule in enumerate(table.rules, 1):
        for place_of, cell in enumerate((*rule.cells, *rule.outputs)):
            unquoted = [
                word for word in sorted(_words(cell)) if word not in known or word in allowed[place_of]
            ]
            is_test = bool(unquoted) and place_of < len(rule.cells)
            if is_test and said_otherwise(rule.cell_texts[place_of], types[place_of]) is not None:
                continue  # told with what to write
            for word in unquoted:
                yield UnquotedWord(number, place_of + 1, word, text_meant(word, types[place_of]))


def check_words(
    models: Mapping[str, Model], asked: Asked, functions: Collection[str], findings: Findings
) -> None:
    """Warn of names in the logic of decisions that are not there; `functions` are the installation's own.

    Cells of decisions that a process asks for are left out: there it is known what else is given.
    """
    for file, model in models.items():
        problems = Problems(file)
        for node in model.nodes:
            given = asked.get(node, NONE) if node.kind is NodeKind.DECISION else NONE
            known = given | frozenset(functions)
            for text in node.texts:
                if text.place in TEXTS:
                    _check_text(problems, model, node, text, known)
            if node not in asked or node.kind is not NodeKind.DECISION:
                _check_cells(problems, model, node, known)
        findings.take(problems.found)


def _check_text(
    problems: Problems, model: Model, node: DrgElement, text: LogicText, known: frozenset[str]
) -> None:
    """Report a name as not required, as a text without quotes, or as unknown.

    A decision may read what its model has not drawn: only a name much like one that is there is told.
    Knowledge models see nothing but what they require.
    """
    expression, scope = text.expression, text.names | known
    missing = expression.names - scope
    at = (text.element, text.place, text.where)
    meant = words(expression.tree, scope | BUILTIN_NAMES) if text.place != "input" else NONE
    for name in sorted(missing):
        if name in BUILTIN_NAMES and (name not in meant or expression.tree == Name(name)):
            continue  # a function is given, or is all there is, as in a boxed invocation
        if name in model.own_names:
            note(problems, "dmn.not_required", *at, name=name, decision=node.name)
        elif text.filtered:
            continue  # the items may have a component of this name
        elif name in meant:
            note(problems, "dmn.unquoted_word", *at, word=name, write=text_meant(name))
        elif node.kind is not NodeKind.DECISION or nearest(name, text.names):
            english, chinese = hint(name, text.names)
            note(problems, "dmn.unknown_variable", *at, chinese={"hint": chinese}, name=name, hint=english)


def _check_cells(problems: Problems, model: Model, node: DrgElement, known: frozenset[str]) -> None:
    is_decision = node.kind is NodeKind.DECISION
    outside = model.visible_in(node.node_id) | model.reads_of(node.node_id) if is_decision else NONE
    for table in node.tables:
        for one in unquoted_words(table, known | outside | table.names):
            at = table.rules[one.rule - 1].rule_id or table.table_id or node.node_id
            where = {"rule": one.rule, "column": one.column}
            note(problems, "dmn.unquoted_word", at, "cell", where, word=one.word, write=one.write)


def _texts(constraints: Collection[UnaryTests]) -> frozenset[str]:
    values = [value for tests in constraints for value in listed_values(tests) or ()]
    return frozenset(value for value in values if isinstance(value, str))


def _words(cell: Expression | UnaryTests | None) -> frozenset[str]:
    if cell is None:
        return NONE
    functions = cell.names & BUILTIN_NAMES
    return cell.names - functions | (functions & functions_as_values(cell.tree)) if functions else cell.names
