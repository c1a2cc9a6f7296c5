"""Sub-accounts: what may be typed, who may manage whom, and what ends with a sub-account."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.asked import asked_meanwhile
from tests.factories.people import applicant, viewer
from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.bootstrap import Platform
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Forbidden, Invalid, InvalidState, NotFound
from workflows.people.identity import captcha, sessions, sign_in
from workflows.people.identity.groups import set_groups
from workflows.people.identity.queries import account
from workflows.people.identity.values import SignedIn, SignInRefused
from workflows.people.organisations.models import Member
from workflows.people.sub_accounts import operations, queries


def try_to_sign_in(platform: Platform, name: str, password: str) -> SignedIn | SignInRefused:
    with platform.begin() as work:
        asked = captcha.issue(work)
        answer = captcha.answer_of(work, asked.id) or ""
        return sign_in.by_password(
            work, identifier=name, password=password, captcha_id=asked.id, captcha_answer=answer,
            browser=sign_in.Browser("127.0.0.1", "test"),
        )  # fmt: skip


def problems(refused: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {problem.field: problem.code.partition(".")[2] for problem in refused.value.problems}


def test_a_new_sub_account_signs_in_with_its_first_password_and_works_in_its_menus(team: Team):
    made = team.add("products")
    signed_in = try_to_sign_in(team.platform, made.user_name, made.password)
    assert isinstance(signed_in, SignedIn)
    assert signed_in.account.must_change_password
    assert signed_in.account.groups == {"provider"}
    person = viewer(team.platform, made.user_id)
    organisation = team.owner.organisation_id
    assert person.belongs_to(organisation)
    assert not person.acts_for(organisation)
    assert [menu for menu in ("products", "orders", "sub_accounts") if person.may(organisation, menu)] == [
        "products"
    ]
    assert not person.may("another", "products")
    assert viewer(team.platform, team.owner.user_id).may(organisation, "sub_accounts")
    (listed,) = team.listed()
    assert (listed.user_name, listed.menus, listed.must_change_password) == (
        made.user_name,
        {"products"},
        True,
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "short"}, {"user_name": "user_name_form"}),
        ({"name": "9lives_cat"}, {"user_name": "user_name_form"}),
        ({"name": "a" * 31}, {"user_name": "user_name_form"}),
        ({"mobile": "2390000001"}, {"mobile": "mobile_form"}),
        ({"mobile": "139000000012"}, {"mobile": "mobile_form"}),
        ({"mobile": "１３９００００００１２"}, {"mobile": "mobile_form"}),
        ({"full_name": "  "}, {"full_name": "name_required"}),
        ({"full_name": "长" * 41}, {"full_name": "too_long"}),
        ({"position": "长" * 41}, {"position": "too_long"}),
        ({"menus": frozenset({"everything"})}, {"menus": "menu_unknown"}),
        ({"password": "short7A"}, {"password": "password_length"}),
        ({"password": "alllowercase"}, {"password": "password_classes"}),
        ({"name": "longname_1", "password": "Longname_1x"}, {"password": "password_user_name"}),
    ],
)
def test_what_is_wrong_stands_at_its_field(team: Team, changes: dict[str, Any], expected: dict[str, str]):
    with pytest.raises(Invalid) as refused:
        team.add(**changes)
    assert problems(refused) == expected


def test_a_mobile_and_a_name_are_unique_within_the_organisation_only(team: Team):
    team.add(mobile="13912345678", name="first_one")
    with pytest.raises(Invalid) as refused:
        team.add(mobile="13912345678", name="second_one")
    assert problems(refused) == {"mobile": "mobile_taken"}
    elsewhere = certified_provider(team.platform)
    theirs = elsewhere.add(mobile="13912345678", name="first_one")
    assert try_to_sign_in(team.platform, theirs.user_name, theirs.password).account.id == theirs.user_id  # type: ignore[union-attr]
    with pytest.raises(Invalid) as refused:
        team.add(name="First_One")
    assert problems(refused) == {"user_name": "user_name_taken"}


def test_there_is_nothing_to_manage_before_the_certification(platform: Platform):
    team = Team(platform, applicant(platform, "provider"))
    with pytest.raises(Forbidden, match="sub-accounts"):
        team.add("products")


def test_changing_takes_a_menu_away_at_once_and_is_recorded(team: Team):
    made = team.add("products", "orders")
    person = team.person("orders", full_name="改名", position="主管")
    team.act(team.owner.user_id, operations.change, made.user_id, person)
    team.act(team.owner.user_id, operations.change, made.user_id, person)  # nothing new: nothing to record
    assert not viewer(team.platform, made.user_id).may(team.owner.organisation_id, "products")
    with team.platform.begin() as work:
        rows = work.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        entries = [(row.action, row.before.get("menus"), row.after.get("menus")) for row in rows]
    entries = [entry for entry in entries if entry[0].startswith("sub_account.")]
    assert entries == [
        ("sub_account.created", None, ["products", "orders"]),
        ("sub_account.changed", ["products", "orders"], ["orders"]),
    ]


def test_deleting_ends_membership_and_sessions_and_keeps_the_history(team: Team):
    made = team.add("products", mobile="13912345678")
    signed_in = try_to_sign_in(team.platform, made.user_name, made.password)
    assert isinstance(signed_in, SignedIn)
    team.act(team.owner.user_id, operations.remove, made.user_id)
    with team.platform.begin() as work:
        assert isinstance(sessions.resume(work, signed_in.token), sessions.Lapsed)
        assert account(work, made.user_id).disabled
        member = work.session.get_one(Member, (team.owner.organisation_id, made.user_id))
        assert member.ended_at is not None
    assert try_to_sign_in(team.platform, made.user_name, made.password) == SignInRefused("disabled")
    person = viewer(team.platform, made.user_id)
    assert not person.belongs_to(team.owner.organisation_id)
    assert not person.may(team.owner.organisation_id, "products")
    assert team.listed() == []
    with pytest.raises(NotFound):
        team.act(team.owner.user_id, operations.remove, made.user_id)
    team.add(mobile="13912345678", name="successor")  # the number is free again


def test_who_has_another_role_keeps_the_account_but_not_the_place(team: Team):
    made = team.add("products")
    with team.platform.begin() as work:
        set_groups(work, made.user_id, frozenset({"provider", "expert"}))
    with pytest.raises(InvalidState, match="another role"):
        team.act(team.owner.user_id, operations.reset_password, made.user_id)
    team.act(team.owner.user_id, operations.remove, made.user_id)
    person = viewer(team.platform, made.user_id)
    assert (person.groups, dict(person.memberships)) == ({"expert"}, {})


def test_a_new_password_ends_the_old_one_and_its_sessions(team: Team):
    made = team.add("products", password="Chosen-by-boss1")
    assert made.password == "Chosen-by-boss1"
    signed_in = try_to_sign_in(team.platform, made.user_name, made.password)
    assert isinstance(signed_in, SignedIn)
    again = team.act(team.owner.user_id, operations.reset_password, made.user_id)
    with team.platform.begin() as work:
        assert isinstance(sessions.resume(work, signed_in.token), sessions.Lapsed)
    assert try_to_sign_in(team.platform, made.user_name, made.password) == SignInRefused("wrong")
    assert isinstance(try_to_sign_in(team.platform, made.user_name, again.password), SignedIn)


def test_nobody_gets_more_through_a_second_account(team: Team):
    keeper = team.add("sub_accounts", "products")
    more, less = team.add("products", "orders"), team.add("products")
    with pytest.raises(Invalid) as refused:
        team.add("orders", by=keeper.user_id)
    assert problems(refused) == {"menus": "menu_not_held"}
    with pytest.raises(Invalid):
        team.act(keeper.user_id, operations.change, less.user_id, team.person("orders"))
    for command in (operations.remove, operations.reset_password):
        with pytest.raises(Forbidden, match="may do what you may not"):
            team.act(keeper.user_id, command, more.user_id)
        with pytest.raises(InvalidState, match="their own sub-account"):
            team.act(keeper.user_id, command, keeper.user_id)
        with pytest.raises(NotFound):  # who binds the organisation has no sub-account: nobody is locked out
            team.act(keeper.user_id, command, team.owner.user_id)
    with pytest.raises(InvalidState):
        team.act(keeper.user_id, operations.change, keeper.user_id, team.person("sub_accounts"))
    team.act(keeper.user_id, operations.remove, less.user_id)


def test_others_neither_see_nor_manage_them(team: Team):
    made, rival = team.add("products"), certified_provider(team.platform)
    for nobody in (made.user_id, rival.owner.user_id):
        with pytest.raises(Forbidden):
            team.act(nobody, queries.sub_accounts)
    with pytest.raises(NotFound):
        rival.act(rival.owner.user_id, queries.sub_account, made.user_id)
    with pytest.raises(NotFound):
        rival.act(rival.owner.user_id, operations.remove, made.user_id)
    with pytest.raises(NotFound):
        team.act(rival.owner.user_id, operations.remove, made.user_id)


def test_a_list_of_many_costs_one_statement_and_pages(team: Team):
    for _ in range(5):
        team.add("products")
    with team.platform.begin(team.owner.user_id) as work:
        who = viewer(team.platform, team.owner.user_id)
        with asked_meanwhile() as asked:
            page = queries.sub_accounts(work, who, team.owner.organisation_id, limit=3)
        assert len(asked) == 1
    rest = team.listed(after=page[-1].user_id)
    assert [one.full_name for one in page + rest] == [f"员工{number}" for number in range(5, 0, -1)]
    assert [one.full_name for one in team.listed(text="员工3")] == ["员工3"]
    assert [one.full_name for one in team.listed(text="0002")] == ["员工2"]
