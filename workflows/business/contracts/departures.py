"""What of contracts stands in the way when an organisation is left alone, and whom contracts go on naming."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from workflows.business.contracts.models import Contract, ContractSignature
from workflows.business.contracts.values import RUNNING
from workflows.ground.work import Work
from workflows.people.departures import Departure, InTheWay


def _unsigned(work: Work, organisation_id: str) -> Iterator[InTheWay]:
    own = or_(Contract.enterprise_id == organisation_id, Contract.provider_id == organisation_id)
    running = select(func.count()).where(own, Contract.state.in_(RUNNING))
    if count := work.session.scalar(running):
        yield InTheWay("contracts.still_unsigned", "/contracts", {"count": count})


def _signed(work: Work, user_id: str) -> bool:
    signed = select(ContractSignature.id).where(ContractSignature.signed_by == user_id).limit(1)
    return work.session.scalar(signed) is not None


DEPARTURE = Departure(of_organisation=_unsigned, keeps=_signed)
