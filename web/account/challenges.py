"""Captchas and codes: fragments for the forms that need them."""

from __future__ import annotations

from typing import cast

from flask import Response, abort, make_response, render_template, request

from web.account.blueprint import blueprint
from web.account.form_input import asker, say, typed, without_picture
from web.form_problems import Problems, at_fields
from web.i18n import locale_tag
from web.limits import limiter
from web.work import begin
from workflows.ground.errors import Invalid
from workflows.people.identity import captcha, operations
from workflows.people.identity.codes import Purpose
from workflows.people.identity.values import CodeRefused, CodeSent

_PURPOSES = frozenset({"register", "sign_in", "reset", "mobile"})
_OTHER_THAN_CODES = frozenset({"message", "sign_up", "survey"})
"""What a picture may stand before beside the wish for a code."""


@blueprint.get("/captcha")
@limiter.limit("120 per minute")
def new_captcha() -> str:
    """Show another picture, or the way for who cannot see pictures (`?kind=none`)."""
    challenge = None
    if request.args.get("kind") != "none":
        with begin() as work:
            challenge = captcha.issue(work)
    of = request.args.get("of")
    return render_template(
        "account/captcha.html",
        challenge=challenge,
        problems={},
        focus=True,
        captcha_of=of if of in _OTHER_THAN_CODES else None,
    )


@blueprint.get("/captcha/<challenge_id>.png")
@limiter.limit("240 per minute")
def captcha_picture(challenge_id: str) -> Response:
    """Draw the picture of a challenge."""
    with begin() as work:
        picture = captcha.picture(work, challenge_id)
    if picture is None:
        abort(404)
    response = make_response(picture)
    response.content_type = "image/png"
    return response


@blueprint.post("/code")
@limiter.limit("30 per hour")
def send_code() -> Response:
    """Send a code to the address in the form; answers with the code's field and, used up, a new captcha."""
    purpose = request.form.get("purpose", "")
    if purpose not in _PURPOSES:
        abort(400)
    try:
        with begin() as work:
            answer = operations.send_code(
                work,
                cast("Purpose", purpose),
                address=typed("mobile"),
                asker=asker(),
                locale=locale_tag(),
            )
    except Invalid as refusal:
        return code_answer(problems=at_fields(refusal.problems), challenge=_next_challenge())
    return code_answer(answer, challenge=_next_challenge() if isinstance(answer, CodeRefused) else None)


def _next_challenge() -> captcha.Challenge | None:
    """Return a new captcha for who sees pictures: the one before is used up."""
    if without_picture():
        return None
    with begin() as work:
        return captcha.issue(work)


def code_answer(
    answer: CodeSent | CodeRefused | None = None,
    *,
    problems: Problems | None = None,
    challenge: captcha.Challenge | None = None,
) -> Response:
    """Return the part of a form that says what became of the wish for a code, wherever one is sent."""
    refused = answer if isinstance(answer, CodeRefused) else None
    sent = answer if isinstance(answer, CodeSent) else None
    page = render_template(
        "account/code_answer.html",
        sent=sent,
        wait_until=refused.retry_at if refused else None,
        problems=refused_code(refused) if refused else problems or {},
        challenge=challenge,
    )
    return make_response(page, 200 if sent else 422)


def refused_code(answer: CodeRefused) -> Problems:
    """Return why no code was sent, at the field that it concerns."""
    if answer.reason == "captcha":
        return say("captcha_answer", "captcha_wrong")
    return say("code", "code_too_many", time=answer.retry_at)
