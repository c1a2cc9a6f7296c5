"""Asking a service over HTTP: one POST of JSON, to the address that was checked, with an end to all of it."""

from __future__ import annotations

import json

from workflows.ground import case_json
from workflows.outside.addresses import Unreachable
from workflows.outside.posting import MOST_BYTES, NO_ANSWER, Posted, post
from workflows.outside.signatures import HEADER, sign
from workflows.outside.values import Inquiry, Reply

MOST_WAIT_SECONDS = 3_600


def ask(inquiry: Inquiry) -> Reply:
    """Return what the service says, or why it says nothing; never raises for what is wrong on its side."""
    body = json.dumps(inquiry.body, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        answer = post(
            inquiry.address,
            body,
            _headers(inquiry, body),
            time_limit_seconds=inquiry.time_limit_seconds,
            private_hosts=inquiry.private_hosts,
        )
        return _read(answer)
    except Unreachable as refused:
        return Reply(None, error=str(refused))
    except NO_ANSWER as error:
        return Reply(None, error=f"{type(error).__name__}: {error}"[:300])


def _headers(inquiry: Inquiry, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Idempotency-Key": inquiry.key,
        "X-Tongban-Answer-To": inquiry.answer_to,
        HEADER: sign(inquiry.secret, inquiry.asked_at, body),
    }


def _read(answer: Posted) -> Reply:
    if answer.body is None:
        return Reply(answer.status, error=f"Expected at most {MOST_BYTES} bytes, but the answer is longer.")
    wait = (answer.headers.get("Retry-After") or "").strip()
    is_number = wait.isascii() and wait.isdecimal() and len(wait) < 8
    seconds = min(int(wait), MOST_WAIT_SECONDS) if is_number else None
    try:
        value = case_json.read(answer.body) if answer.body.strip() else None
    except ValueError as problem:
        if 200 <= answer.status < 300 and answer.status != 202:
            return Reply(answer.status, error=str(problem))
        value = None
    return Reply(answer.status, value, retry_after_seconds=seconds)
