"""What the forms of accounts share: values typed, sentences at fields, the captcha shown with them."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request

from web.filters import local_time
from web.form_problems import Problems
from web.i18n import locale_tag
from web.limits import network
from web.work import begin
from workflows.ground.messages import sentence
from workflows.people.identity import captcha
from workflows.people.identity.code_requests import Asker


def typed(name: str) -> str:
    """Return what was typed into the field `name`, without blanks around it."""
    return request.form.get(name, "").strip()


def secret(name: str) -> str:
    """Return a password exactly as typed."""
    return request.form.get(name, "")


def say(field: str, name: str, **params: Any) -> Problems:
    """Return one sentence of the catalogue of accounts at `field`."""
    if "time" in params:
        params["time"] = local_time(params["time"]).striptags()
    return {field: [sentence(f"identity.{name}", locale_tag(), params)]}


def asker() -> Asker:
    """Return how the sender of the form shows to be a person: the answer to a picture, or none seen."""
    return Asker(
        captcha_id=typed("captcha_id"),
        captcha_answer=typed("captcha_answer"),
        without_picture=without_picture(),
        network=network(),
    )


def without_picture() -> bool:
    """Tell whether the sender of the form cannot see pictures."""
    return request.values.get("captcha_kind", request.args.get("picture")) == "none"


def ask(
    template: str, *, problems: Problems | None = None, with_captcha: bool = False, **context: Any
) -> Response:
    """Show a form, with status 422 if there are problems. What was typed is in the request still."""
    challenge = None
    if with_captcha and not without_picture():
        with begin() as work:
            challenge = captcha.issue(work)
    page = render_template(
        template, problems=problems or {}, values=request.form, challenge=challenge, **context
    )
    return make_response(page, 422 if problems else 200)
