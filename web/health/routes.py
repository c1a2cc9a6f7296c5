"""Pages for machines: is the process alive, can it work, what has it done."""

from __future__ import annotations

import ipaddress

from flask import Blueprint, Response, abort, request
from sqlalchemy import text

from web.observability import metrics_text
from web.room import room_now
from web.work import current_platform

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Answer as long as the process runs; needs no database."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def ready() -> Response:
    """Answer 200 if the database answers and there is room beyond the reserve, else 503."""
    try:
        with current_platform().begin(actor=None) as work:
            work.session.execute(text("select 1"))
    except Exception:  # noqa: BLE001 - whatever it is, this node cannot serve
        return Response("database unreachable\n", status=503, mimetype="text/plain")
    if (room := room_now()).is_short:
        told = f"no room: {room.free_bytes} bytes free, {room.reserve_bytes} kept in reserve\n"
        return Response(told, status=503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the counters in Prometheus' format, only to this machine and private networks."""
    address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104 - not a bind
    if not (address.is_loopback or address.is_private) or "X-Forwarded-For" in request.headers:
        abort(404)
    return Response(metrics_text(), mimetype="text/plain; version=0.0.4")
