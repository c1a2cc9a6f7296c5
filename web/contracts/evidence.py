"""The certificate of evidence of a signed contract, made when somebody asks for it."""

from __future__ import annotations

from flask import Response, url_for

from web.contracts.blueprint import MOST_CHARACTERS, blueprint
from web.files.answers import file_answer
from web.limits import limiter
from web.viewers import current_viewer
from web.work import begin, current_platform
from workflows.business.contracts import evidence


@blueprint.post("/<contract_id>/evidence")
@limiter.limit("30 per hour")
def download_evidence(contract_id: str) -> Response:
    """Give the certificate of evidence as a PDF that the platform has signed."""
    settings = current_platform().settings
    with begin() as work:
        name, content = evidence.make(
            work,
            current_viewer(work),
            settings.secret_key,
            contract_id[:MOST_CHARACTERS],
            verify_url=settings.base_url + url_for("verification.home"),
        )
    return file_answer(content, "application/pdf", name, shown=False)
