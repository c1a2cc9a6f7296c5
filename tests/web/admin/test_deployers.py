"""A package is deployed in somebody's name, who is told of its incidents then and mends them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import delete, select

from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Story,
    cast,
    story,
)
from web.cli import main
from workflows.approvals.cases import submitting
from workflows.bootstrap import Platform
from workflows.ground.audit.models import AuditEntry
from workflows.notices.models import Message
from workflows.people.identity.models import RoleGrant
from workflows.people.identity.queries import account
from workflows.people.viewer_loader import viewer_of

PACKAGE = Path(__file__).parents[1] / "services" / "leave_request"
REASON = "回乡探望老人的事由"


@pytest.fixture
def deploy(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command in somebody's name."""
    assert platform.settings.database_url is not None
    monkeypatch.setenv("DATABASE_URL", platform.settings.database_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(platform.settings.data_dir))
    return lambda name, folder=PACKAGE: CliRunner().invoke(main, ["deploy", "--by", name, str(folder)])


def user_name(platform: Platform, user_id: str) -> str:
    with platform.begin() as work:
        return account(work, user_id).user_name


def test_a_package_is_deployed_in_the_name_of_an_analyst(
    platform: Platform, deploy: Callable[[str], Result]
) -> None:
    analyst = staff(platform, "analyst", name="林分析")
    assert deploy(user_name(platform, analyst)).output == "leave_request version 1\n"
    with platform.begin() as work:
        assert work.repository.latest("leave_request").deployed_by == analyst
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "process.deployed")).one()
    assert entry.actor_id == analyst
    assert entry.after["operator"].startswith("tongban ("), "the login on whose command line it happened"


@pytest.mark.parametrize("groups", [None, ("operator",)])
def test_nobody_deploys_in_the_name_of_who_draws_no_processes(
    platform: Platform, deploy: Callable[[str], Result], groups: tuple[str, ...] | None
) -> None:
    name = user_name(platform, staff(platform, *groups)) if groups else "nobody"
    done = deploy(name)
    assert done.exit_code == 2
    assert f"but {name} is none" in done.output
    with platform.begin() as work:
        assert "leave_request" not in {one.process_id for one in work.repository.list()}


@dataclass(frozen=True)
class Halted:
    """A case of a process that an analyst deployed: its reviewer cannot be worked out, so it stands still."""

    platform: Platform
    deployer: str
    admin: str
    number: str
    page: str

    def told(self, user_id: str) -> str:
        """Return where the notice of the incident leads somebody."""
        with self.platform.begin() as work:
            mine = select(Message.id).where(Message.user_id == user_id, Message.template == "case_stuck")
            message = work.session.scalars(mine).one()
        return f"/workbench/messages/{message}"


@pytest.fixture
def halted(
    platform: Platform,
    story: Story,  # noqa: F811
    tmp_path: Path,
    deploy: Callable[..., Result],
) -> Halted:
    deployer, admin = staff(platform, "analyst", name="林分析"), staff(platform, "admin", name="孔思远")
    shutil.copytree(PACKAGE, broken := tmp_path / "leave")
    diagram = (broken / "process.bpmn").read_text("utf-8")
    wanted = 'candidateGroups="=[&quot;operator&quot;]"'
    assert wanted in diagram
    unknown = 'candidateGroups="=[application.days]"'
    (broken / "process.bpmn").write_text(diagram.replace(wanted, unknown), "utf-8")
    done = deploy(user_name(platform, deployer), broken)
    assert done.exit_code == 0, done.output
    asked = {"leave_type": "annual", "from": "2026-03-09", "until": "2026-03-10", "days": 2, "reason": REASON}
    boss = story.applicant(name="王建国")
    with platform.begin(boss.user_id) as work:
        case = submitting.submit(
            work, viewer_of(work), "leave_request", asked, organisation_id=boss.organisation_id
        )
    story.run()
    with platform.begin() as work:
        (incident,) = work.incidents.list(process_id="leave_request")
    return Halted(platform, deployer, admin, case.number, f"/admin/incidents/{incident.id}")


def test_who_deployed_is_led_to_the_incident_and_mends_it(app: Flask, halted: Halted) -> None:
    for user_id in (halted.deployer, halted.admin):
        client = signed_in(app, halted.platform, user_id)
        assert "查看异常" in client.get("/workbench/messages").text
        answer = client.post(halted.told(user_id), data={"open": "1"})
        assert answer.headers["Location"] == halted.page
        page = client.get(halted.page).text
        assert halted.number in page
        assert re.search(r"因异常停止\s+· 运营审批", page), "the history is told in words"
        assert "incident_raised" not in page
        assert f'action="{halted.page}/retry"' in page
    deployer = signed_in(app, halted.platform, halted.deployer)
    assert halted.page in deployer.get("/admin/incidents").text
    moved = deployer.post(
        f"{halted.page}/move", data={"target": "review_department", "reason": "请主管部门审批"}
    )
    assert moved.status_code == 302
    with halted.platform.begin() as work:
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.action == "case.moved")).one()
    assert (entry.actor_id, entry.after["reason"]) == (halted.deployer, "请主管部门审批")
    assert halted.page not in deployer.get("/admin/incidents").text


def test_of_the_case_they_see_no_more_than_before(app: Flask, halted: Halted) -> None:
    deployer = signed_in(app, halted.platform, halted.deployer)
    page = deployer.get(halted.page).text
    assert REASON not in page
    assert f'action="{halted.page}/correct"' not in page
    assert f"/cases/{halted.number}" not in page
    correction = {"reason": "更正", "variable:application": "{}", "was:variable:application": "1"}
    assert deployer.post(f"{halted.page}/correct", data=correction).status_code == 403
    assert deployer.get(f"/cases/{halted.number}").status_code == 404
    for other in ("users", "processes", "services", "audit", "settings"):
        assert deployer.get(f"/admin/{other}").status_code == 403
        assert f'href="/admin/{other}"' not in page
    admin = signed_in(app, halted.platform, halted.admin).get(halted.page).text
    assert REASON in admin
    assert f'action="{halted.page}/correct"' in admin


def test_an_analyst_who_did_not_deploy_it_reads_why_and_leaves_it_alone(app: Flask, halted: Halted) -> None:
    client = signed_in(app, halted.platform, staff(halted.platform, "analyst"))
    listed, page = client.get("/admin/incidents").text, client.get(halted.page).text
    assert halted.number in listed
    assert "王建国" not in listed + page, "what the case is about is not theirs to know"
    assert 'name="incident"' not in listed
    assert "由管理员或部署该版本流程的人员处理" in page
    assert 'id="history"' in page
    assert REASON not in page
    for act in ("retry", "move", "cancel", "correct"):
        data = {"reason": "试一试", "target": "review_department"}
        assert client.post(f"{halted.page}/{act}", data=data).status_code == 403
    incident = halted.page.rpartition("/")[2]
    client.post("/admin/incidents/retry", data={"incident": incident, "reason": "试一试"})
    assert halted.page in client.get("/admin/incidents").text


def test_who_lost_the_role_mends_no_more(app: Flask, halted: Halted) -> None:
    with halted.platform.begin() as work:
        work.session.execute(delete(RoleGrant).where(RoleGrant.user_id == halted.deployer))
    client = signed_in(app, halted.platform, halted.deployer)
    assert client.get(halted.page).status_code == 403
    assert client.post(f"{halted.page}/retry", data={"reason": "我来"}).status_code == 403
