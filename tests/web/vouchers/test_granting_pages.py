"""The reviewer's page of a quota: what the form of the step refuses stands there, linked to its field."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask

from tests.factories.people import staff, viewer
from tests.web.people_at_work import signed_in
from tests.workflows.business.vouchers.conftest import opened
from tests.workflows.business.vouchers.test_quota import enterprise
from workflows.approvals.cases import submitting
from workflows.approvals.inbox.lists import to_do
from workflows.bootstrap import Platform

pytestmark = pytest.mark.prepared


def test_a_grant_above_what_was_asked_is_refused_at_its_field(app: Flask, platform: Platform) -> None:
    owner, operator = enterprise(platform), staff(platform, "operator")
    with platform.begin(owner.user_id) as work:
        of = opened(work, kind="special", budget=Decimal(500_000), most=Decimal(200_000))
        said = {"kind": "special", "special_programme": of.id, "amount": "80000.00", "purpose": "更新设备"}
        who = viewer(platform, owner.user_id)
        submitting.submit(work, who, "voucher_quota", said, organisation_id=owner.organisation_id)
    platform.engine.run_due_jobs()
    with platform.begin(operator) as work:
        (item,) = to_do(work, viewer(platform, operator)).items
    client = signed_in(app, platform, operator)
    typed = {"action": "approve", "granted_amount": "90000"}
    page = client.post(f"/inbox/tasks/{item.task_id}/decide", data=typed)
    assert page.status_code == 422
    for said_there in ("data-jump>", "发放金额不能超过申请金额。", 'value="90000"'):
        assert said_there in page.text
