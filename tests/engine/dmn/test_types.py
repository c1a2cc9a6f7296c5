"""Types wherever a model declares one: what does not conform is null there, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from engine.dmn import Model, parse_model
from tests.engine.dmn.models import decision, definitions, input_data, literal, table

_DECLARED = """
<itemDefinition name="City"><typeRef>string</typeRef><allowedValues><text>"长沙", "株洲"</text></allowedValues></itemDefinition>
<itemDefinition name="Town"><typeRef>City</typeRef></itemDefinition>
<itemDefinition name="Abroad"><typeRef>City</typeRef><allowedValues><text>"Paris"</text></allowedValues></itemDefinition>
<itemDefinition name="Cities" isCollection="true"><typeRef>City</typeRef></itemDefinition>
<itemDefinition name="Place"><itemComponent name="at"><typeRef>City</typeRef></itemComponent></itemDefinition>
<itemDefinition name="Places" isCollection="true"><itemComponent name="at"><typeRef>City</typeRef></itemComponent></itemDefinition>
<itemDefinition name="Gives"><functionItem outputTypeRef="City"><parameters name="a"/></functionItem></itemDefinition>
<itemDefinition name="Named"><functionItem outputTypeRef="string"><parameters name="a" typeRef="string"/><parameters name="b" typeRef="number"/></functionItem></itemDefinition>
<itemDefinition name="Rules"><itemComponent name="all" isCollection="true"><typeRef>Named</typeRef></itemComponent></itemDefinition>
<itemDefinition name="Takes"><functionItem><parameters name="a" typeRef="City"/></functionItem></itemDefinition>
"""  # noqa: E501  # one type a line


def _knowledge(name: str, variable: str = "", logic: str = "", parameter: str = "") -> str:
    def typed(type_name: str) -> str:
        return f' typeRef="{type_name}"' if type_name else ""

    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"{typed(variable)}/>'
        f'<encapsulatedLogic{typed(logic)}><formalParameter name="a"{typed(parameter)}/>{literal("a")}'
        "</encapsulatedLogic></businessKnowledgeModel>"
    )


def _invocation(function: str, type_name: str = "", parameter: str = "") -> str:
    typed = f' typeRef="{type_name}"' if type_name else ""
    bound = f' typeRef="{parameter}"' if parameter else ""
    return (
        f"<invocation{typed}>{literal(function)}"
        f'<binding><parameter name="a"{bound}/>{literal("x")}</binding></invocation>'
    )


def _context(variable: str, value: str, result: str = "") -> str:
    return (
        f'<context><contextEntry><variable name="f" typeRef="{variable}"/>{value}</contextEntry>'
        f"<contextEntry>{result or literal('f')}</contextEntry></context>"
    )


_FUNCTION = f'<functionDefinition><formalParameter name="a"/>{literal("a")}</functionDefinition>'
_ECHO = table([], ["o"], [([], ["x"])])
_PLACES: dict[str, str] = {
    "expression": literal("x", "City"),
    "alias": literal("x", "Town"),
    "entry of a context": _context("City", literal("x")),
    "list": f'<list typeRef="Cities">{literal("x")}</list>',
    "context": (
        f'<context typeRef="Place"><contextEntry><variable name="at"/>{literal("x")}</contextEntry></context>'
    ),
    "relation": f'<relation typeRef="Places"><column name="at"/><row>{literal("x")}</row></relation>',
    "conditional": (
        f'<conditional typeRef="City"><if>{literal("true")}</if><then>{literal("x")}</then>'
        f"<else>{literal('x')}</else></conditional>"
    ),
    "table": _ECHO.replace("<decisionTable", '<decisionTable typeRef="City"'),
    "output column": _ECHO.replace('name="o"', 'name="o" typeRef="City"'),
    "output cell": _ECHO.replace("<outputEntry", '<outputEntry typeRef="City"'),
    "parameter of a function in FEEL": literal("(function(a: City) a)(x)"),
    "parameter of knowledge": literal("parameter(x)"),
    "type of knowledge, result": literal("variable(x)"),
    "type of its logic, result": literal("logic(x)"),
    "type of knowledge, parameter": literal("taking(x)"),
    "type of a function, result": _context("Gives", _FUNCTION, literal("f(x)")),
    "type of a function, parameter": _context("Takes", _FUNCTION, literal("f(x)")),
    "type of a lambda": _context("Takes", literal("function(a) a"), literal("f(x)")),
    "by name": _context("Takes", literal("function(a) a"), literal("f(a: x)")),
    "invocation": _invocation("untyped", "City"),
    "binding": _invocation("untyped", parameter="City"),
    "service": literal("served(x)"),
}

_RELATION = f'<relation><column name="at" typeRef="City"/><row>{literal("x")}</row></relation>'
_INSTANCES = "[x instance of City, [x] instance of list<Town>, 1 instance of City]"


@pytest.fixture(scope="module")
def model() -> Model:
    """Return a model with a decision for each place, by the place's name."""
    knowledge = ("parameter", "variable", "logic", "taking", "untyped", "served")
    content = (
        _DECLARED,
        input_data("x"),
        _knowledge("parameter", parameter="City"),
        _knowledge("variable", variable="Gives"),
        _knowledge("logic", logic="Gives"),
        _knowledge("taking", variable="Takes"),
        _knowledge("untyped"),
        decision("a", literal('"never"')),
        decision("echo", literal("a"), ["a"]),
        '<decisionService id="served" name="served"><variable name="served" typeRef="Takes"/>'
        '<outputDecision href="#echo"/><inputDecision href="#a"/></decisionService>',
        *(decision(place, logic, ["<x"], knowledge) for place, logic in _PLACES.items()),
        decision("cells", _RELATION, ["<x"]),
        decision("abroad", literal("x", "Abroad"), ["<x"]),
        decision("instance", literal(_INSTANCES), ["<x"]),
    )
    model = parse_model(definitions(*content))
    assert model.problems == ()
    return model


@pytest.mark.parametrize("place", _PLACES)
def test_what_does_not_conform_is_null_where_the_type_is_declared(model: Model, place: str) -> None:
    allowed = model.evaluate(place, {"x": "长沙"}).value
    assert allowed in ("长沙", ["长沙"], {"at": "长沙"}, [{"at": "长沙"}])
    result = model.evaluate(place, {"x": "Paris"})
    assert result.value is None
    assert result.warnings


def test_a_cell_of_a_typed_column_is_null_alone(model: Model) -> None:
    assert model.evaluate("cells", {"x": "Paris"}).value == [{"at": None}]


def test_allowed_values_of_a_type_take_the_place_of_those_it_is_based_on(model: Model) -> None:
    assert [model.evaluate("abroad", {"x": city}).value for city in ("Paris", "长沙")] == ["Paris", None]


def test_instance_of_does_not_ask_for_allowed_values(model: Model) -> None:
    assert model.evaluate("instance", {"x": "Paris"}).value == [True, True, False]


@pytest.mark.parametrize(
    ("function", "is_named"),
    [
        ('function(x: string, y: number) "z"', True),
        ('function(x, y) "z"', True),  # takes more
        ('function(x: string, y: string) "z"', False),
        ("function(x: string, y: number) 1", False),
        ('function(x: string) "z"', False),
        ("sqrt", False),
        ('"z"', False),
    ],
)
def test_a_function_is_of_a_type_that_takes_no_more_and_gives_no_less(function: str, is_named: bool) -> None:
    asked = f"[({function}) instance of Named, {{all: [{function}]}} instance of Rules]"
    model = parse_model(definitions(_DECLARED, decision("asked", literal(asked))))
    assert model.evaluate("asked", {}).value == [is_named, is_named]


def test_parameters_of_a_service_that_is_asked_itself_keep_to_its_type(model: Model) -> None:
    given: list[Any] = [model.evaluate("served", {"a": city}).value for city in ("株洲", "Paris")]
    assert given == ["株洲", None]


AGE = '<itemDefinition name="Age"><typeRef>f:number</typeRef></itemDefinition>'
SPACES = {
    "f": "http://www.omg.org/spec/FEEL/20140401",
    **{name: f"urn:{name}" for name in ("own", "a", "b", "c")},
}
IMPORTS = "".join(
    f'<import name="{name}" namespace="urn:{model}" importType="x"/>'
    for name, model in (("named", "a"), ("", "b"))
)


def _prefixed(*content: str, own: str = "urn:own") -> bytes:
    declared = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in SPACES.items())
    return definitions(*content, own=own).replace(b"<definitions", b"<definitions" + declared.encode())


def _of_type(written: str, *content: str) -> Model:
    others = {one: parse_model(_prefixed(AGE, own=one)) for one in ("urn:a", "urn:b")}
    one = decision("d", literal("x"), ["<x"], type_name=written)
    return parse_model(_prefixed(IMPORTS, *content, input_data("x", written), one), imports=others)


@pytest.mark.parametrize(
    ("written", "content"),
    [("f:number", ""), ("own:Age", AGE), ("a:Age", ""), ("b:Age", "")],
    ids=["of FEEL", "of the model", "of an import", "of an import without a name"],
)
def test_types_may_be_named_by_a_prefix_of_xml(written: str, content: str) -> None:
    """DMN 1.1 says so, and tools that save later versions go on saying so."""
    model = _of_type(written, content)
    assert not model.problems
    assert model.evaluate("d", {"x": 5}).value == 5
    assert model.evaluate("d", {"x": "five"}).value is None


def test_a_prefix_of_nothing_that_is_imported_is_no_type() -> None:
    assert {problem.code for problem in _of_type("c:Age").problems} == {"dmn.unknown_type"}
