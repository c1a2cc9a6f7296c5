"""All texts of a draft on one page, both languages beside each other, saved while they are typed."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from web.filters import SHANGHAI
from web.form_problems import Problems, in_words, problems_of
from web.links import wants_json
from web.request_values import revision
from web.security import takes_texts_of
from web.statuses import status_of
from web.studio.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.ground.errors import Conflict, Invalid
from workflows.studio import queries
from workflows.studio.package_texts import (
    LONGEST_TEXT,
    TextPair,
    keep_texts_as_copy,
    package_texts,
    save_package_texts,
)
from workflows.studio.text_slots import Texts

FIELDS = {
    "name": _l("Name of the element"),
    "documentation": _l("Description of the element"),
    "start.category": _l("Heading in the list of services"),
    "start.help": _l("What is said before it is begun"),
    "start.title": _l("Title of a case"),
    "label": _l("Label"),
    "rule": _l("Note on rule"),
    "description": _l("Hint"),
    "option": _l("Option"),
    "column": _l("Column"),
    "header": _l("Parameter of the job"),
    "subject": _l("Subject"),
    "body": _l("Text"),
    "group": _l("Group of options"),
    "message": _l("Message where it is refused"),
    "pattern_message": _l("Message where it is refused"),
    "warning": _l("Warning"),
    "placeholder": _l("Hint inside the empty box"),
}
"""What a text is, by its field or the beginning of it; any other is called as it is written."""


@blueprint.get("/drafts/<draft_id>/texts")
def draft_texts(draft_id: str) -> str:
    """Show all texts of a draft, or those without English."""
    return _page(draft_id, {})


def _page(draft_id: str, problems: Problems, *, conflict: bool = False) -> str:
    missing_only = request.values.get("show") == "missing"
    with begin() as work:
        viewer = current_viewer(work)
        texts = package_texts(work, viewer, draft_id)
        typed = request.form
        shown = {
            name: [
                one for one in of_file if not missing_only or one.lacks_english or f"zh {one.key}" in typed
            ]
            for name, of_file in texts.files.items()
        }
        return render_template(
            "studio/texts.html",
            draft=queries.draft(work, viewer, draft_id).draft,
            files={name: of_file for name, of_file in shown.items() if of_file},
            missing={
                name: sum(one.lacks_english for one in of_file) for name, of_file in texts.files.items()
            },
            missing_only=missing_only,
            called=_called,
            longest=LONGEST_TEXT,
            revision=typed.get("revision", texts.revision),
            typed=typed,
            problems=problems,
            conflict=conflict,
        )


def _called(text: TextPair) -> str:
    """Return what a text is, in words."""
    field, _dot, which = text.field.partition(".")
    known = FIELDS.get(text.field) or FIELDS.get(field)
    if known is None:
        return text.field
    return f"{known} {which}" if which and text.field not in FIELDS else str(known)


@blueprint.post("/drafts/<draft_id>/texts")
@takes_texts_of(LONGEST_TEXT * 2)
def save_draft_texts(draft_id: str) -> Response:
    """Write what was typed into the files: a script learns the new revision."""
    try:
        with begin() as work:
            viewer = current_viewer(work)
            changed = save_package_texts(work, viewer, draft_id, _typed(), revision=revision())
            saved_at = f"{work.now.astimezone(SHANGHAI):%H:%M}"
    except (Conflict, Invalid) as refusal:
        return _refused(draft_id, refusal)
    if wants_json():
        return jsonify({"revision": changed, "saved_at": saved_at})
    show = "missing" if request.form.get("show") == "missing" else None
    return make_response(redirect(url_for("studio.draft_texts", draft_id=draft_id, show=show), 303))


@blueprint.post("/drafts/<draft_id>/texts/copy")
@takes_texts_of(LONGEST_TEXT * 2)
def copy_draft_texts(draft_id: str) -> Response:
    """Keep what was typed in a copy of the draft, where somebody else was faster."""
    try:
        with begin() as work:
            copied = keep_texts_as_copy(work, current_viewer(work), draft_id, _typed())
    except Invalid as refusal:
        return _refused(draft_id, refusal)
    return make_response(redirect(url_for("studio.draft_texts", draft_id=copied), 303))


def _refused(draft_id: str, refusal: Conflict | Invalid) -> Response:
    if wants_json():
        return make_response(jsonify({"detail": in_words(refusal)}), status_of(refusal))
    problems = problems_of(refusal) if isinstance(refusal, Invalid) else {}
    page = _page(draft_id, problems, conflict=isinstance(refusal, Conflict))
    return make_response(page, status_of(refusal))


def _typed() -> dict[str, Texts]:
    """Return what stands in the fields, by the key of the text; one of two languages is not a text."""
    form: Any = request.form
    keys = [name.removeprefix("zh ") for name in form if name.startswith("zh ") and f"en {name[3:]}" in form]
    return {key: (_clean(form[f"zh {key}"]), _clean(form[f"en {key}"])) for key in keys}


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
