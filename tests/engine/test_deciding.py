"""A case whose decision has no honest answer stops, says why, and goes on once it is mended."""

from __future__ import annotations

from pathlib import Path

from engine import Engine
from tests.engine.dmn.models import decision, definitions, table

DIAGRAM = (Path(__file__).parent / "deciding.bpmn").read_bytes()
RULES = [(["< 1500"], ['"a"']), ([">= 1300"], ['"b"'])]


def test_two_rules_of_a_unique_table_stop_the_case_until_it_is_mended(engine: Engine) -> None:
    model = definitions(decision("rating", table(["amount"], ["rating"], RULES, input_types=["number"])))
    with engine.begin() as work:
        work.repository.deploy({"process.bpmn": DIAGRAM, "rating.dmn": model})
        case = work.runtime.start("deciding", variables={"amount": 1400})
        (incident,) = work.incidents.list()
        assert (incident.element_id, incident.code) == ("rate", "decision_failed")
        for words in ("rating", "rules 1, 2", "amount = 1400"):
            assert words in incident.message
        for words in ("没有可靠的结果", "第 1、2 条", "amount = 1400"):
            assert words in str(incident.message_zh)
        assert work.tasks.query().instance(case.id).count() == 0
        work.runtime.set_variables(case.id, {"amount": "1200"})
        work.incidents.retry(incident.id)
        assert work.incidents.count() == 0
        assert work.runtime.variables(case.id)["rating"] == "a"
        assert work.tasks.query().instance(case.id).count() == 1
