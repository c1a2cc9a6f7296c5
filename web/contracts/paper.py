"""The paper way: the scan, its supplements and invoices; the enterprise confirms or returns them."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Response, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _

from web.contracts.blueprint import MOST_CHARACTERS, blueprint
from web.contracts.pages import contract_page
from web.form_problems import problems_of
from web.limits import limiter
from web.sent_files import close_files
from web.viewers import current_viewer
from web.work import begin
from workflows.business.contracts import paper
from workflows.business.contracts.documents import HANDED_IN
from workflows.ground.errors import Invalid


@blueprint.post("/<contract_id>/scan")
@limiter.limit("60 per hour")
def add_files(contract_id: str) -> Response:
    """Add a file of each kind to what is going to be submitted."""
    handed = [
        paper.Handed(kind, sent.filename, cast("BinaryIO", sent.stream))
        for kind in HANDED_IN
        for sent in request.files.getlist(kind)
        if sent.filename
    ]
    try:
        with begin() as work:
            paper.add(work, current_viewer(work), contract_id[:MOST_CHARACTERS], handed)
    except Invalid as refusal:
        with begin() as work:
            return contract_page(work, contract_id, problems_of(refusal))
    finally:
        close_files()
    return _back(contract_id)


@blueprint.post("/<contract_id>/scan/<document_id>/remove")
@limiter.limit("60 per hour")
def remove_file(contract_id: str, document_id: str) -> Response:
    """Take one of these files away again."""
    with begin() as work:
        paper.remove(work, current_viewer(work), contract_id[:MOST_CHARACTERS], document_id[:MOST_CHARACTERS])
    return _back(contract_id)


@blueprint.post("/<contract_id>/scan/submit")
@limiter.limit("60 per hour")
def submit_scan(contract_id: str) -> Response:
    """Put the scan before the enterprise."""
    try:
        with begin() as work:
            paper.submit(work, current_viewer(work), contract_id[:MOST_CHARACTERS])
    except Invalid as refusal:
        with begin() as work:
            return contract_page(work, contract_id, problems_of(refusal))
    flash(_("The scan is before the enterprise."), "success")
    return _back(contract_id)


@blueprint.post("/<contract_id>/scan/answer")
@limiter.limit("60 per hour")
def answer_scan(contract_id: str) -> Response:
    """Confirm the scan, or return it with a reason."""
    try:
        with begin() as work:
            viewer, one = current_viewer(work), contract_id[:MOST_CHARACTERS]
            if request.form.get("do") == "confirm":
                paper.confirm(work, viewer, one)
            else:
                paper.give_back(work, viewer, one, request.form.get("reason", ""))
    except Invalid as refusal:
        with begin() as work:
            return contract_page(work, contract_id, problems_of(refusal))
    flash(_("The provider is told."), "success")
    return _back(contract_id)


def _back(contract_id: str) -> Response:
    return make_response(redirect(url_for("contracts.contract", contract_id=contract_id)))
