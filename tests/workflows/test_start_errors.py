"""Why a place could not begin a package is said in both languages."""

from __future__ import annotations

import pytest

from engine import DefinitionInvalid
from engine.definitions import lint
from engine.hostile_input import FileRefused
from engine.server_process import ServerFailed
from engine.xml import parse_xml
from tests.engine.definitions.vocabulary import CASES, VOCABULARY, package
from workflows.scenarios.start_errors import MOST_SAID, as_error, why_not_begun


def test_errors_of_a_package_are_said_in_both_languages() -> None:
    problems = lint(package(CASES / "bpmn.no_start"), vocabulary=VOCABULARY)
    chinese, english = why_not_begun(DefinitionInvalid(problems))
    assert chinese.startswith("流程包有 1 处错误，不能运行：process.bpmn no_start：")
    assert english.startswith("The package has 1 errors and cannot run: process.bpmn no_start: ")
    assert problems[0].message_zh in chinese
    with pytest.raises(FileRefused) as refused:
        parse_xml(b"<!DOCTYPE a><a/>")
    assert refused.value.message("zh-CN") in why_not_begun(refused.value)[0]
    for wrong in (ServerFailed("no room"), RuntimeError("no room")):
        chinese, english = why_not_begun(wrong)
        assert chinese.startswith("未能")
        assert chinese.endswith("no room")
        assert english.endswith("no room")
    told = as_error(("长" * 9_000, "x" * 9_000))
    assert {name: len(text) for name, text in told.items()} == {"error": MOST_SAID, "error_zh": MOST_SAID}
