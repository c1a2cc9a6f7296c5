"""A form alone, drawn by the server for the frame of the form editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from flask import Response, jsonify, make_response, render_template, request
from flask_babel import force_locale

from forms import BoundForm
from web.form_pages import FormUrls
from web.form_problems import in_words
from web.statuses import status_of
from web.work import begin
from workflows.ground.errors import Invalid
from workflows.ground.work import Work


def framed(form_of: Callable[[Work], BoundForm], *, button: Any, kept: bool) -> Response:
    """Return {html} of a form as it was sent, in the language sent with it; {detail} where it is none.

    `button`: what its button, which does nothing here, says; lazily, in the language of the form. `kept`: the
    form is one that is kept as a draft.
    """
    language: Literal["zh_CN", "en"] = "en" if request.form.get("language") == "en" else "zh_CN"
    with begin() as work, force_locale(language):
        try:
            form = form_of(work)
        except Invalid as refusal:
            return make_response(jsonify({"detail": in_words(refusal)}), status_of(refusal))
        urls = FormUrls(submit="")
        page = render_template("layout/form_alone.html", form=form, urls=urls, button=button, kept=kept)
    return jsonify(html=page)
