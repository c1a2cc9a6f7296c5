"""The menu of every role leads somewhere (14.8): no entry is refused, and nobody lands on an empty page."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.factories.people import Applicant, applicant, staff
from tests.factories.products import certified
from tests.web.people_at_work import signed_in
from tests.workflows.approvals.conftest import cast, database_url  # noqa: F401 - fixtures serve here too
from web.navigation import PUBLIC, WORKPLACE, lines
from workflows.bootstrap import Platform
from workflows.people.identity.administration import create_account
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.menus import MENUS

STAFF = (
    "window:430100", "cluster:rail-transit", "operator", "department", "finance", "expert", "consultant",
    "analyst", "admin",
)  # fmt: skip
APPLICANT_GROUPS = ("enterprise", "provider")
APPLICANTS = tuple(
    f"{kind} {standing}" for kind in APPLICANT_GROUPS for standing in ("owner", "member", "new")
)


def member_of(platform: Platform, who: Applicant, kind: str) -> str:
    """Make a colleague who was given none of the menus of an organisation; return the user id."""
    with platform.begin() as work:
        made = create_account(
            work,
            user_name=f"member_{kind}",
            password="Correct-horse7",
            kind="person",
            groups=frozenset({kind}),
        )
        organisations.join(work, who.organisation_id, made.id, "member")
    return made.id


def person(platform: Platform, kind: str) -> str:
    """Make somebody of this kind; return the user id."""
    if kind in STAFF:
        return staff(platform, kind, name="林一")
    role, _blank, standing = kind.partition(" ")
    if standing == "new":
        return applicant(platform, role).user_id
    who = certified(platform, kind=role)
    return who.user_id if standing == "owner" else member_of(platform, who, role)


@pytest.mark.parametrize("kind", STAFF + APPLICANTS)
def test_every_entry_of_the_menu_opens(app: Flask, platform: Platform, kind: str) -> None:
    """14.8, as each kind of person: all links of the menu are followed."""
    browser = signed_in(app, platform, person(platform, kind))
    home = browser.get("/workbench").text
    menu = home[home.index("<aside") : home.index("</aside>")]
    entries = set(re.findall(r'href="(/[^"#]*)"', menu)) - {"/"}
    assert len(entries) >= 3
    answers = {link: browser.get(link).status_code for link in entries}
    assert {link: status for link, status in answers.items() if status >= 400} == {}


@pytest.mark.parametrize("kind", ["analyst", "finance"])
def test_who_has_no_task_sees_where_to_work(app: Flask, platform: Platform, kind: str) -> None:
    """14.8: the first page of an analyst and of finance leads to their places."""
    page = signed_in(app, platform, person(platform, kind)).get("/account/workplace", follow_redirects=True)
    assert "您的工作入口" in page.text
    assert "/reference" in page.text if kind == "analyst" else "/inbox" in page.text


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/workbench/organisation", "/workbench/organisation"),
        ("/workbench/organisation/profile", "/workbench/organisation"),
        ("/workbench/to-do", "/workbench"),
        ("/my-products/new", "/my-products"),
    ],
)
def test_a_page_below_an_entry_is_shown_as_a_part_of_it(
    app: Flask, platform: Platform, path: str, entry: str
) -> None:
    shown = signed_in(app, platform, person(platform, "provider owner")).get(path).text
    menu = shown[shown.index("<aside") : shown.index("</aside>")]
    assert re.findall(r'href="([^"]*)"\s+aria-current="page"', menu) == [entry]


@pytest.mark.parametrize("kind", STAFF + APPLICANTS)
def test_every_heading_of_the_menu_stands_once_and_above_something(
    app: Flask, platform: Platform, kind: str
) -> None:
    shown = signed_in(app, platform, person(platform, kind)).get("/workbench").text
    menu = shown[shown.index("<aside") : shown.index("</aside>")]
    parts = re.findall(r'<li class="menu-section">([^<]+)</li>|<li class="(nav-item)', menu)
    headings = [heading for heading, _entry in parts if heading]
    assert len(headings) == len(set(headings))
    below = [entry for (heading, _no), (_next, entry) in pairwise(parts) if heading]
    assert below == ["nav-item"] * len(headings)


@pytest.mark.parametrize(
    ("path", "groups", "marked"),
    [
        ("/enterprises", None, ()),
        ("/enterprises/one", None, ()),
        ("/providers/one", None, ("/providers",)),
        ("/rankings", None, ("/providers",)),
        ("/ratings/products/one", None, ("/catalogue",)),
        ("/search", None, ()),
        ("/demands/one", None, ("/demands",)),
        ("/demands/one/tender", {"enterprise"}, ("/demands/mine",)),
        ("/demands/one/tender", {"provider"}, ("/demands/bids",)),
        ("/demands/bids/one/choose", {"enterprise"}, ("/demands/mine",)),
        ("/orders/one", {"enterprise"}, ("/orders/purchases",)),
        ("/orders/one", {"provider"}, ("/orders/sales",)),
        ("/vouchers/one", {"enterprise"}, ("/vouchers",)),
        ("/cases/one", {"provider"}, ("/workbench/applications",)),
        ("/cases/one", {"operator"}, ("/inbox",)),
        ("/contract-templates", {"operator"}, ("/contracts",)),
        ("/reference/jobs", {"analyst"}, ("/reference/words",)),
    ],
)
def test_a_page_marks_the_entry_that_leads_to_it(
    app: Flask, path: str, groups: set[str] | None, marked: tuple[str, ...]
) -> None:
    """Visitors (None) see the portal's menu; applicants, here, hold every menu."""
    with app.test_request_context(path):
        entries = WORKPLACE if groups else PUBLIC
        given = MENUS if groups and groups <= set(APPLICANT_GROUPS) else ()
        shown = lines(entries, groups or (), {}, given)
    assert tuple(line.url for line in shown if line.active) == marked


def test_the_menu_speaks_each_language_and_stays_below_the_path_it_is_served_at(app: Flask):
    for root in ("", "/below", ""):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            assert [line.url for line in lines(PUBLIC, (), {})][:2] == [f"{root}/", f"{root}/services"]
    for language, word in (("zh_CN", "首页"), ("en", "Home"), ("zh_CN", "首页")):
        with app.test_request_context("/"), force_locale(language):
            assert lines(PUBLIC, (), {})[0].label == word
