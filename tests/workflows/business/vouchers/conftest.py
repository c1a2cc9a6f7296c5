"""A programme with a budget, and a certified enterprise."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.people import Applicant, applicant
from workflows.bootstrap import Platform
from workflows.business.ledger.values import Cause
from workflows.business.vouchers.operations import grant, open_programme
from workflows.business.vouchers.values import (
    GrantOrder,
    GrantSource,
    ProgrammeDraft,
    ProgrammeView,
    VoucherView,
)
from workflows.ground.work import Work
from workflows.people.organisations import operations as organisations


def certified_enterprise(platform: Platform) -> Applicant:
    owner = applicant(platform, "enterprise")
    with platform.begin() as work:
        data = {"name": "湘江制造", "region": None}
        organisations.application_submitted(work, owner.organisation_id, data)
        organisations.certify(work, owner.organisation_id, data)
    return owner


def opened(work: Work, *, number: str = "QZ-1", **changes: Any) -> ProgrammeView:
    """Open a programme of 1,000.00 whose vouchers are worth 100.00 to 600.00."""
    values: dict[str, Any] = {
        "name": "2026 年通用券",
        "year": 2026,
        "kind": "general",
        "categories": (),
        "share_percent": 50,
        "budget": Decimal("1000.00"),
        "least": Decimal("100.00"),
        "most": Decimal("600.00"),
        "valid_from": work.now - timedelta(days=1),
        "valid_until": work.now + timedelta(days=200),
    }
    return open_programme(work, ProgrammeDraft(**values | changes), case_number=number)


def granted(
    work: Work,
    programme_id: str,
    organisation_id: str,
    yuan: str = "600.00",
    number: str = "PE-1",
    **how: Any,
) -> VoucherView:
    source = how.pop("source", GrantSource("quota", number))
    cause = Cause("case", number)
    return grant(work, GrantOrder(programme_id, organisation_id, source, cause, Decimal(yuan), **how))


@pytest.fixture
def enterprise(platform: Platform) -> Applicant:
    return certified_enterprise(platform)


@pytest.fixture
def programme(platform: Platform) -> ProgrammeView:
    with platform.begin() as work:
        return opened(work)
