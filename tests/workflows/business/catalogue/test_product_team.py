"""Several people of one organisation keep its products: who was given the menu, what drafts share."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.market import Market
from tests.factories.products import handed_in, listing_data, png, product, upload
from workflows.approvals.cases import case_status, withdraw_and_urge
from workflows.approvals.cases.forms import form_json
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.business.catalogue import operations, queries
from workflows.business.catalogue.forms import product_form
from workflows.files.operations import purge
from workflows.files.queries import open_for
from workflows.ground.errors import Forbidden, NotFound
from workflows.people.sub_accounts import operations as sub_accounts
from workflows.people.sub_accounts.values import Colleague


def clerk(market: Market, name: str, *menus: str) -> str:
    """Make a sub-account of the provider; return its user id."""
    person = Colleague(full_name=name, mobile=f"139{len(name):08d}", menus=frozenset(menus))
    owner = market.provider
    made = market.act(owner.user_id, sub_accounts.add, owner.organisation_id, user_name=name, person=person)
    return str(made.user_id)


def test_who_was_given_the_menu_keeps_products_and_no_other_member_does(market: Market) -> None:
    with_menu, without = clerk(market, "keeper", "products"), clerk(market, "bookkeeper", "orders")
    made = market.act(with_menu, operations.create, market.provider.organisation_id, "service")
    case = market.act(with_menu, operations.submit, made.id, listing_data())
    assert case.applicant_id == with_menu
    with pytest.raises(NotFound):
        market.act(without, queries.product, made.id)
    with pytest.raises(Forbidden):
        market.act(without, queries.own_products, market.provider.organisation_id)
    with pytest.raises(NotFound):
        market.act(without, operations.withdraw, made.id)


def test_a_colleague_with_the_menu_corrects_and_withdraws_what_another_handed_in(market: Market) -> None:
    keeper, without = clerk(market, "keeper", "products"), clerk(market, "bookkeeper", "orders")
    made = handed_in(market.platform, market.provider)
    market.decide("return")
    case_id = market.product(made.id).case_id
    assert market.act(without, case_status.own_task, case_id) is None
    task_id = market.act(keeper, case_status.own_task, case_id)
    market.act(keeper, deciding.decide, task_id, Decision("submit", data=listing_data(name="同事补正")))
    assert market.product(made.id).name == "同事补正"
    with pytest.raises(Forbidden):
        market.act(without, withdraw_and_urge.withdraw, case_id)
    market.act(keeper, operations.withdraw, made.id)
    assert market.product(made.id).state == "withdrawn"


def test_files_of_a_shared_draft_belong_to_all_of_the_organisation(market: Market) -> None:
    keeper = clerk(market, "keeper", "products")
    made = product(market.platform, market.provider)
    picture = upload(market.platform, keeper, "product_picture", png())
    with pytest.raises(NotFound):
        market.own(open_for, picture["id"])
    market.act(keeper, operations.save_draft, made.id, {"name": "有图", "picture": [picture["id"]]})
    assert market.own(open_for, picture["id"]).id == picture["id"]

    def typed() -> list[str]:
        with market.platform.begin(market.provider.user_id) as work:
            provider = market.viewer(market.provider.user_id)
            form = product_form(work, provider, queries.product(work, provider, made.id), locale="zh-CN")
            return [one["id"] for one in form_json(form)["picture"]]

    assert typed() == [picture["id"]]
    foreign = upload(market.platform, market.rival.user_id, "product_picture", png())
    market.act(keeper, operations.save_draft, made.id, {"picture": [foreign["id"]]})  # a foreign id, guessed
    with pytest.raises(NotFound):
        market.act(keeper, open_for, foreign["id"])
    assert typed() == []


def test_uploads_of_a_draft_are_kept_as_long_as_the_draft(market: Market) -> None:
    made = product(market.platform, market.provider)
    kept, left = (upload(market.platform, market.provider.user_id, "product_picture", png()) for _ in "ab")
    market.own(operations.save_draft, made.id, {"picture": [kept["id"]]})
    later = market.platform.clock() + timedelta(days=400)
    with market.platform.begin(now=later) as work:
        assert purge(work, market.platform.files) == 1
    assert market.own(open_for, kept["id"]).id == kept["id"]
    with pytest.raises(NotFound):
        market.own(open_for, left["id"])
    market.own(operations.delete_draft, made.id)
    with market.platform.begin(now=later) as work:
        assert purge(work, market.platform.files) == 1


def test_reviewers_may_open_the_files_that_were_handed_in(market: Market) -> None:
    picture = upload(market.platform, market.provider.user_id, "product_picture", png())
    paper = upload(market.platform, market.provider.user_id, "case_document", png(), "合同.png")
    handed_in(market.platform, market.provider, picture=picture, screenshots=[paper])
    for file in (picture, paper):
        assert market.act(market.operator, open_for, file["id"]).id == file["id"]
        with pytest.raises(NotFound):
            market.act(market.rival.user_id, open_for, file["id"])
    assert market.own(lists.my_applications).total == 1
