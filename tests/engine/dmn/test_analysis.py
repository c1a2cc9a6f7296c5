from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import DecisionTable, TableAnalysis, analyse, parse_model, table_problems
from engine.feel import Date, DateTime, Time, compile_unary_tests
from tests.engine.dmn.models import decision, definitions, table

Rules = Sequence[tuple[Sequence[str], Sequence[str]]]


def table_of(logic: str, *types: str) -> DecisionTable:
    model = parse_model(definitions(*types, decision("d", logic)))
    assert model.problems == ()
    ((owner, table),) = model.tables
    assert owner == "d"
    return table


def analysed(*rules: Sequence[str], types: Sequence[str] = ("number",), **further: Any) -> TableAnalysis:
    """Analyse a table of cells; each rule gives its own number unless the table says otherwise."""
    inputs = [f"i{number}" for number in range(len(rules[0]))]
    outputs = further.pop("outputs", [str(number) for number in range(len(rules))])
    rows = [(list(cells), [output]) for cells, output in zip(rules, outputs, strict=True)]
    return analyse(table_of(table(inputs, ["o"], rows, input_types=types, **further)))


def examples(analysis: TableAnalysis) -> list[tuple[Any, ...]]:
    return [tuple(item.value for item in gap.example) for gap in analysis.gaps]


def test_a_gap_between_numbers_has_an_example_and_the_cells_that_close_it() -> None:
    analysis = analysed(["< 10"], ["[20..30]"], ["> 30"])
    assert examples(analysis) == [(Decimal(10),)]
    assert [gap.cells for gap in analysis.gaps] == [("10, (10..20)",)]
    assert analysis.gaps[0].example[0].expression == "i0"
    assert (analysis.overlaps, analysis.unreachable, analysis.open_cells, analysis.is_complete) == (
        (),
        (),
        (),
        True,
    )


@pytest.mark.parametrize(
    ("cells", "type_name", "expected"),
    [
        (["< 1", "> 1"], "number", [(Decimal(1),)]),
        (["<= 1", ">= 1.5"], "number", [(Decimal("1.2"),)]),
        (["0", "not(0)"], "number", []),
        (["true"], "boolean", [(False,)]),
        (["true", "false"], "boolean", []),
        (['"a","b"'], "string", [("其他",)]),
        (['"a"', 'not("a")'], "string", []),
        (['< "b"', '>= "c"'], "string", [("b",)]),
        (
            ['< date("2026-01-01")', '> date("2026-01-02")'],
            "date",
            [(Date(2026, 1, 1),)],
        ),
        (['<= date("2026-01-01")', '>= date("2026-01-02")'], "date", []),
        (['< duration("P1D")', '>= duration("P1D")'], "days and time duration", []),
        (['< duration("P1Y")', '> duration("P13M")'], "years and months duration", None),
        (["-"], "string", []),
        (["? > limit"], "number", []),
        (["? > 5", "? < 5 and ? != 3"], "number", [(Decimal(3),)]),
        (["? in (1, [3..5])", "not(? in (1, [3..5]))"], "number", []),
        (['< time("09:00:00")', '>= @"10:00:00"'], "time", [(Time(9, 0, 0),)]),
        (['< time("09:00:00")', '>= @"09:00:00"'], "time", []),
        (
            ['< @"2026-01-01T00:00:00"', '> @"2026-01-01T00:00:00"'],
            "dateTime",
            [(DateTime(Date(2026, 1, 1), Time(0, 0, 0)),)],
        ),
        (['< @"2026-01-01T00:00:00Z"'], "dateTime", []),
    ],
)
def test_gaps_of_one_column(cells: list[str], type_name: str, expected: list[tuple[Any, ...]] | None) -> None:
    analysis = analysed(*([cell] for cell in cells), types=(type_name,))
    if expected is None:
        assert len(analysis.gaps) == 1
    else:
        assert examples(analysis) == expected


COUNTED = [
    "0",
    "1",
    "> 0",
    ">= 1",
    "[0..2]",
    "< 1.5",
    "(1..3)",
    "> 2",
    "-3",
    "> -2",
    "0.5",
    "not(0)",
    "< 0",
    "[-5..3]",
]


@pytest.mark.parametrize("first", COUNTED)
def test_what_is_counted_is_whole_and_never_below_nothing(first: str) -> None:
    for second in COUNTED:
        rows = [([first], ["1"]), ([second], ["2"])]
        for counting in ("count(xs)", "string length(name)"):
            gaps = analyse(table_of(table([counting], ["o"], rows, input_types=["number"]))).gaps
            tests = [compile_unary_tests(cell) for cell in (first, second)]
            missed = {Decimal(n) for n in range(9) if not any(one.matches(Decimal(n), {}) for one in tests)}
            assert bool(gaps) == bool(missed), (first, second)
            assert {gap.example[0].value for gap in gaps} <= missed


def test_a_rule_for_less_than_nothing_is_never_met() -> None:
    rows = [(["< 0"], ["1"]), ([">= 0"], ["2"])]
    analysis = analyse(table_of(table(["count(xs)"], ["o"], rows, input_types=["number"])))
    assert [one.rule for one in analysis.unreachable] == [1]
    less = analyse(table_of(table(["count(xs) - 1"], ["o"], rows, input_types=["number"])))
    assert less.unreachable == ()


def test_gaps_of_several_columns() -> None:
    analysis = analysed(["< 10", "true"], [">= 10", "false"], types=("number", "boolean"))
    assert {gap.cells for gap in analysis.gaps} == {("< 10", "false"), ("10, > 10", "true")}


def test_the_kind_of_an_untyped_column_is_that_of_its_constants() -> None:
    assert examples(analysed(["true"], types=())) == [(False,)]
    assert analysed(["null"], ["not(null)"], types=()).gaps == ()


def test_allowed_values_bound_the_inputs() -> None:
    assert analysed(['"a"'], ['"b"'], types=("string",), input_values=['"a","b"']).gaps == ()
    assert examples(analysed(['"a"'], types=("string",), input_values=['"a","b"'])) == [("b",)]
    assert analysed(["[0..10]"], types=("number",), input_values=["[0..10]"]).gaps == ()
    allowed = "<allowedValues><text>[0..9]</text></allowedValues>"
    size = f'<itemDefinition name="Size"><typeRef>number</typeRef>{allowed}'
    logic = table(["x"], ["o"], [(["<= 5"], ["1"])], input_types=["Size"])
    analysis = analyse(table_of(logic, size + "</itemDefinition>"))
    assert [gap.cells for gap in analysis.gaps] == [("(5..9), 9",)]


def test_a_rule_outside_the_allowed_values_is_unreachable() -> None:
    analysis = analysed(['"c"'], ['"a","b"'], types=("string",), input_values=['"a","b"'])
    assert [(item.rule, item.hidden_by) for item in analysis.unreachable] == [(1, ())]


def test_restrictions_that_are_not_plain_do_not_make_false_reports() -> None:
    analysis = analysed(["< 0"], [">= 1"], types=("number",), input_values=["abs(?) > 1"])
    assert analysis.gaps == ()
    assert not analysis.is_complete


def test_overlaps_have_an_example_and_tell_equal_outputs() -> None:
    analysis = analysed(["<= 10"], [">= 10"], ["[5..7]"], outputs=["1", "2", "1"])
    assert [(item.first, item.second, item.same_output) for item in analysis.overlaps] == [
        (1, 2, False),
        (1, 3, True),
    ]
    assert [item.example[0].value for item in analysis.overlaps] == [10, 5]


def test_two_columns_with_one_expression_have_one_value() -> None:
    logic = table(
        ["x", "x"], ["o"], [([">= 0", "< 10"], ["1"]), (["< 0", "-"], ["2"])], input_types=["number"] * 2
    )
    analysis = analyse(table_of(logic))
    assert [gap.cells for gap in analysis.gaps] == [("10, > 10", "-")]
    assert analysis.overlaps == ()


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([["< 10"], ["< 5"]], [(2, (1,))]),
        ([["< 5"], [">= 5"], ["-"]], []),  # a missing input meets it
        ([["< 5"], ["not(< 5)"], ["-"]], []),  # and not(null) is null
        ([["5"], ["not(5)"], ["-"]], [(3, (1, 2))]),
        ([["< 5"], [">= 5"], ["null"], ["-"]], [(4, (1, 2, 3))]),
        ([["< 5"], ["> 5"], ["-"]], []),
        ([["-"], ["? > 3"]], [(2, (1,))]),
        ([["? > 3"], ["> 3"]], [(2, (1,))]),
        ([["? > limit"], ["> 3"]], []),
    ],
)
def test_rules_hidden_under_first(
    rules: list[list[str]], expected: list[tuple[int, tuple[int, ...]]]
) -> None:
    analysis = analysed(*rules, hit_policy="FIRST")
    assert [(item.rule, item.hidden_by) for item in analysis.unreachable] == expected


def test_a_rule_that_only_times_with_a_zone_meet_is_not_hidden() -> None:
    rules = (['< @"09:00:00"'], ['>= @"09:00:00"'], ["null"], ["-"], ["-"])
    analysis = analysed(*rules, types=("time",), hit_policy="FIRST")
    assert [(item.rule, item.hidden_by) for item in analysis.unreachable] == [(5, (4,))]


def test_outputs_that_are_written_differently_and_equal_are_no_conflict() -> None:
    analysis = analysed(["> 5"], ["> 6"], ["<= 5"], outputs=["1", "1.0", '"1"'])
    assert [overlap.same_output for overlap in analysis.overlaps] == [True]


def test_rules_hidden_under_priority() -> None:
    analysis = analysed(
        ["< 5"], ["-"], ["> 7"], hit_policy="PRIORITY", outputs=['"low"', '"high"', '"top"'],
        output_values=['"top", "high", "low"'],
    )  # fmt: skip
    assert [(item.rule, item.hidden_by) for item in analysis.unreachable] == [(1, (2,))]


def test_cells_that_are_not_plain_are_named() -> None:
    analysis = analysed(["< limit", "true"], ["-", "-"], types=("number", "boolean"))
    assert analysis.open_cells == ((1, 1),)
    assert (analysis.gaps, analysis.overlaps, analysis.unreachable) == ((), (), ())


def test_a_large_table_is_examined_within_the_steps() -> None:
    rules = [
        [f"[{low}..{low + 10})", f'"r{region}"', "true" if region % 2 else "false", ">= 0", "-"]
        for low in range(0, 200, 10)
        for region in range(10)
    ]
    types = ("number", "string", "boolean", "number", "number")
    analysis = analysed(*rules, types=types, hit_policy="FIRST")
    assert len(analysis.gaps) == 20
    assert analysis.overlaps == ()
    assert analysis.unreachable == ()


def test_a_hard_table_stops_at_the_budget() -> None:
    columns = 14
    rules = [
        [
            "true" if (seed >> column) & 1 else "false" if (seed >> column) & 2 else "-"
            for column in range(columns)
        ]
        for seed in (7919 * number % 99991 for number in range(300))
    ]
    rows = [(row, ["1"]) for row in rules]
    logic = table([f"i{n}" for n in range(columns)], ["o"], rows, input_types=["boolean"] * columns)
    analysis = analyse(table_of(logic), max_steps=2_000)
    assert not analysis.is_complete


NUMBER_CELLS = st.sampled_from(
    [
        "-",
        "1",
        "3",
        "1,3",
        "< 1",
        "<= 3",
        ">= 2",
        "> 1",
        "[1..3]",
        "(1..3)",
        "[1..2)",
        "not(2)",
        "not([1..2])",
        "? > 1 and ? <= 3",
        "? != 2",
    ]
)
STRING_CELLS = st.sampled_from(["-", '"a"', '"b"', '"a","b"', 'not("a")', 'not("a","b")'])
BOOLEAN_CELLS = st.sampled_from(["-", "true", "false"])
GRID = (
    [Decimal(number) / 2 for number in range(-1, 9)],
    ["a", "b", "z"],
    [True, False],
)
ROWS = st.lists(st.tuples(NUMBER_CELLS, STRING_CELLS, BOOLEAN_CELLS), min_size=1, max_size=6)


def accepts(row: Sequence[str], point: Sequence[Any]) -> bool:
    return all(compile_unary_tests(cell).matches(value, {}) for cell, value in zip(row, point, strict=True))


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_findings_agree_with_trying_everything(rows: list[tuple[str, str, str]]) -> None:
    analysis = analysed(*rows, types=("number", "string", "boolean"), hit_policy="FIRST")
    points = list(itertools.product(*GRID))
    hits = [[number for number, row in enumerate(rows, 1) if accepts(row, point)] for point in points]

    for gap in analysis.gaps:
        example = [item.value for item in gap.example]
        assert not any(accepts(row, example) for row in rows)
        assert accepts(gap.cells, example)
    if len(analysis.gaps) < 20:
        for point, numbers in zip(points, hits, strict=True):
            assert any(accepts(gap.cells, point) for gap in analysis.gaps) is (not numbers)

    overlaps = {pair for numbers in hits for pair in itertools.combinations(numbers, 2)}
    assert {(item.first, item.second) for item in analysis.overlaps} == overlaps
    for overlap in analysis.overlaps:
        example = [item.value for item in overlap.example]
        assert accepts(rows[overlap.first - 1], example)
        assert accepts(rows[overlap.second - 1], example)

    with_null = itertools.product(*([*values, None] for values in GRID))
    first_hits = {
        next((number for number, row in enumerate(rows, 1) if accepts(row, point)), 0) for point in with_null
    }
    assert {item.rule for item in analysis.unreachable} == set(range(1, len(rows) + 1)) - first_hits


PARTS = {
    "x.month": ("number", [Decimal(n) for n in range(1, 13)]),
    "x.weekday": ("number", [Decimal(n) for n in range(1, 8)]),
    "x.hour": ("number", [Decimal(n) for n in range(24)]),
    "day of year(x)": ("number", [Decimal(n) for n in range(1, 367)]),
    "floor(x)": ("number", [Decimal(n) for n in range(-30, 400)]),
    "abs(x)": ("number", [Decimal(n) / 2 for n in range(800)]),
    "count(x)": ("number", [Decimal(n) for n in range(400)]),
    "day of week(x)": (
        "string",
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ),
}
PART_CELLS = {
    "number": [
        "-",
        "0",
        "< 1",
        ">= 1",
        "[1..6]",
        "(0..12)",
        "> 6",
        "< 8",
        "7,8",
        ">= 0",
        "not(13)",
        "(5..7)",
    ],
    "string": ["-", '"Monday"', 'not("Monday")', '"Saturday","Sunday"', 'not("Saturday","Sunday")', '"x"'],
}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_findings_of_limited_inputs_agree_with_trying_everything(data: st.DataObject) -> None:
    expression = data.draw(st.sampled_from(sorted(PARTS)))
    kind, values = PARTS[expression]
    cells = data.draw(st.lists(st.sampled_from(PART_CELLS[kind]), min_size=1, max_size=4))
    rows = [([cell], [str(number)]) for number, cell in enumerate(cells)]
    logic = table([expression], ["o"], rows, input_types=[kind], hit_policy="FIRST")
    analysis = analyse(table_of(logic))
    missed = [value for value in values if not any(accepts([cell], [value]) for cell in cells)]
    assert bool(analysis.gaps) is bool(missed), (expression, cells)
    for gap in analysis.gaps:
        assert gap.example[0].value in missed
        assert all(accepts(gap.cells, [value]) for value in missed)
    firsts = {
        next((number for number, cell in enumerate(cells, 1) if accepts([cell], [value])), 0)
        for value in [*values, None]
    }
    reported = {item.rule for item in analysis.unreachable}
    assert not reported & firsts
    if not expression.startswith("x."):  # a context may have a month of its own
        assert reported == set(range(1, len(cells) + 1)) - firsts


def test_the_month_of_a_date_is_never_nothing() -> None:
    rows = [([f"{month}"], ["1"]) for month in range(1, 13)]
    assert analyse(table_of(table(["x.month"], ["o"], rows, input_types=["number"]))).gaps == ()
    missing = analyse(table_of(table(["x.month"], ["o"], rows[:-1], input_types=["number"])))
    assert examples(missing) == [(Decimal(12),)]


def findings(*rules: Sequence[str], **further: Any) -> list[tuple[str, str | None, str]]:
    rows = [(list(cells), [str(number)]) for number, cells in enumerate(rules)]
    logic = table(["amount"], ["o"], rows, input_types=["number"], **further)
    problems = table_problems(parse_model(definitions(decision("d", logic))), file="x.dmn")
    assert all(item.severity == "warning" and item.remedy_en and item.remedy_zh for item in problems)
    return [(item.code, item.element_id, item.message_en) for item in problems]


def test_findings_name_the_element_and_what_is_missing() -> None:
    assert findings(["< 10"], ["[5..20]"]) == [
        ("dmn.gap", "table", "Expected a rule for every input, but none covers amount = 21."),
        ("dmn.overlap", "r2", "Expected one rule for every input, but rules 1 and 2 both match amount = 5."),
    ]


def test_findings_depend_on_the_hit_policy() -> None:
    assert findings(["< 10"], ["[5..20]"], hit_policy="COLLECT") == []
    assert [code for code, *_ in findings(["< 10"], ["[5..20]"], hit_policy="FIRST")] == ["dmn.gap"]
    assert findings(["< 10"], defaults=["0"]) == []
    assert [code for code, *_ in findings(["-"], ["> 5"], hit_policy="ANY")] == ["dmn.conflict"]
    assert [code for code, *_ in findings(["-"], ["> 5"], hit_policy="FIRST")] == ["dmn.hidden_rule"]
    assert [code for code, *_ in findings(["-"], ['"a"'], hit_policy="FIRST")] == ["dmn.never_matches"]
