"""Answers that come later: signed by the service, kept, and used by the step's own job."""

from __future__ import annotations

from typing import Literal

from engine.errors import NotFound
from workflows.ground import case_json
from workflows.ground.safe import Safe
from workflows.ground.settings import Settings
from workflows.ground.work import Work
from workflows.outside import schemas
from workflows.outside.models import OutsideService, ServiceCall
from workflows.outside.operations import PURPOSE
from workflows.outside.signatures import is_signed

MOST_BYTES = 262_144

Received = Literal["taken", "known", "unsigned", "wrong"]


def receive(
    work: Work, settings: Settings, job_id: str, *, signature: str, body: bytes
) -> tuple[Received, str]:
    """Take an answer; return what became of it, and what is wrong with it.

    A call that nobody knows and a signature that does not fit are told apart by nobody. An answer that is
    sent again is known; one that breaks the schema is refused, so that the service can mend it.
    """
    call = work.session.get(ServiceCall, job_id) if "\x00" not in job_id else None
    service = work.session.get(OutsideService, call.service) if call is not None else None
    secret = Safe(settings.secret_key, PURPOSE).unlock(service.secret) if service is not None else None
    if service is None or not secret or not is_signed(signature, secret, work.now, body):
        return "unsigned", ""
    try:
        said = case_json.read(body)
    except ValueError as problem:
        return "wrong", str(problem)
    if wrong := schemas.complaint(service.answer_schema, said):
        return "wrong", wrong
    return ("taken" if _keep(work, job_id, body) else "known"), ""


def _keep(work: Work, job_id: str, body: bytes) -> bool:
    """Keep an answer and have its step go on; False if none is waited for any more."""
    try:
        work.jobs.hurry(job_id)  # locks the case before the call, as whoever asks does
    except NotFound:  # the case went another way meanwhile
        return False
    call = work.session.get_one(ServiceCall, job_id, with_for_update=True, populate_existing=True)
    if call.state not in ("waiting", "asking", "down"):
        return False
    call.state, call.answer, call.error = "answered", body.decode(), None
    return True
