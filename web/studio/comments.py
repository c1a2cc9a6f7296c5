"""Comments at elements of a draft: a page of all, a list beside each editor, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for

from web.actor_names import actor_names
from web.form_problems import Problems, in_words, problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.links import wants_json
from web.statuses import status_of
from web.studio.blueprint import blueprint
from web.viewers import current_viewer
from web.work import begin
from workflows.ground.errors import Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer
from workflows.studio import queries
from workflows.studio.comments import (
    LONGEST_COMMENT,
    CommentPlace,
    answer,
    comment,
    comment_threads,
    count_open,
    set_solved,
)
from workflows.studio.element_names import element_names


@blueprint.get("/drafts/<draft_id>/comments")
def comments(draft_id: str) -> Response:
    """Show what analysts say to each other about a draft; a script gets the list of one file."""
    if wants_json():
        with begin() as work:
            return jsonify(_list(work, current_viewer(work), draft_id, request.args.get("file", "")))
    return make_response(_page(draft_id, {}))


def _page(draft_id: str, problems: Problems) -> str:
    with begin() as work:
        viewer = current_viewer(work)
        return render_template(
            "studio/comments.html",
            draft=queries.draft(work, viewer, draft_id).draft,
            problems=problems,
            **shown_comments(work, viewer, draft_id),
        )


def shown_comments(work: Work, viewer: Viewer, draft_id: str, file: str = "") -> dict[str, Any]:
    """Return what the lists of comments are drawn from: of a draft, or of one file."""
    threads = comment_threads(work, viewer, draft_id, file)
    names = element_names(queries.draft_files(work, viewer, draft_id))
    return {
        "threads": threads,
        "open": count_open(threads),
        "of_file": file,
        "authors": actor_names(work, {person for one in threads for person in one.people}),
        "places": {name: names[name] for name in names if file in ("", name)},
        "longest_comment": LONGEST_COMMENT,
        "typed": request.form,
        "locale": locale_tag(),
    }


def _list(work: Work, viewer: Viewer, draft_id: str, file: str) -> dict[str, Any]:
    shown = shown_comments(work, viewer, draft_id, file)
    draft = queries.draft(work, viewer, draft_id).draft
    html = render_template("studio/comment_threads.html", draft=draft, problems={}, **shown)
    return {"html": html, "open": shown["open"]}


@blueprint.post("/drafts/<draft_id>/comments")
@limiter.limit("60 per minute")
def write_comment(draft_id: str) -> Response:
    """Write a comment at an element or a file; `at` names both."""
    file, _, element_id = request.form.get("at", "").partition(" ")
    place, text = CommentPlace(file, element_id), request.form.get("text", "")
    return _done(draft_id, lambda work, viewer: comment(work, viewer, draft_id, place, text))


@blueprint.post("/drafts/<draft_id>/comments/<comment_id>/answer")
@limiter.limit("60 per minute")
def answer_comment(draft_id: str, comment_id: str) -> Response:
    """Answer a comment."""
    text = request.form.get("text", "")
    return _done(draft_id, lambda work, viewer: answer(work, viewer, draft_id, comment_id, text))


@blueprint.post("/drafts/<draft_id>/comments/<comment_id>/<any(solve, reopen):way>")
def solve_comment(draft_id: str, comment_id: str, way: str) -> Response:
    """Close a comment, or open it again."""
    solved = way == "solve"
    return _done(draft_id, lambda work, viewer: set_solved(work, viewer, draft_id, comment_id, solved=solved))


def _done(draft_id: str, act: Callable[[Work, Viewer], object]) -> Response:
    """Do it, and show the comments; beside an editor they are those of its file."""
    try:
        with begin() as work:
            viewer = current_viewer(work)
            act(work, viewer)
            work.session.flush()
            told = _list(work, viewer, draft_id, request.form.get("of_file", "")) if wants_json() else {}
    except Invalid as refusal:
        if wants_json():
            return make_response(jsonify({"detail": in_words(refusal)}), status_of(refusal))
        return make_response(_page(draft_id, problems_of(refusal)), status_of(refusal))
    return (
        jsonify(told) if told else make_response(redirect(url_for("studio.comments", draft_id=draft_id), 303))
    )
