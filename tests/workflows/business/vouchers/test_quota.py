"""Applying for a quota: what is refused at once, and what the ledger says in the end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from tests.factories.people import Applicant, applicant, viewer
from tests.workflows.business.vouchers.conftest import opened
from tests.workflows.business.vouchers.test_size_class import PROFILE
from workflows.approvals.cases import submitting
from workflows.approvals.cases.forms import start_form
from workflows.bootstrap import Platform
from workflows.business.vouchers import queries
from workflows.ground.errors import Invalid, InvalidState
from workflows.people.organisations import operations as organisations

pytestmark = pytest.mark.prepared


def enterprise(platform: Platform, **profile: Any) -> Applicant:
    owner = applicant(platform, "enterprise")
    with platform.begin() as work:
        data = {**PROFILE, "name": "湘江制造", "region": "430100", **profile}
        organisations.application_submitted(work, owner.organisation_id, data)
        organisations.certify(work, owner.organisation_id, data)
    return owner


def apply(platform: Platform, owner: Applicant, programme_id: str) -> str:
    """Ask for a general voucher; return the case's number."""
    with platform.begin(owner.user_id) as work:
        case = submitting.submit(
            work,
            viewer(platform, owner.user_id),
            "voucher_quota",
            {"kind": "general", "general_programme": programme_id},
            organisation_id=owner.organisation_id,
        )
    platform.engine.run_due_jobs()
    return case.number


@pytest.fixture
def ready(platform: Platform) -> Platform:
    return platform


def test_a_general_voucher_is_granted_at_once_and_never_a_second(ready: Platform) -> None:
    owner = enterprise(ready)
    with ready.begin() as work:
        programme = opened(work, budget=Decimal(100000), most=Decimal(50000))
    number = apply(ready, owner, programme.id)
    with ready.begin() as work:
        (voucher,) = queries.vouchers(work, viewer(ready, owner.user_id), owner.organisation_id)
        assert (voucher.face_value, voucher.source.id) == (Decimal("20000.00"), number)
        assert queries.remaining_budget(work, programme.id) == Decimal("80000.00")
    with pytest.raises(Invalid) as refused:
        apply(ready, owner, programme.id)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("general_programme", "vouchers.granted_already")


def test_the_largest_face_value_bounds_it(ready: Platform) -> None:
    owner = enterprise(ready, employees=5)
    with ready.begin() as work:
        programme = opened(work, budget=Decimal(100000), most=Decimal("3000.50"))
    apply(ready, owner, programme.id)
    with ready.begin() as work:
        (voucher,) = queries.vouchers(work, viewer(ready, owner.user_id), owner.organisation_id)
    assert voucher.face_value == Decimal("3000.50")


def test_an_incomplete_profile_and_an_unknown_programme_are_refused(ready: Platform) -> None:
    with ready.begin() as work:
        programme = opened(work)
    with pytest.raises(InvalidState) as refused:
        apply(ready, enterprise(ready, total_assets=None), programme.id)
    assert refused.value.code == "vouchers.profile_incomplete"
    with pytest.raises(Invalid):
        apply(ready, enterprise(ready), "nothing")


def test_the_form_offers_the_programmes_of_its_kind(ready: Platform) -> None:
    owner = enterprise(ready)
    with ready.begin(owner.user_id) as work:
        general, special = opened(work), opened(work, number="QZ-2", kind="special", name="设备更新专项券")
        errors = []
        for chosen in (general, special):
            form = start_form(
                work, viewer(ready, owner.user_id), "voucher_quota", locale="zh-CN",
                organisation_id=owner.organisation_id,
                formdata=MultiDict({"kind": "general", "general_programme": chosen.id}),
            )  # fmt: skip
            form.validate()
            errors.append("general_programme" in form.errors)
    assert errors == [False, True]
