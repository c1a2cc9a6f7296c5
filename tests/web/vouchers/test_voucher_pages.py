"""My vouchers as a person sees them: the list, one voucher, and nothing of other organisations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.people import Applicant
from tests.web.people_at_work import signed_in
from tests.workflows.business.vouchers.conftest import certified_enterprise, granted, opened
from tests.workflows.business.vouchers.test_size_class import PROFILE
from workflows.bootstrap import Platform
from workflows.ground.clock import SHANGHAI
from workflows.people.organisations import operations as organisations

SignIn = Callable[[Applicant], FlaskClient]


@pytest.fixture
def as_owner(app: Flask, platform: Platform) -> SignIn:
    return lambda owner: signed_in(app, platform, owner.user_id)


def test_the_list_says_what_is_left_and_leads_to_the_voucher(platform: Platform, as_owner: SignIn) -> None:
    owner = certified_enterprise(platform)
    client = as_owner(owner)
    assert 'href="/vouchers"' in client.get("/workbench").text
    assert "还没有服务券" in client.get("/vouchers").text
    with platform.begin() as work:
        last = work.now.astimezone(SHANGHAI).date() + timedelta(days=99)
        until = datetime.combine(last + timedelta(days=1), time(), SHANGHAI)
        programme = opened(work, categories=("quality",), terms="<b>只限检测</b>", valid_until=until)
        voucher = granted(work, programme.id, owner.organisation_id, "600.00")
    page = client.get("/vouchers").text
    for said in ("2026 年通用券", "¥600.00", "最多抵扣价格的 50%", "去使用", f"/vouchers/{voucher.id}"):
        assert said in page
    assert f">{last}</time>" in page, "the last day on which it can be used"
    detail = client.get(f"/vouchers/{voucher.id}").text
    for said in ("发放", "+¥600.00", "PE-1", f"/catalogue?voucher={voucher.id}", "&lt;b&gt;只限检测"):
        assert said in detail


@pytest.mark.prepared
def test_the_size_class_stands_there_with_its_reason(platform: Platform, as_owner: SignIn) -> None:
    owner = certified_enterprise(platform)
    assert "暂无法划型" in as_owner(owner).get("/vouchers").text
    with platform.begin() as work:
        organisations.certify(work, owner.organisation_id, {**PROFILE, "name": "湘江制造", "region": None})
    assert "小型：从业人员 86 人，营业收入 3,200 万元" in as_owner(owner).get("/vouchers").text


def test_the_next_page_goes_on(platform: Platform, as_owner: SignIn) -> None:
    owner = certified_enterprise(platform)
    with platform.begin() as work:
        for number in range(21):
            programme = opened(work, number=f"QZ-{number:02}", name=f"第 {number:02} 种")
            granted(work, programme.id, owner.organisation_id, "100.00", f"PE-{number}")
    client = as_owner(owner)
    first = client.get("/vouchers").text
    assert "第 20 种" in first
    assert "第 00 种" not in first
    assert 'rel="next"' in first


def test_a_foreign_voucher_is_not_there(platform: Platform, as_owner: SignIn) -> None:
    owner, stranger = certified_enterprise(platform), certified_enterprise(platform)
    with platform.begin() as work:
        voucher = granted(work, opened(work).id, owner.organisation_id)
    client = as_owner(stranger)
    assert client.get(f"/vouchers/{voucher.id}").status_code == 404
    assert client.get("/vouchers/nothing").status_code == 404
