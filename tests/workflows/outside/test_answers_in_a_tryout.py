"""Whoever tries a draft out answers for services outside: as they would, within their contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.workflows.outside.conftest import ANSWER, REQUEST, Asking
from workflows.ground.settings import Settings
from workflows.outside.queries import contracts
from workflows.outside.values import ServiceContract
from workflows.scenarios.stand_ins import STAND_INS, register_waiting
from workflows.scenarios.tryout_services import answer, refuse, waiting_calls

CONTRACT = ServiceContract("信用查询", "Credit check", REQUEST, ANSWER)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, service_hosts=STAND_INS)


def asked(asking: Asking) -> tuple[str, Mapping[str, Any]]:
    """Begin a case whose step waits for the service; return its id and what is told of the call."""
    with asking.platform.begin("admin") as work:
        register_waiting(work, asking.platform.settings, {"credit_check": CONTRACT})
        assert contracts(work) == {"credit_check": CONTRACT}
    case = asking.start()
    asking.run()
    assert asking.at(case) == ["check"]
    with asking.platform.begin() as work:
        variables = {"code": "91320500", "amount": 1250, "idea": "secret"}
        (call,) = waiting_calls(work, "C-1", variables)
        assert waiting_calls(work, "C-2", variables) == []
    return case, call


def test_an_answer_within_the_contract_lets_the_step_go_on(asking):
    case, call = asked(asking)
    assert json.loads(call["asked"]) == {"code": "91320500", "amount": 1250}
    assert call["title_en"] == "Credit check"
    assert "score" in answer(asking.platform, call["job_id"], '{"points": 3}')
    assert answer(asking.platform, call["job_id"], "{")
    asking.run()
    assert asking.at(case) == ["check"]
    assert answer(asking.platform, call["job_id"], '{"score": 640}') == ""
    asking.run()
    assert asking.at(case) == ["decide"]


def test_a_refusal_takes_the_way_that_the_diagram_draws_and_later_cases_wait_again(asking):
    case, call = asked(asking)
    refuse(asking.platform, call["job_id"])
    asking.run()
    assert asking.at(case) == ["look"]
    assert answer(asking.platform, call["job_id"], '{"score": 640}') != ""
    other = asking.start("C-2")
    asking.run()
    assert asking.at(other) == ["check"]
