"""Who sits on a panel is sealed on every route, not only on the page that was thought of.

Attack: an applicant opened the pages of the experts' sealed tasks by their ids and read who sits there. Every
route that takes a task, a case, a panel's place or a file is asked; one that is added has to be put into a
class here first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.factories.panels import Listing, PanelCast
from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.workflows.business.panels.conftest import database_url, listing, panel_cast
from workflows.bootstrap import Platform
from workflows.files.models import UploadedFile
from workflows.people.identity.queries import accounts

__all__ = ["database_url", "listing", "panel_cast"]

Make = Callable[..., Listing]
OF_A_CASE = {"task_id", "number", "place", "file_id", "case_id", "item_id"}
"""Names in addresses that lead to a case, its tasks, its panel or its files."""
KNOWN = {
    "after_sales": {"ask_platform", "case", "file", "pay_claim", "reply", "satisfied"},
    "cases": {
        "case", "correct", "correction_draft", "diagram", "replace_expert", "replace_question", "urge",
        "withdraw", "withdraw_question",
    },
    "demands": {
        "begin_second_round", "bid", "bid_file", "demand", "end_tender", "file",
        "give_up", "hold_deposit", "online", "reopen", "send_bid", "take_back_bid", "tender", "withdraw",
    },
    "direct_demands": {"act", "direct_demand"},
    "files": {"download"},
    "orders": {
        "act",
        "agree_end",
        "agree_plan",
        "attach",
        "cancel",
        "change_plan",
        "decline_end",
        "dispute",
        "file",
        "order",
        "pay",
        "pay_plan",
        "propose_end",
        "propose_plan",
        "remove_file",
        "return_plan",
        "take_back_end",
        "take_back_plan",
    },
    "ratings": {"answer", "both", "rate", "report"},
    "filed_deals": {"answer", "filed_deal"},
    "inbox": {
        "action", "claim", "decide", "drop_phrase", "insert_phrase", "keep_phrase", "people", "release",
        "save_draft", "take_action", "task",
    },
}  # fmt: skip
ELSEWHERE = {"catalogue.product", "ratings.of_product", "wallet.recharge_order"}
"""Takes the number of a listed product or of a payment, not of a case."""
LISTS = (
    "/inbox/", "/inbox/done", "/inbox/started", "/inbox/copied", "/inbox/all", "/inbox/filters",
    "/inbox/columns/to_do", "/inbox/export/to_do.csv", "/inbox/export/done.csv",
    "/inbox/unattended", "/workbench/", "/workbench/to-do", "/workbench/applications", "/workbench/messages",
)  # fmt: skip
REFUSED = frozenset({403, 404})
ACTIONS = ("assign", "transfer", "copy", "return", "sign", "consult", "take_back", "remind")


def of_a_case(app: Flask) -> list[Rule]:
    """Return the routes that take something of a case."""
    return [rule for rule in app.url_map.iter_rules() if not rule.arguments.isdisjoint(OF_A_CASE)]


@pytest.mark.parametrize("address", LISTS)
def test_every_list_is_there(app: Flask, address: str) -> None:
    app.url_map.bind("localhost").match(address)  # raises where nothing answers, or something else does


def test_every_route_of_a_case_is_in_a_class(app: Flask) -> None:
    known = {f"{room}.{name}" for room, names in KNOWN.items() for name in names} | ELSEWHERE
    assert {rule.endpoint for rule in of_a_case(app)} == known, (
        "a route of a case is new or gone: who reads it?"
    )


@pytest.fixture
def sealed(platform: Platform, panel_cast: PanelCast, listing: Make) -> Listing:
    """A case whose panel is scoring: one has, the others have not."""
    case = listing().to_panel()
    case.vote(case.asked()[0], "reject", "保密的意见")
    return case


def requests_of(app: Flask, case: Listing, files: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (method, address) of each route with each object and action, and of the lists."""
    tasks = [item.task_id for item in case.items("score", "open", "claimed", "done")]
    adapter = app.url_map.bind("localhost")
    for rule in of_a_case(app):
        for task in tasks:
            for action in ACTIONS if "action" in rule.arguments else ("",):
                values = {
                    "task_id": task,
                    "number": case.number,
                    "place": "1",
                    "action": action,
                    "step": "accept",
                    "ending_id": "1",
                    "change_id": "1",
                    "rating_id": "1",
                    "invitation_id": "1",
                    "bid_id": "1",
                    "said": "confirm",
                }
                for file in files if "file_id" in rule.arguments else ("",):
                    address = adapter.build(rule.endpoint, {**values, "file_id": file}, append_unknown=False)
                    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                        yield method, address
    for address in LISTS:
        yield "GET", address


@pytest.mark.long
def test_nobody_learns_from_any_route_who_sits_on_the_panel(
    app: Flask, platform: Platform, panel_cast: PanelCast, sealed: Listing
) -> None:
    seats = [seat.expert_id for seat in sealed.seats()]
    with platform.begin() as work:
        everybody = {one: row.shown_name for one, row in accounts(work, panel_cast.experts).items()}
        files = list(work.session.scalars(select(UploadedFile.id).limit(3)))
    names = {one: everybody[one] for one in seats}
    others = [name for one, name in everybody.items() if one not in names]
    assert (len(names), len(others)) == (5, 2)
    asked = sorted(set(requests_of(app, sealed, files)))
    assert len(asked) > 100
    people = {
        "applicant": panel_cast.provider.user_id,
        "rival": panel_cast.rival.user_id,
        "window elsewhere": staff(platform, "window:430200"),
        "finance": staff(platform, "finance"),
        "another expert": seats[-1],
    }
    told = []
    for part, person in people.items():
        client = signed_in(app, platform, person)
        hidden = [(one, name) for one, name in names.items() if one != person]
        for method, address in asked:
            for answer in answers(client, method, address):
                assert answer.status_code < 500, (method, address)
                shown = [name for one, name in hidden if tells(answer, one, name, others)]
                told += [f"{method} {address} tells {part}: {name}" for name in shown]
                answer.close()
        by_name = found_by_name(client, sealed, names)
        told += [f"{part} finds the case by {text}" for text in by_name]
    assert told == []


def answers(client: FlaskClient, method: str, address: str) -> Iterator[TestResponse]:
    """Yield what htmx is answered, and if that is no refusal, which tells nothing, the whole page."""
    answer = client.open(address, method=method, headers={"HX-Request": "true"}, buffered=True)
    yield answer
    if answer.status_code not in REFUSED:
        yield client.open(address, method=method, buffered=True)


def found_by_name(client: FlaskClient, case: Listing, names: Mapping[str, str]) -> list[str]:
    """Return the searches by an expert's name that find the case, and by nonsense would not.

    Each list is asked for the one who has voted, and for another of the panel in turns.
    """

    def finds(address: str, text: str) -> bool:
        return case.number in client.get(f"{address}?text={text}&q={text}").text

    voted = case.items("score", "done")[0].assignee or ""
    others = [name for one, name in names.items() if one != voted]
    return [
        f"{name} at {address}"
        for place, address in enumerate(LISTS)
        for name in (names[voted], others[place % len(others)])
        if finds(address, name) and not finds(address, "绝无此人")
    ]


def tells(answer: TestResponse, user_id: str, name: str, others: Collection[str]) -> bool:
    """Tell whether somebody of the panel is named; a list of all experts, `others` too, tells nothing."""
    if answer.status_code in REFUSED:
        return False
    text = answer.get_data(as_text=True)
    return (name in text or user_id in text) and not all(other in text for other in others)


def test_who_oversees_and_is_no_party_does_learn_it(
    app: Flask, platform: Platform, panel_cast: PanelCast, sealed: Listing
) -> None:
    """So that the test above does not pass because nobody is named anywhere."""
    with platform.begin() as work:
        seats = [seat.expert_id for seat in sealed.seats()]
        names = [account.shown_name for account in accounts(work, seats).values()]
    page = signed_in(app, platform, panel_cast.operator).get(f"/cases/{sealed.number}").text
    assert all(name in page for name in names)
