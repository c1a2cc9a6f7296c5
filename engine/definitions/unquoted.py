"""Finds texts in decision tables that somebody forgot to put in quotes."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engine.definitions.findings import Findings
from engine.dmn import Model
from engine.dmn.cells import listed_values
from engine.dmn.messages import PLACES
from engine.dmn.problems import Problems
from engine.dmn.table import DecisionTable
from engine.feel import Expression, UnaryTests
from engine.messages import render

_BOOLEANS = {"true": "true", "yes": "true", "是": "true", "false": "false", "no": "false", "否": "false"}


@dataclass(frozen=True, slots=True)
class UnquotedWord:
    """A word in a cell, by rule and column from 1, and what was probably meant."""

    rule: int
    column: int
    word: str
    write: str


def unquoted_words(table: DecisionTable, known: Collection[str]) -> Iterator[UnquotedWord]:
    """Yield the words that are no name of `known`, or are one but are also a text that the column allows."""
    allowed = [_texts(column.constraints) for column in table.inputs]
    allowed += [_texts(column.options) for column in table.outputs]
    types = [column.base_type for column in table.inputs] + [column.type_name for column in table.outputs]
    for number, rule in enumerate(table.rules, 1):
        for place_of, cell in enumerate((*rule.cells, *rule.outputs)):
            for word in sorted(_words(cell)):
                if _is_number(word):
                    continue  # in full-width digits, which is told as such
                if word not in known or word in allowed[place_of]:
                    yield UnquotedWord(number, place_of + 1, word, _written(word, types[place_of]))


def check_words(models: Mapping[str, Model], asked: Collection[DecisionTable], findings: Findings) -> None:
    """Warn of such words in tables that no process of the package asks: others may give them more."""
    for file, model in models.items():
        problems = Problems(file)
        for owner, table in model.tables:
            if owner in model.decisions and not any(table is one for one in asked):
                known = model.visible_in(owner) | model.reads_of(owner)
                for one in unquoted_words(table, known):
                    at = table.rules[one.rule - 1].rule_id or table.table_id or owner
                    _report(problems, at, one)
        findings.take(problems.found)


def _report(problems: Problems, at: str, one: UnquotedWord) -> None:
    where = {"rule": one.rule, "column": one.column}
    english = render(PLACES, "cell", "en", where)
    problems.add(
        "dmn.unquoted_word",
        at,
        severity="warning",
        place=english,
        place_inside=english[0].lower() + english[1:],
        chinese={"place": render(PLACES, "cell", "zh-CN", where)},
        word=one.word,
        write=one.write,
    )


def _words(cell: Expression | UnaryTests | None) -> frozenset[str]:
    return frozenset() if cell is None else cell.names


def _is_number(word: str) -> bool:
    return unicodedata.normalize("NFKC", word).isdecimal()


def _texts(constraints: Collection[UnaryTests]) -> frozenset[str]:
    values = [value for tests in constraints for value in listed_values(tests) or ()]
    return frozenset(value for value in values if isinstance(value, str))


def _written(word: str, type_name: str | None) -> str:
    lowered = word.lower()
    if lowered in ("true", "false") or (type_name == "boolean" and lowered in _BOOLEANS):
        return _BOOLEANS[lowered]
    return f'"{word}"'
