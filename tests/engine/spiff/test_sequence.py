from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from engine import events
from engine.spiff.expressions import Environment, Value
from engine.spiff.faults import Fault
from tests.engine.spiff.rig import NOW, Answer, Rig


def test_a_sequence_of_tasks_runs_to_the_end() -> None:
    asked = []

    def decide(decision_id, variables):
        asked.append((decision_id, variables["double"]))
        return Answer({"groups": ["window:XS"]}, {"rules": [2]})

    rig = Rig("sequence", {"applicant": "u1", "region": "XS"}, decide=decide)
    assert rig.waiting() == ["task:review"]
    opened = rig.open["task"][rig.token("task", "review")]
    assert opened.assignee == "u1"
    assert opened.candidate_groups == ("window:XS",)
    assert opened.candidate_users == ("anna", "bert")
    assert opened.form_id == "enterprise"
    assert opened.due_at == NOW + timedelta(days=2)
    assert opened.follow_up_at == datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
    assert opened.priority == 65
    assert opened.evaluated["candidate_groups"] == {
        "expression": '=["window:" + region]',
        "value": ["window:XS"],
        "inputs": {"region": "XS"},
    }
    assert "form_id" not in opened.evaluated, "a constant needs no reason"

    rig.complete("review", {"review": {"action": "approve"}})
    job = rig.open["job"][rig.token("job", "certify")]
    assert (job.job_type, job.retries, dict(job.headers)) == (
        "organisation.certify",
        5,
        {"template": "welcome"},
    )
    assert job.variables == {"place": {"region": "XS"}, "kind": "fixed"}

    rig.work("certify", {"number": 20})
    assert rig.ended()
    assert rig.variables == {
        "applicant": "u1",
        "region": "XS",
        "review": {"action": "approve"},
        "certificate": {"number": Decimal(21)},
        "double": Decimal(42),
        "route": {"groups": ["window:XS"]},
    }
    assert asked == [("route", Decimal(42))]
    decided = next(e for e in rig.log if isinstance(e, events.DecisionEvaluated))
    assert decided.trace == {"rules": [2]}
    assert rig.entered() == ["begin", "review", "certify", "compute", "rule", "done"]
    assert rig.flows() == ["f1", "f2", "f3", "f4", "f5"]


def test_extensions_are_read_into_the_element() -> None:
    info = Rig("sequence", {"applicant": "u1", "region": "XS"}).program.elements["review"]
    assert (info.name, info.name_en, info.documentation_en) == ("审核", "Review", "Look at it")
    assert info.tongban["approval"] == {"actions": "approve return reject", "result": "review"}
    assert (info.rights.default, dict(info.rights.fields)) == ("read", {"name": "hidden"})
    assert info.tongban["form"] == {"variable": "application", "remarks": "review"}
    assert info.properties == {"colour": "red"}


def test_a_binding_that_gives_nonsense_is_an_incident_that_can_be_retried() -> None:
    rig = Rig("sequence", {"applicant": 5, "region": None})
    assert rig.waiting() == ["incident:review"]
    incident = rig.open["incident"][rig.token("incident", "review")]
    assert incident.code == "not_text_list"
    rig.set(region="XS", applicant="u1")
    rig.retry("review")
    assert rig.waiting() == ["task:review"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=context merge({a: 1}, {b: 2})", "context merge(contexts: list)"),
        ('=if boolean("true") then 1 else 2', "boolean"),
        ("=missing.size() > 1", "不是函数"),
    ],
)
def test_a_call_that_nobody_can_have_meant_is_a_fault_and_no_null(text: str, said: str) -> None:
    with pytest.raises(Fault) as fault:
        Value.of(text).evaluate({}, Environment(now=NOW))
    assert fault.value.code == "expression_failed"
    assert said in fault.value.text("zh-CN")
    assert Value.of("=get or else(missing, string length(missing))").evaluate({}, Environment(NOW)) is None
