"""Whatever the process and the order of events: a restart after every step changes nothing."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.spiff import Program
from tests.engine.spiff.random_processes import blocks, diagram, drive


@given(block=blocks, choices=st.lists(st.integers(0, 20), max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_restart_after_every_step_changes_nothing(block: Any, choices: list[int]) -> None:
    program = Program.compile({"random.bpmn": diagram(block)})
    through = drive(program, choices, reload=False)
    restarted = drive(program, choices, reload=True)
    assert through.ended()
    assert restarted.ended()
    assert restarted.log == through.log
    assert restarted.variables == through.variables
    assert restarted.rows == through.rows
