"""Notices of identity services: no person, no cookie, but a signature over what they say."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from web.limits import limiter
from web.security import csrf, takes_signed_bytes
from web.work import begin, current_platform
from workflows.business.identity_checks.operations import receive_notice
from workflows.business.identity_checks.services import service_named
from workflows.ground.errors import InvalidState

blueprint = Blueprint("identity_checks", __name__)
csrf.exempt(blueprint)  # no cookie counts here

MOST_BYTES = 16_384
_TAKEN, _REFUSED = "success", "fail"


@blueprint.post("/notices/<service>")
@limiter.limit("600 per minute")
@takes_signed_bytes(MOST_BYTES)
def notice(service: str) -> Response:
    """Take a notice: `success` ends its repetitions, whatever followed; `fail`: it is not signed."""
    raw = request.get_data(cache=False)
    with begin() as work:
        try:
            known = service_named(work, current_platform().settings, service[:64])
        except InvalidState:
            abort(404)
        followed = receive_notice(work, known, raw)
    if followed is None:
        return Response(_REFUSED, 400, content_type="text/plain")
    return Response(_TAKEN, content_type="text/plain")
