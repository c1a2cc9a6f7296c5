"""A step asks a service: what goes there, what comes back, and every way in which that goes wrong."""

from __future__ import annotations

import json
import threading

import pytest

from tests.workflows.outside.conftest import ADMIN, SECRET, Asking, Played
from workflows.ground.breakers.models import CircuitBreaker
from workflows.outside import operations, queries
from workflows.outside.retention import forget_old_calls
from workflows.outside.signatures import HEADER, is_signed


def test_the_answer_goes_into_the_case_and_only_what_the_schema_names_leaves(asking, other_side, clock):
    asking.register(other_side.address)
    case = asking.start()
    key = asking.job().id
    asking.run()
    ((headers, body),) = other_side.asked
    assert json.loads(body) == {"code": "91320500", "amount": 1250}
    assert headers["Idempotency-Key"] == key
    assert is_signed(headers[HEADER], SECRET, clock(), body)
    assert asking.at(case) == ["decide"]
    assert str(asking.variables(case)["score"]) == "640.5"


def test_a_service_that_is_down_for_a_while_costs_the_case_nothing_but_time(asking, other_side, clock):
    asking.register(other_side.address)
    other_side.says(503)
    case = asking.start()
    keys = {asking.job().id}
    for _ in range(6):
        asking.run()
        clock.pass_time(minutes=20)
    assert asking.at(case) == ["check"]
    other_side.says(200, {"score": 7})
    asking.run()
    assert asking.at(case) == ["decide"]
    assert {headers["Idempotency-Key"] for headers, _ in other_side.asked} == keys


def test_nobody_answers_at_all(asking, clock):
    asking.register("http://127.0.0.1:9/check")  # a port that nothing listens on
    case = asking.start()
    asking.run()
    assert asking.at(case) == ["check"]
    with asking.platform.begin() as work:
        (call,) = queries.latest_calls(work, ADMIN, "credit_check")
    assert (call.state, call.attempts, call.number) == ("down", 1, "C-1")
    assert "refused" in call.error.lower()


def test_waiting_ends_with_an_incident_and_trying_again_begins_anew(asking, other_side, clock):
    asking.register(other_side.address, patience_hours="1")
    other_side.says(500)
    case = asking.start()
    for _ in range(5):
        asking.run()
        clock.pass_time(minutes=16)
    assert asking.incident(case).startswith("Expected credit_check to answer until 2026-03-02T03:00")
    other_side.says(200, {"score": 7})
    with asking.platform.begin("admin") as work:
        work.jobs.retry(asking.job().id)
    asking.run()
    clock.pass_time(minutes=11)  # the breaker lets one look
    asking.run()
    assert asking.at(case) == ["decide"]


def test_a_breaker_leaves_it_alone_after_three_failures(asking, other_side, clock):
    asking.register(other_side.address)
    other_side.says(500)
    for number in range(5):
        asking.start(f"C-{number}")
    asking.run()
    assert len(other_side.asked) == 3
    with asking.platform.begin() as work:
        assert work.session.get_one(CircuitBreaker, "service:credit_check").open_until is not None
    clock.pass_time(seconds=31)
    asking.run()
    assert len(other_side.asked) == 4  # one looks whether it is up again


def test_what_is_refused_goes_where_the_diagram_says(asking, other_side):
    asking.register(other_side.address)
    other_side.says(422, {"reason": "unknown code"})
    case = asking.start()
    asking.run()
    assert asking.at(case) == ["look"]
    assert asking.variables(case)["refused_with_status"] == 422


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"points": 5}, "$ breaks required"),
        ({"score": "good"}, "$.score breaks type"),
        (b"<html>", "Expected JSON"),
        (b'{"score": NaN}', "Expected JSON"),
    ],
)
def test_an_answer_that_is_not_what_was_agreed_stops_the_case_at_once(asking, other_side, body, told):
    asking.register(other_side.address)
    other_side.says(200, body)
    case = asking.start()
    asking.run()
    assert told in asking.incident(case)
    assert len(other_side.asked) == 1


def test_an_answer_without_end_is_cut_off(asking, other_side):
    asking.register(other_side.address)
    other_side.says(200, b" " * 300_000)
    case = asking.start()
    asking.run()
    assert "is longer" in asking.incident(case)


def test_a_redirect_is_not_followed(asking, other_side):
    asking.register(other_side.address)
    other_side.says(302, b"", Location="http://169.254.169.254/latest")
    case = asking.start()
    asking.run()
    assert "Answered 302" in asking.incident(case)
    assert len(other_side.asked) == 1


def test_one_who_is_silent_is_cut_off_at_the_limit(asking, other_side):
    asking.register(other_side.address, time_limit_seconds="1")
    given_up = threading.Event()

    def says_nothing(_: bytes) -> tuple[int, dict[str, str], bytes]:
        given_up.wait(60)
        return 200, {}, b"{}"

    other_side.answer = says_nothing
    case = asking.start()
    asking.run()
    given_up.set()
    assert asking.at(case) == ["check"]


def test_a_service_that_nobody_registered_is_told_when_the_process_is_deployed(asking):
    with pytest.raises(Exception, match="credit_check is not one"):
        asking.start()


def test_a_service_that_was_retired_stops_the_case(asking, other_side):
    asking.register(other_side.address)
    case = asking.start()
    with asking.platform.begin("admin") as work:
        operations.set_active(work, ADMIN, "credit_check", active=False)
    asking.run()
    assert "'credit_check' is none" in asking.incident(case)
    assert other_side.asked == []


def test_a_request_that_breaks_its_schema_is_not_sent(asking, other_side):
    schema = '{"type": "object", "properties": {"code": {"type": "string", "maxLength": 3}}}'
    asking.register(other_side.address, request_schema=schema)
    case = asking.start()
    asking.run()
    assert "$.code breaks maxLength: 3" in asking.incident(case)
    assert other_side.asked == []


def test_a_stand_in_answers_by_its_table(asking: Asking, other_side: Played):
    table = [
        {"when": "=amount > 5000", "answer": "={score: 1}"},
        {"when": '=code = "91320500"', "answer": "={score: amount / 2}"},
    ]
    asking.register(other_side.address, stand_in=json.dumps(table))
    case = asking.start()
    asking.run()
    assert other_side.asked == []
    assert asking.variables(case)["score"] == 625


def test_calls_are_forgotten_after_a_while(asking, other_side, clock):
    asking.register(other_side.address)
    asking.start()
    asking.run()
    for days, left in ((89, 1), (2, 0)):
        clock.pass_time(days=days)
        with asking.platform.begin() as work:
            forget_old_calls(work)
            assert len(queries.latest_calls(work, ADMIN, "credit_check")) == left
