"""A place with one form of every kind, for tests of how forms are drawn and behave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, render_template_string, request

from forms import BoundForm, FormSchema, build_form, collect_draft
from web.form_pages import FormUrls, draft_saved

PAGE = """
{% extends "base.html" %}
{% from "macros/forms.html" import form_page, form_read with context %}
{% block title %}Form{% endblock %}
{% block page_title %}Form{% endblock %}
{% block content %}
{% if read %}<form method="post">{{ form_read(form, urls, remarkable=true) }}
<label class="form-label" for="opinion">Opinion</label>
<textarea class="form-control" id="opinion" name="opinion"></textarea>
<button class="btn btn-primary" name="action" value="return">Return</button></form>
{% else %}{% call form_page(form, urls, revision=state.revision) %}
<button class="btn btn-primary">Send</button>{% endcall %}{% endif %}
{% endblock %}
"""


class State:
    """What the place has been given so far."""

    def __init__(self) -> None:
        self.draft: dict[str, Any] | None = None
        self.revision = 1
        self.submitted: list[dict[str, Any]] = []
        self.autosave_answer: int | None = None


def truth(expression: str, names: Mapping[str, Any]) -> Any:
    """Enough of FEEL for these tests: `name = "text"`."""
    name, _, text = expression.partition(" = ")
    return names.get(name.strip()) == text.strip('"')


def make(schema: FormSchema, state: State, remarks: Mapping[str, list[str]] | None = None) -> Blueprint:
    place = Blueprint("testform", __name__)
    urls = FormUrls(
        "/testform", "/testform/draft", "/testform/upload", lambda name: f"/testform/files/{name}"
    )
    files = {"f1": {"id": "f1", "name": "licence.png", "size_bytes": 1234, "content_type": "image/png"}}

    def bind(formdata: Any = None) -> BoundForm:
        return build_form(
            schema,
            evaluate=truth,
            formdata=formdata,
            draft=state.draft,
            files=files,
            remarks=remarks,
            locale="zh-CN",
        )

    def draw(form: BoundForm, *, read: bool = False) -> str:
        return render_template_string(PAGE, form=form, urls=urls, state=state, read=read)

    @place.get("/testform")
    def show() -> str:
        return draw(bind())

    @place.get("/testform/read")
    def show_read() -> str:
        return draw(bind(), read=True)

    @place.post("/testform")
    def submit() -> Any:
        form = bind(request.form)
        if not form.validate():
            return draw(form), 200 if form.row_action else 422
        state.submitted.append(form.data)
        return "sent"

    @place.post("/testform/draft")
    def draft() -> Response:
        if state.autosave_answer is not None:
            return Response(status=state.autosave_answer)
        state.draft = collect_draft(schema, request.form)
        state.revision += 1
        moment = datetime(2026, 3, 2, 6, 3, tzinfo=UTC)
        return draft_saved(bind(request.form), urls, revision=state.revision, saved_at=moment)

    @place.post("/testform/upload")
    def upload() -> Any:
        sent = request.files["file"]
        if not sent.filename.endswith(".png"):
            return jsonify(error="wrong", detail="应为 PNG 图片"), 422
        return jsonify(id="f1", name=sent.filename, size_bytes=1234, url="/testform/files/f1"), 201

    return place
