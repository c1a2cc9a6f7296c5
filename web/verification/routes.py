"""The public page that says who signed a PDF when, and whether it is what was issued; it keeps nothing."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, Response, make_response, render_template, request

from web.form_problems import Problems, at_fields
from web.limits import limiter
from web.sent_files import close_files
from web.verification.labels import FIELDS, STATES, VERDICTS
from web.work import begin
from workflows.business.pdf_signatures import verification
from workflows.business.pdf_signatures.values import Verification
from workflows.ground.errors import FieldProblem

blueprint = Blueprint("verification", __name__, template_folder="templates")


@blueprint.get("")
def home() -> str:
    """Ask for a file."""
    return render_template("verification/home.html", said=None, problems={})


@blueprint.post("")
@limiter.limit("30 per minute; 200 per hour")
def verify() -> Response:
    """Say what is to be said of the file that was sent."""
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            return _answer(problems=at_fields([FieldProblem("file", "pdf_signatures.no_file", {})]))
        with begin() as work:
            trusted = verification.trusted(work)
        reading = verification.read(cast("BinaryIO", sent.stream), trusted)
        with begin() as work:
            return _answer(verification.judge(work, reading), name=sent.filename[:120])
    finally:
        close_files()


def _answer(
    said: Verification | None = None, *, problems: Problems | None = None, name: str = ""
) -> Response:
    page = render_template(
        "verification/home.html",
        said=said,
        name=name,
        verdicts=VERDICTS,
        states=STATES,
        fields=FIELDS,
        problems=problems or {},
    )
    answer = make_response(page, 422 if problems else 200)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
