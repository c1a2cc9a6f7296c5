"""Lists, notice texts and upload rules of a draft as forms: a page each, saved while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, jsonify, make_response, redirect, render_template, request, url_for

from forms.upload_profiles import KIND_NAMES
from web.filters import SHANGHAI
from web.form_problems import Problems, in_words, problems_of
from web.i18n import locale_tag
from web.links import wants_json
from web.request_values import revision, whole
from web.statuses import status_of
from web.studio.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.ground.errors import Conflict, Invalid
from workflows.ground.work import Work
from workflows.notices.kinds import KINDS, OTHER
from workflows.package_data.notices import LONGEST_BODY, LONGEST_SUBJECT, NAMES
from workflows.people.viewer import Viewer
from workflows.studio import data_entries, queries
from workflows.studio.data_entries import EntryFinding
from workflows.studio.data_shapes import MOST_ROWS, SHAPES, DataFile, Row, Shape

BLANK_ROWS = 3
"""Rows that stand below those of a list, to be filled in."""


def _file(draft_id: str, kind: str) -> DataFile:
    if kind not in SHAPES:
        abort(404)
    return DataFile(draft_id, SHAPES[kind])


@blueprint.get("/drafts/<draft_id>/data/<kind>")
def data_entries_page(draft_id: str, kind: str) -> str:
    """List the entries of a data file."""
    return _list_page(draft_id, kind, {})


def _list_page(draft_id: str, kind: str, problems: Problems) -> str:
    file = _file(draft_id, kind)
    with begin() as work:
        viewer = current_viewer(work)
        return render_template(
            "studio/data.html",
            draft=queries.draft(work, viewer, draft_id).draft,
            kind=kind,
            shape=file.shape,
            page=data_entries.page(work, viewer, file),
            problems=problems,
            typed=dict(request.form),
        )


@blueprint.post("/drafts/<draft_id>/data/<kind>")
def add_data_entry(draft_id: str, kind: str) -> Response:
    """Add an entry, and show it."""
    file, name = _file(draft_id, kind), request.form.get("name", "").strip()
    return _then_show(
        draft_id,
        kind,
        name,
        lambda work, viewer: data_entries.add_entry(work, viewer, file, name),
        lambda problems: _list_page(draft_id, kind, problems),
    )


@blueprint.get("/drafts/<draft_id>/data/<kind>/<name>")
def data_entry(draft_id: str, kind: str, name: str) -> str:
    """Show an entry as a form, with what the check says at its fields."""
    return _entry_page(draft_id, kind, name, {})


def _entry_page(
    draft_id: str, kind: str, name: str, problems: Problems, rows: tuple[Row, ...] | None = None, *,
    conflict: bool = False,
) -> str:  # fmt: skip
    with begin() as work:
        viewer = current_viewer(work)
        kept = data_entries.entry(work, viewer, _file(draft_id, kind), name)
        page = data_entries.page(work, viewer, _file(draft_id, kind))
        return render_template(
            "studio/data_entry.html",
            draft=queries.draft(work, viewer, draft_id).draft,
            name=name,
            page=page,
            revision=request.form.get("revision", page.revision),
            problems=problems,
            typed=dict(request.form),
            conflict=conflict,
            **_fields(work, viewer, _file(draft_id, kind), name, kept.rows if rows is None else rows),
        )


def _fields(work: Work, viewer: Viewer, file: DataFile, name: str, rows: tuple[Row, ...]) -> dict[str, Any]:
    """Return what the fields of an entry are drawn from, with what the check says of them."""
    shape = file.shape
    findings = data_entries.findings(work, viewer, file, name, rows)
    blank: Row = dict.fromkeys(shape.fields, "")
    room = max(0, min(BLANK_ROWS, MOST_ROWS - len(rows))) if shape.in_rows else 0
    return {
        "kind": next(kind for kind, one in SHAPES.items() if one is shape),
        "shape": shape,
        "rows": [*rows, *([blank] * room)],
        "findings": _by_field(findings),
        "has_errors": any(one.severity == "error" for one in findings),
        "kinds": [(one.id, one.name(locale_tag())) for one in (*KINDS, OTHER)],
        "file_kinds": sorted(KIND_NAMES.values()),
        "names": {one: about[locale_tag() == "en"] for one, about in NAMES.items()},
        "longest": {"subject": LONGEST_SUBJECT, "body": LONGEST_BODY},
    }


def _by_field(findings: list[EntryFinding]) -> dict[str, list[str]]:
    """Return the sentences by the name of the input, those of the whole entry at ""."""
    said: dict[str, list[str]] = {}
    for one in findings:
        where = f"{one.place.field}-{one.place.row}" if one.place.field else ""
        said.setdefault(where, []).append(one.messages[locale_tag()])
    return said


@blueprint.post("/drafts/<draft_id>/data/<kind>/<name>")
def save_data_entry(draft_id: str, kind: str, name: str) -> Response:
    """Keep what was typed, right or not yet: a script gets the fields with what the check says of them."""
    file = _file(draft_id, kind)
    rows = _moved(_typed_rows(file.shape))
    try:
        with begin() as work:
            viewer = current_viewer(work)
            changed = data_entries.save_entry(work, viewer, file, name, rows, revision=revision())
            answer: dict[str, Any] = {
                "revision": changed,
                "saved_at": f"{work.now.astimezone(SHANGHAI):%H:%M}",
            }
            if wants_json() and "_refresh" in request.form:
                kept = data_entries.entry(work, viewer, file, name)
                answer["html"] = render_template(
                    "studio/data_fields.html",
                    **_fields(work, viewer, _file(draft_id, kind), name, kept.rows),
                )
    except (Invalid, Conflict) as refusal:
        if wants_json():
            return make_response(jsonify({"detail": in_words(refusal)}), status_of(refusal))
        problems = problems_of(refusal) if isinstance(refusal, Invalid) else {}
        page = _entry_page(
            draft_id, kind, name, problems, tuple(rows), conflict=isinstance(refusal, Conflict)
        )
        return make_response(page, status_of(refusal))
    if wants_json():
        return jsonify(answer)
    return _to_entry(draft_id, kind, name)


@blueprint.post("/drafts/<draft_id>/data/<kind>/<name>/copy")
def copy_data_entry(draft_id: str, kind: str, name: str) -> Response:
    """Keep what was typed in a copy of the draft, where somebody else was faster."""
    file = _file(draft_id, kind)
    rows = _typed_rows(file.shape)
    try:
        with begin() as work:
            viewer = current_viewer(work)
            copied = data_entries.keep_as_copy(work, viewer, file, name, rows)
    except Invalid as refusal:
        page = _entry_page(draft_id, kind, name, problems_of(refusal), tuple(rows))
        return make_response(page, status_of(refusal))
    return _to_entry(copied, kind, name)


@blueprint.post("/drafts/<draft_id>/data/<kind>/<name>/name")
def rename_data_entry(draft_id: str, kind: str, name: str) -> Response:
    """Call an entry something else."""
    file, new = _file(draft_id, kind), request.form.get("name", "").strip()
    return _then_show(
        draft_id,
        kind,
        new,
        lambda work, viewer: data_entries.rename_entry(work, viewer, file, name, new),
        lambda problems: _entry_page(draft_id, kind, name, problems),
    )


@blueprint.post("/drafts/<draft_id>/data/<kind>/<name>/remove")
def remove_data_entry(draft_id: str, kind: str, name: str) -> Response:
    """Take an entry out."""
    with begin() as work:
        data_entries.remove_entry(work, current_viewer(work), _file(draft_id, kind), name)
    return make_response(redirect(url_for("studio.data_entries_page", draft_id=draft_id, kind=kind), 303))


def _then_show(
    draft_id: str,
    kind: str,
    name: str,
    act: Callable[[Work, Viewer], object],
    refused: Callable[[Problems], str],
) -> Response:
    try:
        with begin() as work:
            act(work, current_viewer(work))
    except Invalid as refusal:
        return make_response(refused(problems_of(refusal)), status_of(refusal))
    return _to_entry(draft_id, kind, name)


def _to_entry(draft_id: str, kind: str, name: str) -> Response:
    return make_response(redirect(url_for("studio.data_entry", draft_id=draft_id, kind=kind, name=name), 303))


def _typed_rows(shape: Shape) -> list[Row]:
    """Return what stands in the fields, row by row."""
    count = whole(request.form.get("rows", ""), most=MOST_ROWS + BLANK_ROWS) or 1
    rows: list[Row] = [
        {one: " ".join(request.form.getlist(f"{one}-{number}")) for one in shape.fields}
        for number in range(count)
    ]
    return rows[:MOST_ROWS]


def _moved(rows: list[Row]) -> list[Row]:
    """Return the rows as the button of one asks: `up-3` goes above the one before, `out-3` is left out."""
    what, _, said = request.form.get("row", "").partition("-")
    number = whole(said, most=len(rows) - 1)
    if number is None:
        return rows
    if what == "out":
        return [one for at, one in enumerate(rows) if at != number] or rows[:0]
    if what == "up" and number:
        rows[number - 1], rows[number] = rows[number], rows[number - 1]
    return rows
