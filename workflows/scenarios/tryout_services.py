"""Services outside in a try-out: those without a table wait until somebody answers for them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from workflows.bootstrap import Platform
from workflows.ground.safe import Safe
from workflows.ground.work import Work
from workflows.outside import answers, schemas
from workflows.outside.models import OutsideService, ServiceCall
from workflows.outside.operations import PURPOSE
from workflows.outside.signatures import sign
from workflows.scenarios import stand_ins

MOST_CALLS = 20
REFUSES = ({"status": 422},)
"""The table of a service that refuses what it is asked."""


def waiting_calls(work: Work, number: str, variables: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what services are asked by the case of a number and have not answered, the oldest first."""
    of = select(ServiceCall, OutsideService).join(OutsideService, OutsideService.name == ServiceCall.service)
    of = of.where(ServiceCall.business_key == number, ServiceCall.state == "waiting")
    return [
        {
            "job_id": call.job_id,
            "element_id": call.element_id,
            "title_zh": service.title_zh,
            "title_en": service.title_en,
            "until": call.until.isoformat(),
            "asked": json.dumps(schemas.selected(service.request_schema, variables), ensure_ascii=False),
            "expected": json.dumps(service.answer_schema, ensure_ascii=False),
        }
        for call, service in work.session.execute(of.order_by(ServiceCall.first_asked_at).limit(MOST_CALLS))
    ]


def answer(platform: Platform, job_id: str, body: str) -> str:
    """Answer for a service, signed as it would; return what is wrong with that, "" where it is taken."""
    with platform.begin() as work:
        service = _service_of(work, job_id)
        secret = Safe(platform.settings.secret_key, PURPOSE).unlock(service.secret) if service else None
        signature = sign(secret or "", work.now, body.encode())
        became, wrong = answers.receive(
            work, platform.settings, job_id, signature=signature, body=body.encode()
        )
    return wrong or ("" if became in ("taken", "known") else became)


def refuse(platform: Platform, job_id: str) -> None:
    """Let a service refuse what a step asks; nothing happens where the step waits no longer."""
    with platform.begin() as work:
        service = _service_of(work, job_id)
        if service is None:
            return
        name, usual = service.name, list(service.stand_in)
        stand_ins.change(work, platform.settings, name, REFUSES)
        work.jobs.hurry(job_id)
    platform.engine.run_due_jobs(platform.clock())
    with platform.begin() as work:
        stand_ins.change(work, platform.settings, name, usual)


def _service_of(work: Work, job_id: str) -> OutsideService | None:
    call = work.session.get(ServiceCall, job_id)
    is_waiting = call is not None and call.state == "waiting"
    return work.session.get(OutsideService, call.service) if call is not None and is_waiting else None
