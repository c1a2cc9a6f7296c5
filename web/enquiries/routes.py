"""Pages of the message box 我要留言: published answers, one of them, and the form."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from web.account.form_input import ask, asker, typed
from web.catalogue.search_params import told
from web.form_problems import Problems
from web.form_steps import answer_with, led_to
from web.i18n import locale_tag
from web.limits import limiter
from web.paging import PAGE_ROWS, listed, place
from web.viewers import current_viewer, insist_on_sign_in
from web.work import begin
from workflows.business.enquiries import operations, queries
from workflows.business.enquiries.values import EnquiryDraft
from workflows.ground.work import Work
from workflows.people.identity.values import AttemptRefused
from workflows.people.policies.organisations import may_keep_announcements

_MOST_TYPED = 4_000
"""Characters of a field that are looked at; the rules allow less, and say so."""

blueprint = Blueprint("enquiries", __name__, template_folder="templates")


@blueprint.get("")
@limiter.limit("240 per minute")
def home() -> str:
    """Show the published questions, the newest first."""
    given = {"q": told("q")}
    with begin() as work:
        rows = queries.published(work, text=given["q"], after=place(), limit=PAGE_ROWS + 1)
        return render_template(
            "enquiries/home.html", page=listed("enquiries.home", rows, given, lambda one: one.id)
        )


@blueprint.get("/new")
def write() -> Response:
    """Show the form; a visitor gets a picture."""
    return _form()


@blueprint.post("/new")
@limiter.limit("30 per hour")
def send() -> Response:
    """Take a message; what is refused stands in the form with all that was typed."""
    draft = EnquiryDraft(
        subject=_told("subject"),
        question=_told("question").replace("\r\n", "\n"),
        name=_told("name"),
        email=_told("email"),
        consent=request.form.get("consent") == "on",
        locale=locale_tag(),
    )

    def step(work: Work) -> str | AttemptRefused:
        if current_user.is_authenticated:
            return operations.write_as_user(work, current_viewer(work), draft)
        return operations.write_as_visitor(work, draft, asker())

    return answer_with(step, lambda _work, problems, status: _form(problems, status=status), _received)


def _received(number: str) -> Response:
    if current_user.is_authenticated:
        said = _("Your message was received. The answer comes as a message.")
        return led_to(url_for("cases.case", number=number), said)
    said = _("Your message was received under number %(number)s. The answer comes by mail.", number=number)
    return led_to(url_for("enquiries.home"), said)


def _told(name: str) -> str:
    return typed(name)[:_MOST_TYPED]


def _form(problems: Problems | None = None, *, status: int = 200) -> Response:
    response = ask(
        "enquiries/write.html",
        problems=problems,
        with_captcha=not current_user.is_authenticated,
        captcha_of="message",
    )
    response.status_code = status
    return response


@blueprint.get("/<enquiry_id>")
@limiter.limit("240 per minute")
def question(enquiry_id: str) -> str:
    """Show one published question with its answer."""
    with begin() as work:
        of = queries.published_answer(work, enquiry_id)
        keeps = current_user.is_authenticated and may_keep_announcements(current_viewer(work))
        return render_template("enquiries/question.html", of=of, keeps=keeps)


@blueprint.post("/<enquiry_id>/take-down")
def take_down(enquiry_id: str) -> Response:
    """Show a published question no more."""
    insist_on_sign_in()
    with begin() as work:
        operations.take_down(work, current_viewer(work), enquiry_id)
    flash(_("The question is published no more."), "success")
    return make_response(redirect(url_for("enquiries.home")))
