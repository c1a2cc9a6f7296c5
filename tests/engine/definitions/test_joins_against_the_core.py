"""What the lint says of joins holds where the core plays: random diagrams in which joins were exchanged."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.definitions import lint
from engine.spiff import Program
from tests.engine.spiff.rig import Rig
from tests.engine.spiff.test_against_spiffworkflow import Block, blocks, drawn

JOINS = {"bpmn.deadlock", "bpmn.join_never_passed"}
MAX_STEPS = 40

exchanged = st.lists(st.booleans(), min_size=1, max_size=8)
picks = st.lists(st.integers(0, 11), min_size=1, max_size=12)


def with_other_joins(text: str, exchange: list[bool]) -> str:
    """Return the diagram with some of its joins made parallel where they were exclusive, and the reverse."""
    joins = [
        one
        for one in re.findall(r'<bpmn:(?:exclusive|parallel)Gateway id="(n\d+)"', text)
        if len(re.findall(f'targetRef="{one}"', text)) > 1
    ]
    other = {"exclusive": "parallel", "parallel": "exclusive"}
    for number, one in enumerate(joins):
        if exchange[number % len(exchange)]:
            match = re.search(rf'<bpmn:(exclusive|parallel)Gateway id="{one}" [^>]*></bpmn:\1Gateway>', text)
            assert match is not None
            text = text.replace(match[0], match[0].replace(match[1], other[match[1]]))
    return text


def played(text: str, picks: list[int]) -> tuple[set[str], set[str]]:
    """Return the joins that starve when the core plays, and the elements that tokens left."""
    rig = Rig(Program.compile({"a.bpmn": text.encode()}), {"picked": 0}, reload=False)
    for step in range(MAX_STEPS):
        tasks = sorted(event.element_id for event in rig.open["task"].values())
        if not tasks:
            break
        pick = picks[step % len(picks)]
        rig.complete(tasks[pick % len(tasks)], {"picked": pick % 3})
    starved = {event.element_id for event in rig.open["incident"].values() if event.code == "join_starved"}
    return starved, set(rig.left())


def told(text: str) -> dict[str, str]:
    problems = lint({"a.bpmn": text.encode()})
    return {p.element_id or "": p.code for p in problems if p.code in JOINS}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(blocks, exchanged, picks)
def test_a_join_that_starves_was_told_and_one_that_never_passes_does_not(
    block: Block, exchange: list[bool], picks: list[int]
) -> None:
    text = with_other_joins(drawn(block, "feel").decode(), exchange)
    codes = told(text)
    starved, left = played(text, picks)
    assert starved <= codes.keys()
    assert not left & {one for one, code in codes.items() if code == "bpmn.join_never_passed"}


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(blocks)
def test_of_a_sound_diagram_nothing_is_told(block: Block) -> None:
    assert told(drawn(block, "feel").decode()) == {}


def test_the_comparison_sees_joins_that_starve() -> None:
    block = ("xor", [("user",), ("script",)])
    text = with_other_joins(drawn(block, "feel").decode(), [True])
    starved, _ = played(text, [0])
    assert len(starved) == 1
    assert told(text) == dict.fromkeys(starved, "bpmn.join_never_passed")
