"""What registrations bring to the floors below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.registration.jobs import JOBS
from workflows.ground.work import Work
from workflows.people.organisations import operations as organisations


def _submitted(work: Work, organisation_id: str, _case_id: str, data: Mapping[str, Any]) -> None:
    organisations.application_submitted(work, organisation_id, data)


def _registration(prefix: str, form_id: str, starter: str) -> CaseType:
    return CaseType(
        prefix,
        form_id,
        starters=frozenset({starter}),
        once=True,
        submitted=_submitted,
        returned=organisations.application_returned,
        withdrawn=organisations.application_withdrawn,
    )


DOMAIN = Domain(
    "registration",
    case_types={
        "enterprise_registration": _registration("QY", "enterprise", "enterprise"),
        "provider_registration": _registration("FW", "provider", "provider"),
    },
    jobs=JOBS,
)
