"""The administration: who may enter, what each action does, and that it is recorded."""

from __future__ import annotations

import html
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.asked import asked_by
from tests.web.people import People
from workflows.administration import queries
from workflows.administration.values import AuditView
from workflows.bootstrap import Platform
from workflows.ground.settings_store.queries import all_values, number
from workflows.people.identity import sessions
from workflows.people.identity.queries import account
from workflows.people.identity.values import Account
from workflows.people.organisations.queries import form_context
from workflows.people.viewer_loader import viewer_of

pytestmark = pytest.mark.prepared

ADDRESSES = (
    "/admin",
    "/admin/users",
    "/admin/users/new",
    "/admin/organisations",
    "/admin/regions",
    "/admin/clusters",
    "/admin/clusters/new",
    "/admin/processes",
    "/admin/services",
    "/admin/services/new",
    "/admin/settings",
    "/admin/audit",
)


class Office:
    """An administrator at a browser, and the platform to look at afterwards."""

    def __init__(self, app: Flask, platform: Platform) -> None:
        self.app, self.platform = app, platform
        self.people = People(app, platform)
        self.admin = self.people.account("admin", "admin")
        self.browser = self.browser_of(self.admin)

    def browser_of(self, person: Account) -> FlaskClient:
        browser = self.app.test_client()
        self.people.sign_in(browser, person)
        return browser

    def read(self, address: str) -> str:
        answer = self.browser.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    def do(self, address: str, /, **form: str | list[str]) -> None:
        answer = self.browser.post(address, data=form)
        assert answer.status_code == 302, answer.text

    def refused(self, address: str, /, **form: str | list[str]) -> str:
        answer = self.browser.post(address, data=form)
        assert answer.status_code == 422, answer.status
        return answer.text

    def account(self, user_id: str) -> Account:
        with self.platform.begin() as work:
            return account(work, user_id)

    def log(self) -> list[AuditView]:
        with self.platform.begin() as work:
            return queries.audit_log(work, viewer_of(work, self.admin.id))


@pytest.fixture
def office(app: Flask, platform: Platform) -> Office:
    return Office(app, platform)


def test_every_page_is_for_administrators_only(app: Flask, office: Office):
    others = [
        office.browser_of(office.people.account(f"person_{number}", *groups))
        for number, groups in enumerate([("operator", "window:430100"), ("enterprise",), ("analyst",)])
    ]
    for address in ADDRESSES:
        office.read(address)
        assert [browser.get(address).status_code for browser in others] == [403, 403, 403], address
        assert app.test_client().get(address).status_code == 302
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    for rule in rules:
        values = dict.fromkeys(rule.arguments, "430100")
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        with app.test_request_context():
            address = str(rule.build(values, append_unknown=False)[1])  # type: ignore[index]
        assert others[0].open(address, method=method).status_code == 403, address


def test_an_account_is_made_with_a_password_shown_once(office: Office):
    form = {"user_name": "new_window", "full_name": "林窗口", "groups": ["window:430100", "operator"]}
    page = office.browser.post("/admin/users/new", data=form).text
    shown = re.search(r'first-password">([^<]+)<', page)
    assert shown
    made = office.read("/admin/users?text=new_window")
    assert "林窗口" in made
    assert "长沙市窗口" in made
    user_id = re.search(r"/admin/users/([0-9a-f-]{36})", made)
    assert user_id
    assert office.account(user_id[1]).must_change_password
    assert shown[1] not in office.read("/admin/audit")
    assert office.log()[0].after["groups"] == ["operator", "window:430100"]


def test_what_is_wrong_with_a_new_account_stands_at_its_field(office: Office):
    page = office.refused(
        "/admin/users/new", user_name="x", mobile="12", groups=["window:999999"], full_name="林"
    )
    assert 'id="user_name-problem"' in page
    assert 'id="mobile-problem"' in page
    assert 'id="groups-problem">没有该地区的窗口' in page
    assert 'value="林"' in page


def test_roles_change_and_are_recorded(office: Office):
    person = office.people.account("somebody", "finance")
    office.do(f"/admin/users/{person.id}/roles", groups=["finance", "expert", "window:430200"])
    assert office.account(person.id).groups == {"finance", "expert", "window:430200"}
    entry = office.log()[0]
    assert (entry.action, entry.actor_name) == ("user.groups_changed", "孔思远")
    assert (entry.before["groups"], entry.after["groups"]) == (
        ["finance"],
        ["expert", "finance", "window:430200"],
    )
    assert "株洲市窗口" in office.read("/admin/audit")


def test_a_member_becomes_lead_of_a_group_and_that_is_recorded(office: Office):
    person = office.people.account("leader", "window:430100", "finance")
    address = f"/admin/users/{person.id}"
    office.do(f"{address}/leads", leads=["window:430100"])
    page = office.read(address)
    assert re.search(r'name="leads" value="window:430100" checked', page)
    assert not re.search(r'name="leads" value="finance" checked', page)
    entry = office.log()[0]
    assert (entry.action, entry.after) == ("user.leads_changed", {"leads": ["window:430100"]})
    assert "更改组长" in office.read("/admin/audit")
    assert "只有小组成员可以担任组长" in office.refused(f"{address}/leads", leads=["operator"])
    # who leaves the group leads it no longer
    office.do(f"{address}/roles", groups=["finance"])
    office.do(f"{address}/roles", groups=["finance", "window:430100"])
    assert not re.search(r'name="leads" value="window:430100" checked', office.read(address))


def test_nobody_changes_their_own_roles_or_locks_themselves(office: Office):
    own = f"/admin/users/{office.admin.id}"
    for groups in (["operator"], ["admin", "operator"]):
        assert "不能修改自己的角色和组长身份" in office.refused(f"{own}/roles", groups=groups)
    assert "保存角色" not in office.read(own)
    assert "不能停用自己的账号" in office.refused(f"{own}/lock")
    assert "admin" in office.account(office.admin.id).groups
    other = office.people.account("second_admin", "admin")
    office.do(f"/admin/users/{other.id}/roles", groups=[])
    assert office.account(other.id).groups == frozenset()


def test_locking_signs_out_and_keeps_out(office: Office):
    person = office.people.account("somebody", "operator")
    browser = office.browser_of(person)
    assert browser.get("/account/profile").status_code == 200
    office.do(f"/admin/users/{person.id}/lock")
    assert browser.get("/account/profile").status_code == 302
    assert "somebody" in office.read("/admin/users?state=locked")
    office.do(f"/admin/users/{person.id}/unlock")
    assert not office.account(person.id).disabled
    own = [entry.action for entry in office.log() if entry.actor_name == "孔思远"]
    assert own == ["user.unlocked", "user.locked"]


def test_a_reset_password_ends_every_session(office: Office):
    person = office.people.account("somebody", "operator")
    office.browser_of(person)
    answer = office.browser.post(f"/admin/users/{person.id}/password")
    assert "first-password" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    with office.platform.begin() as work:
        assert sessions.live_sessions(work, person.id, current_token=None) == []
    assert office.account(person.id).must_change_password


def test_users_are_found_and_paged(office: Office):
    for number_ in range(25):
        office.people.account(f"window_{number_:02}", "window:430100")
    first = office.read("/admin/users?role=window")
    more = re.search(r'rel="next" href="([^"]+)"', first)
    assert more
    second = office.read(more[1].replace("&amp;", "&"))
    names = [f"window_{number_:02}" for number_ in range(25)]
    assert [name for name in names if name in first] == names[:20]
    assert [name for name in names if name in second] == names[20:]


def test_the_list_of_users_costs_the_same_for_one_and_for_twenty(office: Office):
    office.people.account("window_first", "window:430100")
    few = len(asked_by(lambda: office.read("/admin/users")))
    for number_ in range(20):
        office.people.account(f"window_{number_:02}", "window:430100", "expert")
    assert len(asked_by(lambda: office.read("/admin/users"))) == few


def test_settings_are_typed_and_recorded(office: Office):
    with office.platform.begin() as work:
        values = {
            key: "on" if value is True else str(value)
            for key, value in all_values(work).items()
            if value is not False
        }
    page = office.refused("/admin/settings", **values | {"session_idle_minutes": "many"})
    assert 'id="session_idle_minutes-problem">应为 5 到 1440 之间的整数' in page
    assert 'value="many"' in page
    office.do("/admin/settings", **values | {"session_idle_minutes": "30"})
    with office.platform.begin() as work:
        assert number(work, "session_idle_minutes") == 30
    entry = office.log()[0]
    assert (entry.before, entry.after) == ({"session_idle_minutes": 120}, {"session_idle_minutes": 30})


def test_a_region_is_added_renamed_and_retired(office: Office):
    names = {"name_zh": "高铁新城", "name_en": "Gaotie"}
    assert 'id="code-problem"' in office.refused(
        "/admin/regions", code="440199", parent_code="430100", **names
    )
    office.do("/admin/regions", code="430199", parent_code="430100", **names)
    office.do("/admin/regions/430199", name_zh="高铁新区", name_en="Gaotie")
    office.do("/admin/regions/430199/window", has_window="yes")
    page = office.read("/admin/regions")
    assert "高铁新区" in page
    assert "尚未配备" in page
    office.do("/admin/regions/430199/active", active="no")
    with office.platform.begin() as work:
        offered = {choice["value"] for choice in form_context(work, "zh-CN")["counties"]}
    assert "430199" not in offered
    assert [entry.action for entry in office.log() if entry.actor_name == "孔思远"] == [
        "region.retired",
        "region.window_opened",
        "region.renamed",
        "region.added",
    ]


def test_a_cluster_is_made_and_staffed(office: Office):
    names = {"name_zh": "新材料产业集群", "name_en": "New materials"}
    form = {"id": "new-materials", "region_code": "430100", **names}
    office.do("/admin/clusters/new", **form)
    assert 'id="id-problem"' in office.refused("/admin/clusters/new", **form)
    assert "该窗口尚未配备审核人员" in office.read("/admin/clusters/new-materials")
    person = office.people.account("somebody")
    office.do(f"/admin/users/{person.id}/roles", groups=["cluster:new-materials"])
    assert "somebody" in office.read("/admin/clusters/new-materials")
    office.do("/admin/clusters/new-materials", **form)
    assert office.log()[0].after == {"active": False}


def names_of(page: str) -> dict[str, str]:
    """Return the names that replace those of a diagram, by element."""
    match = re.search(r'data-names="([^"]*)"', page)
    assert match
    names: dict[str, str] = json.loads(html.unescape(html.unescape(match[1])))
    return names


def test_processes_show_versions_and_diagram(office: Office):
    page = office.read("/admin/processes")
    assert "企业" in page
    link = re.search(r"/admin/processes/([^\"]+)\"", page)
    assert link
    assert 'data-diagram="' in office.read(f"/admin/processes/{link[1]}")
    assert office.browser.get(f"/admin/processes/{link[1]}/diagram").data.startswith(b"<?xml")
    assert office.browser.get("/admin/processes/nothing").status_code == 404
    assert names_of(office.read(f"/admin/processes/{link[1]}")) == {}
    office.browser.set_cookie("locale", "en")
    english = names_of(office.read(f"/admin/processes/{link[1]}"))
    assert "lane_platform" in english  # lanes and flows too, not only steps


def test_name_banner_and_contact_reach_every_page(client: FlaskClient, office: Office):
    form = {"platform_name_zh": "湘企通", "portal_banner": "周六维护", "service_phone": "0731-12345"}
    with office.platform.begin() as work:
        values = {key: "on" if value is True else str(value) for key, value in all_values(work).items()}
    office.do("/admin/settings", **values | form)
    page = client.get("/").text
    assert "湘企通</title>" in page
    assert "周六维护" in page
    assert "0731-12345" in client.get("/guide").text
    client.set_cookie("locale", "en")
    assert "Tongban</title>" in client.get("/").text
