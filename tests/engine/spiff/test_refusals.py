"""Every construct that the core does not execute is refused, by element and reason."""

from pathlib import Path

import pytest

from engine.errors import DefinitionInvalid
from engine.spiff import Program
from tests.engine.spiff.rig import Rig

REFUSED = Path(__file__).parent / "refused"
CASES = [
    ("ad_hoc_sequential_without_choice", "bpmn.missing", "bad"),
    ("ad_hoc_with_start", "bpmn.wrong_place", "bad"),
    ("bad_feel", "bpmn.expression", "bad"),
    ("call_itself", "bpmn.self_call", "bad"),
    ("call_without_process", "bpmn.missing", "bad"),
    ("camunda_7", "bpmn.foreign", "bad"),
    ("cancel_boundary_without_transaction", "bpmn.wrong_place", "bad"),
    ("cancel_end_without_transaction", "bpmn.wrong_place", "bad"),
    ("catch_without_event", "bpmn.missing", "bad"),
    ("compensation_not_awaited", "bpmn.not_executed", "bad"),
    ("compensation_of_nothing", "bpmn.nothing_to_undo", "bad"),
    ("compensation_out_of_sight", "bpmn.nothing_to_undo", "bad"),
    ("compensation_without_handler", "bpmn.missing", "bad"),
    ("completion_quantity", "bpmn.not_executed", "bad"),
    ("complex_join_without_condition", "bpmn.missing", "bad"),
    ("condition_with_filter", "bpmn.not_executed", "bad"),
    ("condition_without_expression", "bpmn.missing", "bad"),
    ("correlation_property", "bpmn.not_executed", "bad"),
    ("dangling_attachment", "bpmn.unknown_reference", "bad"),
    ("dangling_default", "bpmn.unknown_reference", "bad"),
    ("dangling_definition", "bpmn.unknown_reference", "bad"),
    ("dangling_error", "bpmn.unknown_reference", "bad"),
    ("dangling_flow", "bpmn.unknown_reference", "bad"),
    ("dangling_message", "bpmn.unknown_reference", "bad"),
    ("duplicate_id", "bpmn.duplicate_id", "bad"),
    ("error_boundary_not_interrupting", "bpmn.must_interrupt", "bad"),
    ("error_start_not_interrupting", "bpmn.must_interrupt", "bad"),
    ("event_gateway_before_task", "bpmn.not_awaited", "bad"),
    ("event_gateway_of_all", "bpmn.not_executed", "bad"),
    ("event_subprocess_compensation", "bpmn.wrong_place", "bad"),
    ("event_subprocess_without_trigger", "bpmn.event_subprocess_start", "bad"),
    ("flow_into_annotation", "bpmn.flow_without_step", "bad"),
    ("flow_into_start", "bpmn.wrong_flow", "begin"),
    ("flow_out_of_end", "bpmn.wrong_flow", "bad"),
    ("flow_out_of_subprocess", "bpmn.flow_crosses_scope", "bad"),
    ("link_to_nowhere", "bpmn.unknown_reference", "bad"),
    ("listeners", "bpmn.not_executed", "bad"),
    ("mapping_without_target", "bpmn.missing", "bad"),
    ("multi_instance_over_nothing", "bpmn.missing", "bad"),
    ("no_start", "bpmn.no_start", "no_start"),
    ("parallel_multiple_boundary", "bpmn.not_executed", "bad"),
    ("potential_owner", "bpmn.not_executed", "bad"),
    ("raw_condition", "bpmn.expression_without_equals", "bad"),
    ("raw_script", "bpmn.not_executed", "bad"),
    ("receive_instantiates", "bpmn.wrong_flow", "bad"),
    ("receive_without_message", "bpmn.missing", "bad"),
    ("rule_without_decision", "bpmn.missing", "bad"),
    ("run_event_error", "bpmn.wrong_place", "bad"),
    ("run_event_unknown", "bpmn.unknown_reference", "bad"),
    ("run_event_without_condition", "bpmn.missing", "bad"),
    ("run_event_without_reference", "bpmn.missing", "bad"),
    ("script_without_expression", "bpmn.missing", "bad"),
    ("service_without_type", "bpmn.missing", "bad"),
    ("several_starts", "bpmn.several_starts", "zweiter"),
    ("start_by_all_of_several", "bpmn.not_executed", "bad"),
    ("start_by_condition", "bpmn.not_executed", "bad"),
    ("standard_loop_without_end", "bpmn.missing", "bad"),
    ("start_in_subprocess_with_event", "bpmn.wrong_place", "bad"),
    ("start_quantity", "bpmn.not_executed", "bad"),
    ("terminate_in_the_middle", "bpmn.wrong_place", "bad"),
    ("timer_cron", "bpmn.timer", "bad"),
    ("timer_of_this_moment", "bpmn.timer", "bad"),
    ("timer_out_of_the_calendar", "bpmn.timer", "bad"),
    ("timer_that_is_none", "bpmn.timer", "bad"),
    ("timer_that_stands_still", "bpmn.timer", "bad"),
    ("timer_without_time", "bpmn.missing", "bad"),
    ("transaction_without_cancel_boundary", "bpmn.missing", "bad"),
    ("two_handlers_of_one_error", "bpmn.ambiguous_event", "bad"),
    ("two_links_of_one_name", "bpmn.ambiguous_event", "bad"),
]


def test_every_diagram_here_is_tried() -> None:
    assert {path.stem for path in REFUSED.glob("*.bpmn")} == {name for name, _, _ in CASES}


@pytest.mark.parametrize(("name", "code", "element_id"), CASES)
def test_refused(name: str, code: str, element_id: str) -> None:
    with pytest.raises(DefinitionInvalid) as refusal:
        Program.compile({f"{name}.bpmn": (REFUSED / f"{name}.bpmn").read_bytes()})
    problem = refusal.value.problems[0]
    assert (problem.code, problem.element_id, problem.file) == (code, element_id, f"{name}.bpmn")
    assert problem.message("zh-CN") != problem.message("en")
    assert "{" not in problem.message_zh
    assert "{" not in problem.message_en


@pytest.mark.parametrize("data", [b"", b"<x/>", b"<!DOCTYPE x><x/>", b"not xml"])
def test_what_is_no_bpmn_is_refused(data: bytes) -> None:
    with pytest.raises(DefinitionInvalid) as refusal:
        Program.compile({"process.bpmn": data})
    assert [problem.code for problem in refusal.value.problems] == ["bpmn.not_bpmn"]


def test_a_package_without_process_is_refused() -> None:
    with pytest.raises(DefinitionInvalid, match="executable process"):
        Program.compile({"a.form": b"{}"})


def test_ids_that_spiffworkflow_reserves_are_ids_like_any_other() -> None:
    rig = Rig("reserved_ids")
    assert rig.waiting() == ["task:End"]
    rig.complete("End")
    assert rig.waiting() == ["task:reserved_ids.EndJoin"]
    rig.complete("reserved_ids.EndJoin")
    assert rig.ended()


@pytest.mark.parametrize("source_and_target", [("begin", "x"), ("x", "end")], ids=["into", "out of"])
@pytest.mark.parametrize(
    "thing",
    [
        '<textAnnotation id="x"/>',
        '<group id="x"/>',
        '<dataObject id="x"/>',
        '<dataObjectReference id="x" dataObjectRef="o"/>',
        '<dataStoreReference id="x"/>',
        '<association id="x" sourceRef="begin" targetRef="end"/>',
        '<sequenceFlow id="x" sourceRef="begin" targetRef="end"/>',
        '<laneSet id="x"/>',
        '<ioSpecification id="x"/>',
    ],
)
def test_a_flow_joins_nothing_but_steps(thing, source_and_target):
    """A modeler lets people draw it, other tools write it: it is told, and no error of ours."""
    source, target = source_and_target
    text = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
        '<process id="p" isExecutable="true"><startEvent id="begin"/><endEvent id="end"/>'
        f'<sequenceFlow id="good" sourceRef="begin" targetRef="end"/>{thing}'
        f'<sequenceFlow id="bad" sourceRef="{source}" targetRef="{target}"/></process></definitions>'
    )
    with pytest.raises(DefinitionInvalid) as refused:
        Program.compile({"p.bpmn": text.encode()})
    (problem,) = refused.value.problems
    assert (problem.code, problem.element_id) == ("bpmn.flow_without_step", "bad")
