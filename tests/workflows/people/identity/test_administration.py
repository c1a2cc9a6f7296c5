from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from workflows.bootstrap import Platform
from workflows.ground.errors import Invalid, NotFound
from workflows.people.identity import administration, credentials, queries, roles
from workflows.people.identity.groups import set_groups
from workflows.people.identity.values import Account

from .conftest import PASSWORD, Fields


def make(platform: Platform, user_name: str, *groups: str) -> Account:
    with platform.begin() as work:
        return administration.create_account(
            work, user_name=user_name, password=PASSWORD, full_name="张伟", groups=frozenset(groups)
        )


def test_groups_with_scope_are_granted_and_taken_away(platform: Platform) -> None:
    account = make(platform, "zhang_wei", "operator", "window:430100")
    with platform.begin() as work:
        set_groups(work, account.id, frozenset({"window:430100", "cluster:machinery"}))
        groups = queries.groups_of(work, account.id)
    assert groups == {"window:430100", "cluster:machinery"}
    assert roles.regions_of(groups) == {"430100"}
    assert roles.clusters_of(groups) == {"machinery"}


@pytest.mark.parametrize("group", ["root", "window:", "window:a b", "operator:x", "window:1;drop"])
def test_an_unknown_group_is_refused(platform: Platform, fields: Fields, group: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make(platform, "zhang_wei", group)
    assert fields(refusal.value) == {("groups", "group_unknown")}


def test_two_administrators_cannot_remove_each_other(platform: Platform) -> None:
    ids = [make(platform, name, "admin").id for name in ("first_admin", "second_admin")]

    def remove(user_id: str) -> bool:
        try:
            with platform.begin() as work:
                administration.disable(work, user_id)
        except Invalid:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, ids)) == [False, True]
    with platform.begin() as work:
        assert len(queries.members_of(work, "admin")) == 1


def test_a_disabled_user_belongs_to_nothing_until_enabled(platform: Platform) -> None:
    account = make(platform, "zhang_wei", "operator")
    with platform.begin() as work:
        administration.disable(work, account.id)
        assert queries.groups_of(work, account.id) == frozenset()
        assert queries.members_of(work, "operator") == []
        administration.enable(work, account.id)
        assert queries.groups_of(work, account.id) == {"operator"}


def test_a_password_given_by_the_administration_has_to_be_changed(platform: Platform) -> None:
    account = make(platform, "zhang_wei")
    with platform.begin() as work:
        credentials.set_password(work, account.id, "Given-by-admin1")
        assert queries.account(work, account.id).must_change_password


def test_search_finds_parts_and_pages_by_name(platform: Platform) -> None:
    for name in ("anna_one", "anna_two", "bernd_100"):
        make(platform, name, "operator")
    with platform.begin() as work:
        assert [a.user_name for a in queries.search(work, text="anna")] == ["anna_one", "anna_two"]
        assert [a.user_name for a in queries.search(work, text="张")] == ["anna_one", "anna_two", "bernd_100"]
        assert queries.search(work, text="%") == []
        first = queries.search(work, group_id="operator")[0]
        rest = queries.search(work, after=(first.user_name.casefold(), first.id))
        assert [a.user_name for a in rest] == ["anna_two", "bernd_100"]


def test_an_unknown_user_is_not_found(platform: Platform) -> None:
    with platform.begin() as work, pytest.raises(NotFound):
        queries.account(work, "nobody")
