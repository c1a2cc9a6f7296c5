"""Keys and values of a request that are stored: whitelisted, typed and bounded when kept and when read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.web.people import People
from workflows.bootstrap import Platform
from workflows.people.identity.values import Account


@pytest.fixture
def people(app: Flask, platform: Platform) -> People:
    return People(app, platform)


@pytest.fixture
def operator(people: People, client: FlaskClient) -> Account:
    account = people.account("operator", "operator")
    people.sign_in(client, account)
    return account


def store(platform: Platform, statement: str, **values: Any) -> None:
    with platform.begin() as work:
        work.session.execute(text(statement), values)


KEEP = (
    "INSERT INTO saved_filters (id, owner_id, name, query, position, created_at)"
    " VALUES ('f1', :owner, '重点关注件', CAST(:query AS jsonb), 1, now())"
)


@pytest.mark.parametrize("name", ["endpoint", "_anchor", "_external", "_scheme", "_method", "self", "a b"])
def test_a_kept_filter_has_only_names_that_the_list_knows(
    client: FlaskClient, operator: Account, platform: Platform, name: str
) -> None:
    answer = client.post(
        "/inbox/filters", data={"name": "x", "query:q": "蓝天", f"query:{name}": "portal.home"}
    )

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/inbox?q=%E8%93%9D%E5%A4%A9"
    with platform.begin() as work:
        assert work.session.scalar(text("SELECT query FROM saved_filters")) == {"q": "蓝天"}
    assert client.get("/inbox/?all=1").status_code == 200
    assert client.get("/inbox/filters").status_code == 200


def test_a_filter_of_unknown_names_only_is_none(client: FlaskClient, operator: Account) -> None:
    answer = client.post("/inbox/filters", data={"name": "x", "query:endpoint": "portal.home"})

    assert answer.status_code == 422
    assert "query-problem" in answer.text


def test_a_kept_filter_is_as_short_as_one_that_is_typed(
    client: FlaskClient, operator: Account, platform: Platform
) -> None:
    client.post("/inbox/filters", data={"name": "x", "query:q": "蓝" * 15_000})

    with platform.begin() as work:
        assert work.session.scalar(text("SELECT length(query ->> 'q') FROM saved_filters")) == 100


@pytest.mark.parametrize(
    "query",
    [
        {"endpoint": "portal.home"},
        {"q": {"nested": True}},
        {"q": None, "f.": "1", "due": ["today"]},
        [],
        "text",
        {"process": "no_such_process", "f.amount.min": "x" * 5000},
    ],
)
def test_a_broken_kept_filter_is_skipped_and_can_be_removed(
    client: FlaskClient, operator: Account, platform: Platform, query: Any
) -> None:
    store(platform, KEEP, owner=operator.id, query=json.dumps(query))
    store(platform, "INSERT INTO default_filters VALUES (:owner, 'f1')", owner=operator.id)

    assert client.get("/inbox/", follow_redirects=True).status_code == 200
    page = client.get("/inbox/filters")
    assert page.status_code == 200
    assert "重点关注件" in page.text
    assert client.post("/inbox/filters/f1", data={"what": "forget"}).status_code == 302
    assert "重点关注件" not in client.get("/inbox/filters").text


def test_a_filter_that_cannot_be_read_says_so(
    client: FlaskClient, operator: Account, platform: Platform
) -> None:
    store(platform, KEEP, owner=operator.id, query='{"endpoint": "portal.home"}')

    assert "无法读取" in client.get("/inbox/filters").text
    assert "重点关注件" not in client.get("/inbox/?all=1").text


@pytest.mark.parametrize("channels", [{"task": None}, {"task": 3}, {"task": {"site": 1}}, [], "x"])
def test_a_broken_choice_about_notices_gives_way_to_the_usual(
    client: FlaskClient, operator: Account, platform: Platform, channels: Any
) -> None:
    if isinstance(channels, dict):
        kinds = ("tasks", "cases", "urge", "copies", "other", "task", "case", "messages")
        channels = dict.fromkeys(kinds, channels["task"])
    store(
        platform,
        "INSERT INTO notice_preferences (user_id, channels, digest, digest_minute, changed_at)"
        " VALUES (:owner, CAST(:channels AS jsonb), true, 510, now())",
        owner=operator.id,
        channels=json.dumps(channels),
    )

    assert client.get("/account/notices").status_code == 200


@pytest.mark.parametrize("fields", [[], {}, "x", [["only"]], [[1, 2]], [["a", "b"], None]])
def test_broken_kept_input_is_offered_as_far_as_it_can_be_read(
    client: FlaskClient, operator: Account, platform: Platform, fields: Any
) -> None:
    store(
        platform,
        "INSERT INTO interrupted_input (id, user_id, path, fields, created_at)"
        " VALUES ('k1', :owner, '/inbox/', CAST(:fields AS jsonb), :now)",
        owner=operator.id,
        fields=json.dumps(fields),
        now=platform.clock(),
    )

    assert client.get("/account/resume/k1").status_code in {200, 302}


def test_kept_input_does_not_grow_without_end(app: Flask, people: People, platform: Platform) -> None:
    account = people.account("operator", "operator")
    browser = app.test_client()
    people.sign_in(browser, account)
    store(platform, "UPDATE login_session SET ended_at = now()")

    for n in range(12):
        browser.post("/inbox/filters", data={"name": f"filter {n}"})

    with platform.begin() as work:
        assert work.session.scalar(text("SELECT count(*) FROM interrupted_input")) == 5


def test_a_remark_stands_at_a_name_of_bearable_length() -> None:
    from web.form_pages import remarks_in

    assert remarks_in({"remark:" + "x" * 10_000: "text", "remark:name": "right"}) == {"name": "right"}


@pytest.mark.parametrize(
    "form",
    [
        {"name": "x" * 50_000, "query:q": "a"},
        {"name": "x", "query:q": "a", "other": "y" * 1_000_000},
        {"name": "x", "query:q": "a", "n" * 5_000: "1"},
    ],
)
def test_no_text_of_a_request_is_larger_than_any_person_types(
    client: FlaskClient, operator: Account, form: dict[str, str]
) -> None:
    answer = client.post("/inbox/filters", data=form)

    assert answer.status_code == 422
    assert "字符" in answer.text


def test_an_address_is_no_place_for_long_texts(client: FlaskClient, operator: Account) -> None:
    assert client.get("/inbox/?q=" + "a" * 5_000).status_code == 422
    assert client.get("/inbox/?" + "b" * 5_000 + "=1").status_code == 422
    assert client.get("/inbox/?q=" + "a" * 1_000).status_code == 200
