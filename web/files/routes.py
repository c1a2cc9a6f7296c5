"""Taking a file and giving it out again, to those who may see it."""

from __future__ import annotations

from contextlib import closing
from typing import BinaryIO, cast

from flask import Blueprint, Response, abort, jsonify, make_response, request, url_for
from flask_login import current_user

from forms import UploadRefused
from forms.upload_profiles import MP4, PDF, PICTURES
from web.files.answers import stored_answer
from web.i18n import locale_tag
from web.limits import limiter
from web.viewers import insist_on_sign_in
from web.work import begin, current_platform
from workflows.files import operations, queries
from workflows.files.values import FileView
from workflows.ground.errors import NotFound
from workflows.people.viewer_loader import viewer_of

blueprint = Blueprint("files", __name__)

# Shown in the browser when asked for; everything else is only ever saved.
_SHOWN = PICTURES | {MP4, PDF}
PUBLIC_SECONDS = 300
"""How long browsers may keep what a product on sale shows, and so show it after it went off sale."""


@blueprint.post("/files")
@limiter.limit("300 per hour")
def upload() -> Response:
    """Take one file (`file`, checked as `profile`); answers 201 {id, name, size_bytes, content_type, url}."""
    insist_on_sign_in()
    sent = request.files.get("file")
    if sent is None:
        abort(400)
    try:
        with closing(sent), begin() as work:
            kept = operations.store(
                work,
                current_platform().files,
                viewer_of(work),
                cast("BinaryIO", sent.stream),
                name=sent.filename or "",
                profile=request.form.get("profile", ""),
            )
    except UploadRefused as refusal:
        detail = refusal.message(locale_tag())
        return make_response(jsonify({"error": refusal.code, "detail": detail}), 422)
    return make_response(jsonify({**kept.descriptor, "url": file_url(kept.id)}), 201)


def file_url(file_id: str) -> str:
    """Return the address of a stored file."""
    return url_for("files.download", file_id=file_id)


@blueprint.get("/files/<file_id>")
def download(file_id: str) -> Response:
    """Give a file out, to be saved; with `?show=1` what browsers can show is shown; `?size=` is smaller.

    Visitors get what is shown with a product on sale; for anything else they have to sign in.
    """
    with begin() as work:
        viewer = viewer_of(work) if current_user.is_authenticated else None
        try:
            file = queries.open_for(work, viewer, file_id, variant=request.args.get("size"))
        except NotFound:
            if viewer is None:
                abort(401)
            raise
    return _answer(file, shown="show" in request.args)


def _answer(file: FileView, *, shown: bool) -> Response:
    is_shown = shown and file.content_type in _SHOWN
    response = stored_answer(file.key, file.content_type, file.name, file.size_bytes, shown=is_shown)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Whatever a file contains, it runs nothing and loads nothing here.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    kept = f"public, max-age={PUBLIC_SECONDS}" if file.public else "private, no-store"
    response.headers["Cache-Control"] = kept
    response.set_etag(file.key.rpartition("/")[2])
    # a video is fetched in parts; a file that did not change is not sent again
    response.make_conditional(request, accept_ranges=True, complete_length=file.size_bytes)
    return response
