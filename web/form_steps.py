"""A step that a form asks for: carried out, or refused on its page with everything that was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Response, flash, make_response, redirect
from flask_babel import gettext as _

from web.form_problems import Problems, at_fields, problems_of
from web.statuses import status_of
from web.work import begin
from workflows.ground.errors import Conflict, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.identity.values import AttemptRefused

Made = TypeVar("Made")
Page = Callable[[Work, Problems, int], Response]
"""Draws the page of the form with what is wrong and the HTTP status, in a transaction of its own."""


def carry_out(
    step: Callable[[Work], AttemptRefused | None], page: Page, leads_to: str, said: str = ""
) -> Response:
    """Carry out a step and lead on; what is refused stands on its page.

    `said`: what the next page says of it, "" that the other side has been told.
    """
    return answer_with(
        step, page, lambda _made: led_to(leads_to, said or _("Done: the other side has been told."))
    )


def answer_with(
    step: Callable[[Work], Made | AttemptRefused], page: Page, done: Callable[[Made], Response]
) -> Response:
    """Carry out a step and answer with what `done` makes of its result; what is refused stands on its page.

    An attempt that was refused (a wrong payment password) is committed: attempts are counted.
    """
    try:
        with begin() as work:
            made = step(work)
            if isinstance(made, AttemptRefused):
                return page(work, at_fields(made.problems), 422)
    except (Conflict, Invalid, InvalidState) as refusal:
        with begin() as work:
            return page(work, problems_of(refusal), status_of(refusal))
    return done(made)


def led_to(address: str, said: str) -> Response:
    """Lead on to a page of this site, which says what was done."""
    flash(said, "success")
    return make_response(redirect(address))
