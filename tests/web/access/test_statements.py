"""What every page asks of the database: no more where there is more to show, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.asked import Question, asked_meanwhile
from tests.factories.growth import Growth
from tests.web.access.test_access import (
    TABLE,
    World,
    requests_of,
    world,  # noqa: F401 - a fixture that serves here too
)
from tests.web.packages.costs import asked_again
from tests.web.people_at_work import signed_in
from tests.workflows.approvals.conftest import Story
from workflows.bootstrap import Platform

ROUNDS = 2
"""How much more there is the second time: three times what the first round of growth has added."""
LOOKING = ("visitor", "owner", "provider", "window", "other_window", "expert", "operator", "admin", "analyst")
"""Who opens the pages: one of each kind of people to whom pages look different, a lead among them."""
NOT_OPENED = frozenset({401, 403, 404})
NO_PAGES = {
    "static": "files of the build",
    "push.events": "a stream without an end",
    "mailbox.home": "there in the demonstration only",
}

OWN_ACCOUNT = "SELECT u.id, u.user_name, u.full_name, u.kind"
READ_BEFORE = "who is signed in is read before the page's transaction, and again with those whom it names"
ASKED_TWICE: Mapping[str, tuple[str, str]] = {
    "account.second_factor_page": (OWN_ACCOUNT, READ_BEFORE),
    "experts.application": (OWN_ACCOUNT, READ_BEFORE),
    "notices.home": (OWN_ACCOUNT, READ_BEFORE),
    "studio.comments": (OWN_ACCOUNT, READ_BEFORE),
    "studio.draft": (OWN_ACCOUNT, READ_BEFORE),
    "studio.file": (OWN_ACCOUNT, READ_BEFORE),
    "studio.move": (OWN_ACCOUNT, READ_BEFORE),
}
"""Pages that ask the same again: how the statement begins, and why it stays."""

Page = tuple[str, str]
"""An endpoint, and who opens it."""


@pytest.mark.bundles
@pytest.mark.long
def test_no_page_asks_more_where_there_is_more_nor_anything_twice(
    app: Flask,
    platform: Platform,
    story: Story,
    world: World,  # noqa: F811
):
    growth = Growth(story, world.people, world.objects["number"])
    world.objects["task"] = growth.grow()
    assert len(pages(app)) > 120
    clients = {who: client_of(app, platform, world, who) for who in (*LOOKING, "customer", "consultant")}
    for _ in opened(app, world, clients):  # what is kept is there from now on
        pass
    few = dict(opened(app, world, clients))
    for _ in range(ROUNDS):
        world.objects["task"] = growth.grow()
    many = dict(opened(app, world, clients, few))
    grown = {page: (len(few[page]), len(many[page])) for page in few if len(many[page]) > len(few[page])}
    assert grown == {}
    assert {endpoint for endpoint, _ in many} == pages(app) - set(NO_PAGES)
    twice = {page: again for page in many if (again := asked_again(many[page]))}
    wrong = {page: again for page, again in twice.items() if not is_excused(page[0], again)}
    assert wrong == {}, wrong
    assert {endpoint for endpoint, _ in twice} == set(ASKED_TWICE), "reasons for what is no longer so"


def is_excused(endpoint: str, again: Mapping[str, int]) -> bool:
    """Tell whether a page may ask all of this twice, and no more often."""
    excuse = ASKED_TWICE.get(endpoint)
    return excuse is not None and all(
        statement.strip().startswith(excuse[0]) and times == 2 for statement, times in again.items()
    )


def client_of(app: Flask, platform: Platform, world: World, who: str) -> FlaskClient:  # noqa: F811
    return app.test_client() if who == "visitor" else signed_in(app, platform, world.people[who])


def pages(app: Flask) -> set[str]:
    """Return the endpoints that are opened by an address, as somebody of this world may."""
    opened_by_address = (rule for rule in app.url_map.iter_rules() if "POST" not in (rule.methods or ()))
    return {rule.endpoint for rule in opened_by_address if TABLE[rule.endpoint][0]}


def opened(
    app: Flask,
    world: World,  # noqa: F811
    clients: Mapping[str, FlaskClient],
    before: Mapping[Page, list[Question]] = {},
) -> Iterator[tuple[Page, list[Question]]]:
    """Open every page as those who may; yield what it asks.

    Where that is more than `before`, what it asks the second time: then what it keeps is made anew.
    """
    for endpoint, method, path in requests_of(app, world):
        if method == "GET" and endpoint not in NO_PAGES:
            allowed = TABLE[endpoint][0]
            for who in [one for one in LOOKING if one in allowed] or sorted(allowed)[:1]:
                page, client = (endpoint, who), clients[who]
                asked = asked_by_page(client, path)
                if len(asked) > len(before.get(page, asked)):
                    asked = asked_by_page(client, path)
                yield page, asked


def asked_by_page(client: FlaskClient, path: str) -> list[Question]:
    with asked_meanwhile() as asked:
        answer = client.get(path, buffered=True)
    assert answer.status_code < 500, path
    assert answer.status_code not in NOT_OPENED, path
    answer.close()
    return asked
