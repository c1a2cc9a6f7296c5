"""Answers of services outside that no case could keep: refused when they come, whichever way they come.

Attack: a signed answer in UTF-16 was a failure of the server; one with a null character or half of a pair of
characters was taken, and its step failed for ever, because the right answer was not taken any more; NaN went
into the case as a number.
"""

from __future__ import annotations

import json

import pytest

from tests.workflows.outside.conftest import SECRET, Asking, asking, other_side, settings
from tests.workflows.outside.test_answers import waiting
from workflows.ground import case_json
from workflows.outside import answers
from workflows.outside.signatures import sign

__all__ = ["asking", "other_side", "settings", "waiting"]

BODIES = {
    "utf-16": json.dumps({"score": 1}).encode("utf-16"),
    "a mark of the order of bytes": b'\xef\xbb\xbf{"score": 1}',
    "no number": b'{"score": NaN}',
    "no end": b'{"score": -Infinity}',
    "a power": b'{"score": 1e999999999}',
    "a null character": b'{"score": 1, "more": ["a\\u0000"]}',
    "a null character in a name": b'{"score": 1, "a\\u0000": 1}',
    "half of a pair": b'{"score": 1, "more": "\\ud800"}',
    "digits": b'{"score": %s}' % (b"9" * 4_000),
    "decimals": b'{"score": 0.%s}' % (b"1" * 200_000),
    "levels": b'{"score": 1, "more": %s1%s}' % (b"[" * 100, b"]" * 100),
    "levels without end": b"[" * 100_000,
}


def receive(asked: Asking, job_id: str, body: bytes) -> tuple[str, str]:
    with asked.platform.begin() as work:
        signature = sign(SECRET, work.now, body)
        return answers.receive(work, asked.platform.settings, job_id, signature=signature, body=body)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_no_case_can_keep_is_refused_and_can_be_sent_right(
    waiting: tuple[Asking, str, str], body: bytes
) -> None:
    asked, case, job_id = waiting
    became, wrong = receive(asked, job_id, body)
    assert became == "wrong"
    assert wrong.startswith("Expected ")
    assert asked.run() == 0
    assert receive(asked, job_id, b'{"score": 2}') == ("taken", "")
    asked.run()
    assert asked.at(case) == ["decide"]


def test_what_is_answered_at_once_is_read_by_the_same_rule() -> None:
    for body in BODIES.values():
        with pytest.raises(ValueError, match=r"^Expected "):
            case_json.read(body)
    assert case_json.read('{"名称": "通办 😀", "n": [1, 2.50, null]}'.encode())["名称"] == "通办 😀"


def test_a_call_with_a_null_character_is_one_that_nobody_knows(asking: Asking) -> None:
    assert receive(asking, "a\x00b", b"{}") == ("unsigned", "")
