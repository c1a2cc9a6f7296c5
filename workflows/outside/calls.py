"""`service.call`: asks a registered service for a step, and waits for it as long as the service is worth it.

A service that is down costs no retry: the step waits, longer each time, until the patience ends. What
the service refuses (4xx) is the error `service_refused` of the process, an incident if nobody catches it. An
answer that breaks the schema stops the case at once, because asking again would bring the same.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from engine import Ask, BpmnError, Failed, JobContext, Later, Outcome
from workflows.ground.breakers import operations as breakers
from workflows.ground.safe import Safe
from workflows.ground.services import Services
from workflows.ground.work import Work
from workflows.outside import schemas, stand_ins
from workflows.outside.asking import ask
from workflows.outside.models import OutsideService, ServiceCall
from workflows.outside.operations import PURPOSE, TIME_LIMIT_SECONDS
from workflows.outside.queries import breaker_of
from workflows.outside.values import Inquiry, Reply

RESULT = "answer"
"""The variable that gets the answer, where the diagram names no other."""
REFUSED = "service_refused"
LEASE_SECONDS = TIME_LIMIT_SECONDS[1] + 60.0
"""Longer than a call: its time limit, and what finding the address may take."""
_PAUSES_SECONDS = (5, 15, 60, 300, 900)
_ERROR_CHARACTERS = 500


class ServiceCalls:
    """The handler of `service.call`, in the three parts that the engine asks for."""

    lease_seconds = LEASE_SECONDS

    def __init__(self, services: Services) -> None:
        """Keep what a call needs of the installation."""
        self._settings = services.settings
        self._safe = Safe(services.settings.secret_key, PURPOSE)

    def read(self, job: JobContext) -> Ask | Outcome:
        """Return whom to ask what, or how the step ends without asking."""
        name = job.headers.get("service", "")
        service = job.work.session.get(OutsideService, name)
        if service is None or not service.active:
            return Failed(f"Expected a registered service that is in use, but {name!r} is none.", final=True)
        call = _call_of(job, service)
        if call.state == "answered":
            return _answered(job, service, call, _kept(call))
        if job.work.now >= call.until:
            return _gave_up(call)
        if (moment := self._left_alone(job.work, service)) is not None:
            call.state = "down"
            return Later(min(moment, call.until))
        body = schemas.selected(service.request_schema, job.variables)
        if wrong := schemas.complaint(service.request_schema, body):
            call.state, call.error = "failed", f"Not sent: {wrong}"
            return Failed(f"Expected to send {name} what its schema says, but {wrong}.", final=True)
        return self._inquiry(job, service, call, body)

    def _left_alone(self, work: Work, service: OutsideService) -> datetime | None:
        if service.stand_in:
            return None
        lease = timedelta(seconds=self.lease_seconds)
        return breakers.try_again_at(work, breaker_of(service.name), lease=lease)

    def _inquiry(
        self, job: JobContext, service: OutsideService, call: ServiceCall, body: dict[str, Any]
    ) -> Ask | Outcome:
        secret = self._safe.unlock(service.secret)
        if secret is None:
            return Failed(f"Expected the secret of {service.name} to open, but set it anew.", final=True)
        call.state, call.last_asked_at, call.attempts = "asking", job.work.now, call.attempts + 1
        return Ask(
            Inquiry(
                service=service.name,
                address=service.address,
                secret=secret,
                key=job.idempotency_key,
                body=body,
                answer_to=f"{self._settings.base_url}/outside/answers/{job.job_id}",
                asked_at=job.work.now,
                time_limit_seconds=service.time_limit_seconds,
                stand_in=tuple(service.stand_in),
                private_hosts=self._settings.service_private_hosts,
            )
        )

    def call(self, request: Inquiry) -> Reply:
        """Return what the service says, or its stand-in."""
        return stand_ins.answer(request) if request.stand_in else ask(request)

    def take(self, job: JobContext, answer: Reply) -> Outcome:
        """Return how the step goes on."""
        work = job.work
        service = work.session.get_one(OutsideService, job.headers.get("service", ""))
        call = work.session.get_one(ServiceCall, job.job_id, with_for_update=True)
        if call.state == "answered":  # the later answer was quicker than the first one
            return _answered(job, service, call, _kept(call))
        call.status, call.error = answer.status, answer.error[:_ERROR_CHARACTERS] or None
        if answer.down:
            return self._down(work, service, call, answer)
        if not service.stand_in:
            breakers.succeeded(work, breaker_of(service.name))
        if answer.status == 202:
            call.state = "waiting"
            return Later(call.until)
        if answer.error or not 200 <= (answer.status or 0) < 300:
            return _refused(call, answer)
        return _answered(job, service, call, answer.body)

    def _down(self, work: Work, service: OutsideService, call: ServiceCall, reply: Reply) -> Outcome:
        call.state = "down"
        call.error = call.error or f"Answered {reply.status}."
        if not service.stand_in:
            breakers.failed(work, breaker_of(service.name), call.error)
        pause = _PAUSES_SECONDS[min(call.attempts, len(_PAUSES_SECONDS)) - 1]
        again = work.now + timedelta(seconds=max(pause, reply.retry_after_seconds or 0))
        return Later(min(again, call.until)) if work.now < call.until else _gave_up(call)


def _kept(call: ServiceCall) -> Any:
    """Return the answer that came later; numbers with decimals as Decimal."""
    return json.loads(call.answer or "null", parse_float=Decimal)


def _call_of(job: JobContext, service: OutsideService) -> ServiceCall:
    """Return the row of a step's call; what had ended and is tried again begins anew."""
    work, until = job.work, job.work.now + timedelta(hours=service.patience_hours)
    call = work.session.get(ServiceCall, job.job_id, with_for_update=True)
    if call is None:
        call = ServiceCall(
            job_id=job.job_id, service=service.name, business_key=job.business_key, element_id=job.element_id,
            state="asking", attempts=0, first_asked_at=work.now, last_asked_at=work.now, until=until,
        )  # fmt: skip
        work.session.add(call)
    elif call.state in ("failed", "refused"):
        call.service, call.state, call.attempts, call.first_asked_at, call.until = (
            service.name, "asking", 0, work.now, until,
        )  # fmt: skip
    return call


def _answered(job: JobContext, service: OutsideService, call: ServiceCall, body: Any) -> Outcome:
    call.answer = None
    wrong = schemas.complaint(service.answer_schema, body)
    if wrong:
        call.state, call.error = "failed", f"Answered, but {wrong}"[:_ERROR_CHARACTERS]
        return Failed(f"Expected {service.name} to answer what its schema says, but {wrong}.", final=True)
    call.state, call.error = "done", None
    return {job.headers.get("result", "").strip() or RESULT: body}


def _refused(call: ServiceCall, reply: Reply) -> Outcome:
    reason = call.error or f"Answered {reply.status}."
    if 300 <= (reply.status or 0) < 400 or reply.error:
        call.state, call.error = "failed", reason
        return Failed(f"Expected {call.service} to answer, but: {reason}", final=True)
    call.state, call.error = "refused", reason
    return BpmnError(REFUSED, f"{call.service} refused: {reason}", {"refused_with_status": reply.status})


def _gave_up(call: ServiceCall) -> Outcome:
    waited = "no answer came" if call.state == "waiting" else call.error or "it was down"
    call.state = "failed"
    end = call.until.isoformat(timespec="minutes")
    return Failed(f"Expected {call.service} to answer until {end}, but {waited}.", final=True)
