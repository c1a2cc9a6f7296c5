"""Programmes as those see them who oversee the budgets."""

from __future__ import annotations

from flask import Flask

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.workflows.business.vouchers.conftest import certified_enterprise, granted, opened
from workflows.bootstrap import Platform


def test_the_department_sees_budgets_and_saves_the_figures(app: Flask, platform: Platform) -> None:
    owner = certified_enterprise(platform)
    client = signed_in(app, platform, staff(platform, "department"))
    assert "还没有券种" in client.get("/vouchers/programmes").text
    with platform.begin() as work:
        programme = opened(work)
        granted(work, programme.id, owner.organisation_id, "600.00", size_class="micro")
    listed = client.get("/vouchers/programmes").text
    for said in ("2026 年通用券", "¥1,000.00", "¥400.00", f"/vouchers/programmes/{programme.id}"):
        assert said in listed
    page = client.get(f"/vouchers/programmes/{programme.id}").text
    for said in ("微型", "¥600.00", 'style="width: 60.00%"'):
        assert said in page
    table = client.get(f"/vouchers/programmes/{programme.id}/figures.csv")
    assert table.headers["Cache-Control"] == "no-store"
    assert table.data.startswith(b"\xef\xbb\xbf")
    assert "企业规模,微型,1,600.00" in table.text
    assert client.get(f"/vouchers/programmes/{programme.id}/figures.xlsx").data.startswith(b"PK")
    assert client.get(f"/vouchers/programmes/{programme.id}/figures.exe").status_code == 404
    assert client.get("/vouchers/programmes/nothing").status_code == 404
