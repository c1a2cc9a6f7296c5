"""Answers that come later: signed, once, and kept until the step has them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.workflows.outside.conftest import ADMIN, SECRET, Asking
from workflows.outside import answers, queries
from workflows.outside.signatures import sign


@pytest.fixture
def waiting(asking, other_side) -> tuple[Asking, str, str]:
    """A case whose service has said that its answer will come later."""
    asking.register(other_side.address, patience_hours="2")
    other_side.says(202)
    case = asking.start()
    asking.run()
    assert asking.at(case) == ["check"]
    return asking, case, asking.job().id


def send(
    asking: Asking, job_id: str, body: object, *, secret: str = SECRET, late: int = 0
) -> tuple[str, str]:
    said = json.dumps(body).encode()
    with asking.platform.begin() as work:
        signature = sign(secret, work.now - timedelta(seconds=late), said)
        return answers.receive(work, asking.platform.settings, job_id, signature=signature, body=said)


def test_the_answer_lets_the_step_go_on(waiting):
    asking, case, job_id = waiting
    assert send(asking, job_id, {"score": 640.25}) == ("taken", "")
    asking.run()
    assert asking.at(case) == ["decide"]
    assert str(asking.variables(case)["score"]) == "640.25"


def test_the_service_is_asked_only_once(waiting, other_side, clock):
    asking, _case, job_id = waiting
    clock.pass_time(minutes=90)
    assert asking.run() == 0
    send(asking, job_id, {"score": 1})
    asking.run()
    assert len(other_side.asked) == 1


def test_an_answer_that_is_sent_again_changes_nothing(waiting):
    asking, case, job_id = waiting
    send(asking, job_id, {"score": 1})
    assert send(asking, job_id, {"score": 2}) == ("known", "")
    asking.run()
    assert send(asking, job_id, {"score": 3}) == ("known", "")
    assert asking.variables(case)["score"] == 1


@pytest.mark.parametrize("how", [{"secret": "another-secret-of-16"}, {"late": 301}, {"late": -301}])
def test_what_the_service_has_not_signed_now_is_not_taken(waiting, how):
    asking, _case, job_id = waiting
    assert send(asking, job_id, {"score": 1}, **how) == ("unsigned", "")
    assert asking.run() == 0


def test_a_call_that_nobody_knows_looks_like_a_wrong_signature(waiting):
    assert send(waiting[0], "0198c0de-0000-7000-8000-000000000000", {"score": 1}) == ("unsigned", "")


def test_an_answer_that_breaks_the_schema_is_refused_and_can_be_sent_right(waiting):
    asking, _case, job_id = waiting
    assert send(asking, job_id, {"score": "x"})[0] == "wrong"
    assert send(asking, job_id, {"score": 2})[0] == "taken"


def test_waiting_for_an_answer_ends(waiting, clock):
    asking, case, job_id = waiting
    clock.pass_time(hours=2, seconds=1)
    asking.run()
    assert "but no answer came" in asking.incident(case)
    assert send(asking, job_id, {"score": 2}) == ("known", "")


def test_an_answer_to_a_suspended_case_is_kept_until_it_goes_on(waiting):
    asking, case, job_id = waiting
    with asking.platform.begin("admin") as work:
        work.runtime.suspend(case, "look first")
    assert send(asking, job_id, {"score": 5})[0] == "taken"
    assert asking.run() == 0
    with asking.platform.begin("admin") as work:
        work.runtime.resume(case)
        work.jobs.hurry(job_id)
    asking.run()
    assert asking.variables(case)["score"] == 5


def test_an_answer_to_a_case_that_has_ended_is_nobodys(waiting):
    asking, case, job_id = waiting
    with asking.platform.begin("admin") as work:
        work.runtime.cancel(case, "not needed")
    assert send(asking, job_id, {"score": 5}) == ("known", "")
    with asking.platform.begin() as work:
        assert queries.latest_calls(work, ADMIN, "credit_check")[0].state == "waiting"
