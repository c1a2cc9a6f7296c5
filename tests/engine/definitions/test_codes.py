"""Every code has a package that triggers exactly it; the page about them is what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definitions import lint
from engine.definitions.codes import codes, page
from engine.definitions.lint import MAX_ELEMENTS
from engine.definitions.sources import MAX_EXPRESSION_CHARACTERS, MAX_PACKAGE_BYTES
from engine.dmn.reader import MAX_CELLS
from engine.package_files import MAX_FILES
from engine.xml import MAX_ATTRIBUTES, MAX_BYTES, MAX_DEPTH, MAX_NODES
from tests.engine.definitions.vocabulary import CASES, VOCABULARY, package

CODES = {code.code: code for code in codes()}
ROOT = Path(__file__).resolve().parents[3]
BPMN = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">%s'
DMN = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="n" namespace="t">%s'
COLUMNS = 200
COLUMN = "<input><inputExpression><text>x</text></inputExpression></input>"
TABLE = (
    f'<decision id="d" name="d"><decisionTable>{COLUMN * COLUMNS}<output typeRef="number"/>%s'
    "</decisionTable></decision>"
)
RULE = "<rule>%s<outputEntry><text>1</text></outputEntry></rule>"


def process(content: str) -> bytes:
    return (BPMN % f'<process id="p" isExecutable="true">{content}</process></definitions>').encode()


def many_elements() -> bytes:
    return process("".join(f'<startEvent id="s{n}"/>' for n in range(MAX_ELEMENTS + 1)))


def many_cells() -> bytes:
    rule = RULE % ("<inputEntry><text>-</text></inputEntry>" * COLUMNS)
    rules = rule * (MAX_CELLS // COLUMNS)
    return (DMN % (TABLE % rules) + "</definitions>").encode()


MANY_ATTRIBUTES = " ".join(f'a{n}=""' for n in range(MAX_ATTRIBUTES + 1))
LARGE = {
    "xml.too_large": lambda: {"a.bpmn": process(" " * MAX_BYTES)},
    "xml.too_deep": lambda: {"a.bpmn": b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1)},
    "xml.too_many_nodes": lambda: {"a.bpmn": b"<a>" + b"<b/>" * MAX_NODES + b"</a>"},
    "xml.too_many_attributes": lambda: {"a.bpmn": process(f"<task {MANY_ATTRIBUTES}/>")},
    "package.too_large": lambda: {"notes.txt": b" " * (MAX_PACKAGE_BYTES + 1)},
    "package.too_many_files": lambda: {f"{n}.txt": b"" for n in range(MAX_FILES + 1)},
    "bpmn.too_many_elements": lambda: {"a.bpmn": many_elements()},
    "bpmn.too_many_expressions": lambda: {
        "a.bpmn": process(f'<startEvent id="={"a" * MAX_EXPRESSION_CHARACTERS}"/>')
    },
    "dmn.too_many_cells": lambda: {"a.dmn": many_cells()},
}
"""Too large to lie in a repository."""


def test_every_code_has_its_package() -> None:
    assert {folder.name for folder in CASES.iterdir()} | LARGE.keys() == CODES.keys()


@pytest.mark.parametrize("code", sorted(CODES))
def test_exactly_this_code_is_found(code: str) -> None:
    files = LARGE[code]() if code in LARGE else package(CASES / code)
    problems = lint(files, vocabulary=VOCABULARY)
    assert {problem.code for problem in problems} == {code}
    for problem in problems:
        assert (problem.severity == "error") is CODES[code].stops_deploy
        assert problem.file in files or not problem.file
        texts = (problem.message_zh, problem.message_en, problem.remedy_zh, problem.remedy_en)
        assert all(texts)
        assert not [text for text in texts if "{" in text or "}" in text]
        assert any("一" <= letter <= "鿿" for letter in problem.message_zh)
        assert any("一" <= letter <= "鿿" for letter in problem.remedy_zh)
        assert problem.message_en[0].isascii()


@pytest.mark.parametrize("code", sorted(code for code in CODES if code.startswith(("bpmn.", "dmn."))))
def test_the_element_and_its_line_are_named(code: str) -> None:
    if code in LARGE or code in ("bpmn.no_process", "bpmn.not_bpmn", "dmn.not_dmn"):
        return
    files = package(CASES / code)
    for problem in lint(files, vocabulary=VOCABULARY):
        assert problem.element_id
        assert problem.line
        around = files[problem.file].decode().splitlines()
        assert f'"{problem.element_id}"' in "".join(around)


def test_the_page_is_what_the_code_says() -> None:
    """`python -m engine.definitions.codes > docs/lint.md` writes it."""
    assert (ROOT / "docs" / "lint.md").read_text() == page()
