"""The pages on which administrators mend cases and keep versions, as they are clicked through."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engine import events
from engine.codec import snake_case
from engine.errors import HandlerFailed
from engine.spiff import INCIDENTS
from tests.factories.people import applicant, credit_code, staff, viewer
from tests.web.admin.test_admin import Office
from tests.web.people_at_work import signed_in
from tests.workflows.administration.test_case_migrations import renamed
from web.admin.engine_words import HAPPENED, PASSED_BY
from web.incident_causes import CAUSES
from workflows.approvals.cases import submitting
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import deciding, eligibility
from workflows.approvals.values import CaseView, Decision
from workflows.bootstrap import Platform
from workflows.business.ledger.operations import open_account
from workflows.packages import package_files
from workflows.people.organisations import operations as organisations

pytestmark = pytest.mark.prepared
PROCESS = "enterprise_registration"
HOUR = timedelta(hours=1)


@pytest.fixture
def office(app: Flask, platform: Platform) -> Office:
    return Office(app, platform)


def submitted(platform: Platform) -> CaseView:
    who = applicant(platform)
    data = {"name": "长沙机械有限公司", "credit_code": credit_code(7), "region": "430100"}
    with platform.begin(who.user_id) as work:
        acting = viewer(platform, who.user_id)
        case = submitting.submit(work, acting, PROCESS, data, organisation_id=who.organisation_id)
    platform.engine.run_due_jobs()
    return case


def stuck(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> CaseView:
    def certify(*_: Any, **__: Any) -> None:
        raise HandlerFailed("the register <does> not answer")

    window = staff(platform, "window:430100", name="陈窗口")
    case = submitted(platform)
    with platform.begin(window) as work:
        reviewer = viewer(platform, window)
        (item,) = lists.to_do(work, reviewer).items
        deciding.decide(work, reviewer, item.task_id, Decision("approve", ""))
    with monkeypatch.context() as patched:
        patched.setattr(organisations, "certify", certify)
        for hours in (0, 3, 6):
            platform.engine.run_due_jobs(now=platform.clock() + hours * HOUR)
    return case


def test_a_case_that_stands_still_is_found_and_mended(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = stuck(office.platform, monkeypatch)
    page = office.read("/admin/incidents")
    assert case.number in page
    assert "the register &lt;does&gt; not answer" in page
    assert page.count("后台作业已达到重试次数上限，仍未成功。") == 2  # among the causes, and at the case
    match = re.search(r"/admin/incidents/([0-9a-f-]{36})", page)
    assert match
    address = f"/admin/incidents/{match[1]}"
    assert "organisation_name" in office.read(address)
    assert "后台作业已达到重试次数上限，仍未成功。" in office.read(address)
    assert 'id="reason-problem"' in office.refused(f"{address}/retry", reason="")
    kept = office.refused(
        f"{address}/correct",
        reason="更正",
        **{"variable:region": "不是 JSON", "was:variable:region": '"430100"'},
    )
    assert "不是 JSON" in kept
    assert "应为 JSON 值" in kept
    assert kept.count('value="更正"') == 1  # in the form that was sent, not in those beside it
    ids = re.findall(r'\sid="([^"]+)"', kept)
    assert len(ids) == len(set(ids))
    for hostile in ("[" * 5_000, "NaN", '"\\u0000"', '"\\ud800"', "9" * 5_000):
        told = office.refused(
            f"{address}/correct", reason="更正", **{"variable:region": hostile, "was:variable:region": "1"}
        )
        assert "应为 JSON 值" in told
    moved = office.refused(f"{address}/move", reason="跳过", target="nowhere")
    assert 'id="target-problem"' in moved
    assert re.findall(r"<details[^>]*\bopen>.*?</summary>", moved, re.DOTALL)[0].count("从其他环节继续") == 1
    office.do(f"{address}/retry", reason="登记系统已恢复")
    office.platform.engine.run_due_jobs()
    assert "没有受阻的申请" in office.read("/admin/incidents")
    assert "该异常已处理" in office.read(address)
    assert "重试异常" in office.read("/admin/audit")


def test_the_applicant_of_a_case_that_stands_still_is_told_so(
    office: Office, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = stuck(office.platform, monkeypatch)
    page = signed_in(app, office.platform, case.applicant_id).get(f"/cases/{case.number}").text
    assert "办理中出现技术问题，平台已收到通知并正在处理，您无需操作。" in page
    assert f"/cases/{case.number}/urge" not in page  # there is nobody to remind
    assert "撤销" in page


def test_a_suspended_case_says_by_whom_and_why(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = stuck(office.platform, monkeypatch)
    assert case.instance_id
    office.do(f"/admin/instances/{case.instance_id}/suspend", reason="核查举报材料期间暂停")
    page = office.read("/admin/incidents")
    assert f'href="/cases/{case.number}"' in page
    assert re.search(r"由\S+暂停，理由：核查举报材料期间暂停", page)
    office.do(f"/admin/instances/{case.instance_id}/resume", reason="核查完毕")
    assert "核查举报材料期间暂停" not in office.read("/admin/incidents")


def test_work_of_the_platform_that_failed_is_seen_and_tried_again(office: Office) -> None:
    with office.platform.begin() as work:
        open_account(work, "o", "wallet")
        work.connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        work.connection.exec_driver_sql("UPDATE ledger_balances SET amount_fen = 5")
    _check_books(office.platform)
    page = office.read("/admin/incidents")
    assert "books.check" in page
    assert "余额与分录合计不符：钱包 o" in page
    match = re.search(r"/admin/incidents/([0-9a-f-]{36})/retry-job", page)
    assert match
    office.do(f"/admin/incidents/{match[1]}/retry-job", reason="")
    office.platform.engine.run_due_jobs()
    assert "books.check" in office.read("/admin/incidents")
    with office.platform.begin() as work:
        work.connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        work.connection.exec_driver_sql("UPDATE ledger_balances SET amount_fen = 0")
    office.do(f"/admin/incidents/{match[1]}/retry-job", reason="已更正")
    office.platform.engine.run_due_jobs()
    assert "books.check" not in office.read("/admin/incidents")
    assert "重试平台作业" in office.read("/admin/audit")


def _check_books(platform: Platform) -> None:
    with platform.begin() as work:
        work.jobs.begin_periodic("books.check")
    platform.engine.run_due_jobs()


def test_every_kind_of_incident_is_said_in_words() -> None:
    assert set(CAUSES) == {*INCIDENTS, "job_failed", eligibility.CODE}


def test_every_event_of_the_engine_is_said_in_words() -> None:
    kinds = {snake_case(name) for name, one in vars(events).items() if one in events.Event.__subclasses__()}
    assert kinds - PASSED_BY <= set(HAPPENED)


def test_the_chosen_ones_are_tried_again_and_nothing_chosen_is_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck(office.platform, monkeypatch)
    match = re.search(r'name="incident"\s+value="([^"]+)"', office.read("/admin/incidents"))
    assert match
    office.do("/admin/incidents/retry", reason="已恢复")
    assert "请至少选择一项异常" in office.read("/admin/incidents")
    office.do("/admin/incidents/retry", reason="已恢复", incident=[match[1]])
    assert "1 件申请已恢复运行" in office.read("/admin/incidents")


@pytest.mark.parametrize("many", [True, False])
def test_a_case_that_stops_again_says_why_in_the_language_of_who_reads(
    office: Office, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    case = stuck(office.platform, monkeypatch)
    with office.platform.begin() as work:
        (failed,) = work.incidents.list()
        work.incidents.report(
            failed.instance_id, failed.token_id, failed.element_id, eligibility.CODE, "Nobody may take it."
        )
    if many:
        office.do("/admin/incidents/retry", reason="已恢复", incident=[failed.id])
    else:
        office.do(f"/admin/incidents/{failed.id}/retry", reason="已恢复")
    page = office.read("/admin/incidents")
    assert f"{case.number} 再次受阻：没有人可以办理该任务。" in page
    assert "再次受阻：Nobody" not in page


def test_a_version_is_looked_at_retired_revived_and_made_current(office: Office) -> None:
    files = package_files(PROCESS)
    changed = files["process.bpmn"].replace("审核注册资料".encode(), "复核注册资料".encode())
    with office.platform.begin(office.admin.id) as work:
        first = work.repository.latest(PROCESS).id
        second = work.repository.deploy({**files, "process.bpmn": changed}).id
    page = office.read(f"/admin/processes/{second}")
    assert "与第 1 版的差异" in page
    assert "+    &lt;bpmn:userTask id=&#34;review&#34; name=&#34;复核注册资料&#34;&gt;" in page
    assert office.admin.shown_name in page
    office.refused(f"/admin/processes/{second}/retire", reason="")
    office.do(f"/admin/processes/{second}/retire", reason="改用新流程")
    assert "改用新流程" in office.read(f"/admin/processes/{second}")
    assert "已停用" in office.read("/admin/processes")
    office.do(f"/admin/processes/{second}/revive", reason="恢复使用")
    office.do(f"/admin/processes/{first}/current", reason="新版有误")
    log = office.read("/admin/audit")
    assert all(one in log for one in ("停用流程", "重新启用流程", "设置当前版本", "新版有误"))


def test_running_cases_are_moved_after_a_look_and_moved_back(office: Office) -> None:
    case = submitted(office.platform)
    files = package_files(PROCESS)
    changed = renamed(files["process.bpmn"])
    with office.platform.begin(office.admin.id) as work:
        first = work.repository.latest(PROCESS).id
        second = work.repository.deploy({**files, "process.bpmn": changed}).id
    address = f"/admin/processes/{first}/migration"
    assert case.number not in office.read(address)
    blocked = office.read(f"{address}?to={second}")
    assert "无法迁移" in blocked
    assert 'name="step:review"' in blocked
    page = office.read(f"{address}?to={second}&step:review=examine")
    chosen = re.search(r'name="instance"\s+value="([^"]+)"', page)
    assert chosen
    form = {"to": second, "step:review": "examine", "instance": [chosen[1]]}
    assert 'id="reason-problem"' in office.refused(address, **form, reason="")
    answer = office.browser.post(address, data={**form, "reason": "步骤改名"})
    assert answer.status_code == 302
    assert "1 件申请已迁移到所选版本" in office.read(answer.location)
    assert case.number in office.read(answer.location)
    for place in (f"/cases/{case.number}", f"/cases/{case.number}/diagram"):
        assert office.browser.get(place).status_code in {200, 404}, place
    assert office.browser.get(f"/cases/{case.number}").status_code == 200
    back = f"/admin/processes/{second}/migration"
    office.do(back, **{"to": first, "step:examine": "review", "instance": [chosen[1]], "reason": "退回"})
    assert case.number in office.read(f"{address}?to={second}")
