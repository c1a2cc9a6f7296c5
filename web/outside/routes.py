"""Answers of services outside: no person, no cookie, but a signature over moment and body."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, make_response, request

from web.limits import limiter
from web.security import csrf
from web.work import begin, current_platform
from workflows.outside import answers
from workflows.outside.signatures import HEADER

blueprint = Blueprint("outside", __name__)
csrf.exempt(blueprint)  # no cookie counts here

_STATUS: dict[answers.Received, int] = {"taken": 200, "known": 200, "unsigned": 400, "wrong": 422}
MOST_JOB_ID_CHARACTERS = 64


@blueprint.post("/answers/<job_id>")
@limiter.limit("120 per minute")
def answer(job_id: str) -> Response:
    """Take an answer: 200 it is kept or was before, 400 not signed so, 422 it breaks the schema."""
    body = request.get_data(cache=False)
    if len(body) > answers.MOST_BYTES:
        abort(413)
    with begin() as work:
        became, wrong = answers.receive(
            work,
            current_platform().settings,
            job_id[:MOST_JOB_ID_CHARACTERS],
            signature=request.headers.get(HEADER, ""),
            body=body,
        )
    return make_response(jsonify(became=became, problem=wrong), _STATUS[became])
