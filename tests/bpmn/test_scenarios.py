"""Every delivered package is deployed and every one of its scenarios is played."""

from __future__ import annotations

from importlib.resources import files

import pytest

from workflows.bootstrap import Platform
from workflows.packages import delivered
from workflows.scenarios import Scenario, ScenarioFailed, ScenarioInvalid, play, read_scenarios

pytestmark = pytest.mark.prepared


def scenarios() -> list[Scenario]:
    all_scenarios: list[Scenario] = []
    for process_id in delivered():
        content = (files("bpmn") / process_id / "scenarios.yaml").read_bytes()
        all_scenarios += read_scenarios(process_id, content)
    return all_scenarios


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda one: f"{one.process_id}-{one.name}")
def test_scenario(platform: Platform, scenario: Scenario) -> None:
    play(platform, scenario)


def test_a_scenario_that_expects_otherwise_fails(platform: Platform) -> None:
    (wrong,) = read_scenarios(
        "enterprise_registration",
        b"scenarios: [{name: x, given: {data: {region: outside}}, steps: [submit], then: {case: approved}}]",
    )
    with pytest.raises(ScenarioFailed, match="expected case to be 'approved', but it is 'completed'"):
        play(platform, wrong)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "scenarios: [{steps: []}]",
        "scenarios: [{name: x, steps: [dance]}]",
        "scenarios: [{name: x, steps: [{act: {by: a, acton: approve}}]}]",
        "scenarios: [{name: x, then: {stat: approved}}]",
        "scenarios: [{name: x, given: {peple: {}}}]",
    ],
)
def test_a_misspelt_scenario_is_refused(text: str) -> None:
    with pytest.raises(ScenarioInvalid):
        read_scenarios("x", text.encode())


def nested(levels: int) -> str:
    """Each part twice in the next: two to the power of `levels` values."""
    parts = "".join(f", &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, levels))
    return f"scenarios: [&a0 [x, x]{parts}]"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (nested(14), "more than 20000 values"),
        ("scenarios: " + "[" * 17, "deeper than 16 levels"),
        ("scenarios: [" + "&a0 [x]" + "".join(f", &a{n} [*a{n - 1}]" for n in range(1, 17)) + "]", "deeper"),
        ("scenarios: &a [*a]", r"line 1: \*a stands before &a is complete"),
        ("scenarios: []\n---\nscenarios: []", "line 2: a second document"),
        ("#" * 200_001, "at most 200000 are read"),
        ("scenarios: [{name: " + "9" * 5_000 + "}]", "Expected YAML"),
        ("scenarios: [", "it is no YAML"),
    ],
)
def test_a_file_is_read_within_bounds(text: str, sentence: str) -> None:
    with pytest.raises(ScenarioInvalid, match=sentence):
        read_scenarios("x", text.encode())


def test_what_is_repeated_in_bounds_is_read() -> None:
    text = "scenarios: [{name: a, given: &g {people: {b: [operator]}}}, {name: c, given: *g}]"
    first, second = read_scenarios("x", text.encode())
    assert first.people == second.people == {"b": ("operator",)}


def test_a_refusal_that_nobody_knows_is_told_with_the_nearest_one() -> None:
    text = "scenarios: [{name: a, steps: [{refused: {by: a, because: approvals.task_not_fond}}]}]"
    with pytest.raises(ScenarioInvalid, match=r"did you mean approvals\.task_not_found"):
        read_scenarios("x", text.encode())
