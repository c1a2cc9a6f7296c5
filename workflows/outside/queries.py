"""Reading services outside and what they were asked."""

from __future__ import annotations

from sqlalchemy import select

from workflows.ground.breakers.models import CircuitBreaker
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.outside.models import OutsideService, ServiceCall
from workflows.outside.policies import may_keep_services
from workflows.outside.values import CallView, ServiceContract, ServiceView
from workflows.people.viewer import Viewer, require

CALLS_SHOWN = 50


def breaker_of(name: str) -> str:
    """Return the name of a service's breaker."""
    return f"service:{name}"


def services(work: Work, viewer: Viewer) -> list[ServiceView]:
    """Return every registered service, those in use first, by name. Raises: Forbidden."""
    require(may_keep_services(viewer))
    rows = work.session.scalars(
        select(OutsideService).order_by(OutsideService.active.desc(), OutsideService.name)
    ).all()
    names = [breaker_of(row.name) for row in rows]
    rows_read = work.session.scalars(select(CircuitBreaker).where(CircuitBreaker.name.in_(names))).all()
    breakers = {breaker.name: breaker for breaker in rows_read}
    return [_view(row, breakers.get(breaker_of(row.name))) for row in rows]


def service(work: Work, viewer: Viewer, name: str) -> ServiceView:
    """Return one registered service. Raises: Forbidden; NotFound."""
    require(may_keep_services(viewer))
    row = work.session.get(OutsideService, name)
    if row is None:
        raise NotFound("outside.not_found", name=name)
    return _view(row, work.session.get(CircuitBreaker, breaker_of(name)))


def names(work: Work) -> frozenset[str]:
    """Return the names of the services in use."""
    return frozenset(work.session.scalars(select(OutsideService.name).where(OutsideService.active)))


def contracts(work: Work) -> dict[str, ServiceContract]:
    """Return what each service in use is called, is sent and answers: not where it is, nor its secret."""
    rows = work.session.scalars(select(OutsideService).where(OutsideService.active))
    return {
        row.name: ServiceContract(row.title_zh, row.title_en, row.request_schema, row.answer_schema)
        for row in rows
    }


def latest_calls(work: Work, viewer: Viewer, name: str) -> list[CallView]:
    """Return what was asked of a service last, the latest first. Raises: Forbidden."""
    require(may_keep_services(viewer))
    latest = select(ServiceCall).where(ServiceCall.service == name)
    latest = latest.order_by(ServiceCall.last_asked_at.desc(), ServiceCall.job_id.desc()).limit(CALLS_SHOWN)
    return [_call(row) for row in work.session.scalars(latest)]


def _view(row: OutsideService, breaker: CircuitBreaker | None) -> ServiceView:
    return ServiceView(
        name=row.name,
        title_zh=row.title_zh,
        title_en=row.title_en,
        address=row.address,
        time_limit_seconds=row.time_limit_seconds,
        patience_hours=row.patience_hours,
        request_schema=row.request_schema,
        answer_schema=row.answer_schema,
        stand_in=row.stand_in,
        active=row.active,
        revision=row.revision,
        open_until=breaker.open_until if breaker is not None else None,
        last_error=breaker.last_error if breaker is not None and breaker.failures else "",
    )


def _call(row: ServiceCall) -> CallView:
    return CallView(
        job_id=row.job_id,
        number=row.business_key or "",
        element_id=row.element_id or "",
        state=row.state,  # type: ignore[arg-type]  # a constraint of the table holds it to these words
        attempts=row.attempts,
        last_asked_at=row.last_asked_at,
        until=row.until,
        status=row.status,
        error=row.error or "",
    )
