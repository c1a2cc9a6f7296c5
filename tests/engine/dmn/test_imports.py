"""Imports without a name: what they bring is as if it stood in the file itself."""

from __future__ import annotations

from typing import Any

import pytest

from engine.dmn import parse_models
from tests.engine.dmn.models import DMN_15, decision, definitions, input_data, literal


def _model(own: str, *content: str, imports: str = "", named: str = "") -> bytes:
    """Return a file that imports the models `imports` without names and those of `named` by their own."""
    lines = [
        f'<import namespace="urn:{name}" name="{called}" importType="{DMN_15}"/>'
        for name, called in [(one, "") for one in imports] + [(one, one) for one in named]
    ]
    return definitions(*lines, *content, name=own, own=f"urn:{own}")


def _two(value: str) -> str:
    return decision("two", literal(f'"{value}"'))


ONE = decision("one", literal("two"), ["two"])
BELOW = decision("one", literal("b.two"), ["urn:c#two"]).replace("#urn:c", "urn:c")
TOWN = '<itemDefinition name="Town"><typeRef>string</typeRef></itemDefinition>'
SAID = literal('"said"')
SAY = (
    '<businessKnowledgeModel id="say" name="say"><variable name="say"/>'
    f"<encapsulatedLogic>{SAID}</encapsulatedLogic></businessKnowledgeModel>"
)
CASES: dict[str, tuple[list[bytes], Any]] = {
    "its own comes first": ([_model("a", ONE, _two("a"), imports="b"), _model("b", _two("b"))], "a"),
    "imports of imports": (
        [
            _model("a", ONE, imports="bd"),
            _model("b", imports="c"),
            _model("c", _two("c")),
            _model("d", _two("d")),
        ],
        "c",
    ),
    "the only one that has it": (
        [_model("a", ONE, imports="bd"), _model("b"), _model("d", _two("d"))],
        "d",
    ),
    "knowledge": (
        [_model("a", decision("one", literal("say()"), knows=["say"]), imports="b"), _model("b", SAY)],
        "said",
    ),
    "types": (
        [_model("a", decision("one", literal("1"), type_name="Town"), imports="b"), _model("b", TOWN)],
        None,
    ),
    "instance of": (
        [_model("a", decision("one", literal('"x" instance of Town')), imports="b"), _model("b", TOWN)],
        True,
    ),
    "asked in the model that only imports": (
        [_model("a", imports="b"), _model("b", input_data("x"), decision("one", literal("x"), ["<x"]))],
        5,
    ),
    "seen below the name of an import that has one": (
        [_model("a", BELOW, named="b"), _model("b", imports="c"), _model("c", _two("c"))],
        "c",
    ),
    "itself": ([_model("a", ONE, _two("a"), imports="a")], "a"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_imported_without_a_name_is_found(case: str) -> None:
    files, expected = CASES[case]
    models, problems = parse_models({f"{place}.dmn": data for place, data in enumerate(files)})
    assert problems == []
    assert models["0.dmn"].evaluate("one", {"x": 5}).value == expected


def test_models_that_import_each_other_are_told_and_end() -> None:
    files = {"a.dmn": _model("a", ONE, imports="b"), "b.dmn": _model("b", _two("b"), imports="a")}
    models, problems = parse_models(files)
    assert [problem.code for problem in problems] == ["dmn.unresolved_import"]
    assert models["a.dmn"].evaluate("one", {}).value == "b"


@pytest.mark.parametrize("location", ["1.dmn", "./1.dmn", "models/1.dmn"])
def test_a_model_is_found_by_its_location_where_its_namespace_is_another(location: str) -> None:
    """As in the public kit: models of one namespace, told apart by their files and the import's name."""
    imported = f'<import namespace="urn:told" name="b" locationURI="{location}" importType="{DMN_15}"/>'
    asks = decision("one", literal('x + " " + b.x + " " + b.one'), ["urn:told#one"])
    asks = asks.replace("#urn:told", "urn:told").replace(
        "<informationRequirement>",
        '<informationRequirement><requiredInput href="#x"/></informationRequirement>'
        '<informationRequirement><requiredInput href="urn:told#x"/></informationRequirement>'
        "<informationRequirement>",
        1,
    )
    files = {
        "0.dmn": definitions(imported, input_data("x"), asks),
        "1.dmn": definitions(input_data("x"), decision("one", literal("x"), ["<x"])),
    }
    models, problems = parse_models(files)
    assert problems == []
    for given in ({"b.x": "b"}, {"b": {"x": "b"}}):
        assert models["0.dmn"].evaluate("one", {"x": "a", **given}).value == "a b b"
