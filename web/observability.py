"""What the operator of an installation sees: request logs and metrics."""

from __future__ import annotations

import re
import time
import uuid

import structlog
from flask import Flask, Response, current_app, g, request
from prometheus_client import Counter, Histogram

from web.metrics import Snapshots, as_text, own

log = structlog.get_logger("web.request")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

REQUESTS = Counter("tongban_requests", "Answered requests", ("method", "endpoint", "status"))
DURATION = Histogram(
    "tongban_request_seconds",
    "Time to answer",
    ("endpoint",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


SNAPSHOTS = "METRICS_SNAPSHOTS"
"""Under this key of the configuration a node keeps where its processes write their numbers down."""


def metrics_text() -> bytes:
    """Return the metrics of all processes of this node, or of this one where it is alone."""
    snapshots: Snapshots | None = current_app.config.get(SNAPSHOTS)
    return as_text(own() if snapshots is None else snapshots.merged())


def forget_requests() -> None:
    """Begin to count anew: what was asked before nobody outside has asked."""
    REQUESTS.clear()
    DURATION.clear()


def _begin_request() -> None:
    offered = request.headers.get("X-Request-ID", "")
    g.request_id = offered if REQUEST_ID.fullmatch(offered) else uuid.uuid4().hex
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    case = (request.view_args or {}).get("case_id")
    if case is not None:
        structlog.contextvars.bind_contextvars(case=str(case))


def _end_request(response: Response) -> Response:
    if "request_id" not in g:
        return response
    response.headers["X-Request-ID"] = g.request_id
    endpoint = request.endpoint or "none"
    if endpoint == "static" or endpoint.startswith("health."):
        return response
    seconds = time.perf_counter() - g.started
    REQUESTS.labels(request.method, endpoint, response.status_code).inc()
    DURATION.labels(endpoint).observe(seconds)
    # who is known by now: a log line is no reason to ask the database
    viewer = g.get("_login_user")
    actor = str(viewer.id) if viewer is not None and viewer.is_authenticated else None
    log.info(
        "request",
        method=request.method,
        path=_logged_path(),
        endpoint=endpoint,
        status=response.status_code,
        milliseconds=round(seconds * 1000, 1),
        actor=actor,
    )
    return response


def _logged_path() -> str:
    """Return the path without what opens an account: the token of a mailed link."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path


def init_app(app: Flask) -> None:
    """Number, time and log every request of `app`; bodies and queries are never logged."""
    app.before_request(_begin_request)
    app.after_request(_end_request)
