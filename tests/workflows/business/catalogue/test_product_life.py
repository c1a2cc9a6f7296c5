"""The life of a product: what moves it, what does not, and what the public sees meanwhile."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from forms.nodes import FieldNode, fields_of
from tests.factories.market import Market
from tests.factories.products import handed_in, listing_data, product
from workflows.approvals.cases import case_status, item_queries
from workflows.approvals.cases.forms import case_form
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import deciding
from workflows.approvals.values import CaseView, Decision
from workflows.business.catalogue import browsing, operations, queries
from workflows.business.catalogue.values import ProductView
from workflows.ground.errors import Conflict, Forbidden, InvalidState, NotFound
from workflows.people.organisations.models import Organisation


def case_of(market: Market, made: ProductView) -> CaseView:
    case_id = market.product(made.id).case_id
    case: CaseView = market.own(item_queries.case, case_id)
    return case


def test_a_product_is_drafted_reviewed_and_on_sale(market: Market) -> None:
    made = product(market.platform, market.provider)
    assert (made.state, made.kind, made.data) == ("draft", "service", {"kind": "service"})
    assert made.number.startswith("CP-2026-")

    saved = market.own(operations.save_draft, made.id, {"name": "云端设备"}, revision=0)
    assert (saved.name, saved.draft_revision, saved.editable) == ("云端设备", 1, True)

    case = market.own(operations.submit, made.id, listing_data(), revision=1)
    assert case.title("zh-CN") == "产品上架 · 云端设备管理系统"
    assert case.title("en") == "Product listing · 云端设备管理系统"
    assert (case.number[:3], case.subject_id, case.region_code) == ("SJ-", made.id, "430100")
    waiting = market.product(made.id)
    assert (waiting.state, waiting.draft, waiting.listed_data, waiting.editable) == (
        "in_review",
        None,
        None,
        False,
    )

    market.decide("approve")
    listed = market.product(made.id)
    assert (listed.state, listed.change, listed.listed_data) == ("on_sale", None, listing_data())
    assert case_of(market, made).state == "approved"


def test_the_process_is_told_what_it_decides_on(market: Market) -> None:
    made = handed_in(market.platform, market.provider)
    case = case_of(market, made)
    with market.platform.begin() as work:
        told = work.runtime.variables(case.instance_id)
    assert told["product_id"] == made.id
    assert told["organisation_id"] == market.provider.organisation_id
    assert told["applicant"] == market.provider.user_id
    assert (told["kind"], told["change"], told["region"]) == ("service", False, "430100")
    assert told["fields"] == ["platform", "production"]
    assert told["application"]["name"] == "云端设备管理系统"


@pytest.mark.parametrize("kind", ["regular"])
def test_what_needs_no_review_is_on_sale_at_once(market: Market, kind: str) -> None:
    made = handed_in(market.platform, market.provider, kind)  # type: ignore[arg-type]
    assert market.product(made.id).state == "on_sale"
    assert case_of(market, made).state == "approved"


def test_rejected_withdrawn_and_returned_products_can_be_handed_in_again(market: Market) -> None:
    made = handed_in(market.platform, market.provider)
    market.decide("reject")
    assert (market.product(made.id).state, case_of(market, made).state) == ("rejected", "rejected")

    market.own(operations.submit, made.id, listing_data(name="改过的名称"))
    market.own(operations.withdraw, made.id, "再改改")
    assert (market.product(made.id).state, case_of(market, made).state) == ("withdrawn", "withdrawn")

    market.own(operations.submit, made.id, listing_data(name="又改的名称"))
    market.decide("return")
    assert (market.product(made.id).state, market.product(made.id).editable) == ("returned", False)
    task_id = market.own(case_status.own_task, case_of(market, made).id)
    market.own(deciding.decide, task_id, Decision("submit", data=listing_data(name="补正的名称")))
    assert (market.product(made.id).state, market.product(made.id).name) == ("in_review", "补正的名称")
    assert case_of(market, made).title_zh == "产品上架 · 补正的名称"
    market.decide("approve")
    assert market.product(made.id).listed_data == listing_data(name="补正的名称")


def test_a_listed_product_stays_as_it_is_until_its_change_is_approved(market: Market) -> None:
    made = handed_in(market.platform, market.provider)
    market.decide("approve")
    with pytest.raises(InvalidState, match="Nothing differs"):
        market.own(operations.submit, made.id, listing_data())

    market.own(operations.save_draft, made.id, {"name": "新名称"})
    assert (market.product(made.id).change, market.product(made.id).name) == ("draft", "云端设备管理系统")
    market.own(operations.submit, made.id, listing_data(name="新名称", highest_price=90000))
    under_way = market.product(made.id)
    assert (under_way.state, under_way.change, under_way.standing) == ("on_sale", "in_review", "in_review")
    assert under_way.listed_data == listing_data()
    case = case_of(market, made)
    with market.platform.begin() as work:
        told = work.runtime.variables(case.instance_id)
    assert (told["change"], told["changed"]) == (True, ["highest_price", "name"])

    market.decide("reject")
    refused = market.product(made.id)
    assert (refused.state, refused.change, refused.listed_data) == ("on_sale", "rejected", listing_data())
    market.own(operations.submit, made.id, listing_data(name="新名称"))
    market.decide("approve")
    approved = market.product(made.id)
    assert (approved.change, approved.listed_data) == (None, listing_data(name="新名称"))


def test_reviewers_of_a_change_see_what_differs_from_what_is_listed(market: Market) -> None:
    made = handed_in(market.platform, market.provider)
    market.decide("approve")
    market.own(operations.submit, made.id, listing_data(name="新名称", highest_price=90000))
    case = market.act(market.operator, item_queries.case, market.product(made.id).case_id)
    form = market.act(market.operator, case_form, case, locale="zh-CN")
    assert form is not None
    changed = {n.path: n.before for n in fields_of(form.nodes) if isinstance(n, FieldNode) and n.changed}
    assert changed == {"name": "云端设备管理系统", "highest_price": "80,000"}


def test_a_change_can_be_given_up(market: Market) -> None:
    made = handed_in(market.platform, market.provider)
    market.decide("approve")
    with pytest.raises(InvalidState):
        market.own(operations.drop_change, made.id)
    market.own(operations.save_draft, made.id, {"name": "新名称"})
    dropped = market.own(operations.drop_change, made.id)
    assert (dropped.change, dropped.draft, dropped.data) == (None, None, listing_data())
    market.own(operations.submit, made.id, listing_data(name="新名称"))
    with pytest.raises(InvalidState):
        market.own(operations.drop_change, made.id)


def test_off_sale_and_on_sale_again(market: Market) -> None:
    made = handed_in(market.platform, market.provider)
    with pytest.raises(InvalidState):
        market.own(operations.take_off_sale, made.id)
    market.decide("approve")
    market.own(operations.submit, made.id, listing_data(name="新名称"))
    off = market.own(operations.take_off_sale, made.id)  # and the change that is in review goes with it
    assert (off.state, off.change, off.off_sale_at) == ("off_sale", "withdrawn", market.platform.clock())
    assert case_of(market, made).state == "withdrawn"
    again = market.own(operations.put_on_sale, made.id)
    assert (again.state, again.off_sale_at, again.listed_data) == ("on_sale", None, listing_data())
    market.own(operations.take_off_sale, made.id)
    market.own(operations.submit, made.id, listing_data(name="新名称"))
    market.decide("approve")
    assert (market.product(made.id).state, market.product(made.id).name) == ("on_sale", "新名称")


def test_the_catalogue_shows_exactly_what_is_on_sale(market: Market) -> None:
    def shown() -> list[str]:
        with market.platform.begin() as work:
            return [card.name for card in browsing.products(work, browsing.ProductSearch())]

    made = handed_in(market.platform, market.provider)
    assert shown() == []
    market.decide("approve")
    assert shown() == ["云端设备管理系统"]
    market.own(operations.submit, made.id, listing_data(name="新名称"))
    assert shown() == ["云端设备管理系统"]
    market.decide("approve")
    assert shown() == ["新名称"]
    market.own(operations.take_off_sale, made.id)
    assert shown() == []
    market.own(operations.put_on_sale, made.id)
    assert shown() == ["新名称"]


def test_one_case_of_a_product_runs_at_a_time(market: Market) -> None:
    made = handed_in(market.platform, market.provider)
    with pytest.raises(InvalidState, match="in review already"):
        market.own(operations.submit, made.id, listing_data())
    with pytest.raises(Conflict):
        market.own(operations.save_draft, made.id, {"name": "x"})
    other = handed_in(market.platform, market.provider)  # another product of the same organisation may
    assert market.product(other.id).state == "in_review"


def test_two_who_hand_in_at_once_make_one_case(market: Market) -> None:
    made = product(market.platform, market.provider)
    ends: list[str] = []

    def hand_in() -> None:
        try:
            market.act(market.provider.user_id, operations.submit, made.id, listing_data())
            ends.append("done")
        except InvalidState:
            ends.append("refused")

    threads = [Thread(target=hand_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["done", "refused", "refused", "refused"]
    assert market.own(lists.my_applications).total == 1


def test_drafts_of_two_people_do_not_overwrite_each_other(market: Market) -> None:
    made = product(market.platform, market.provider)
    market.own(operations.save_draft, made.id, {"name": "甲写的"}, revision=0)
    with pytest.raises(Conflict, match="changed the draft") as told:
        market.own(operations.save_draft, made.id, {"name": "乙写的"}, revision=0)
    assert "03-02 10:00" in told.value.message("zh-CN")
    with pytest.raises(Conflict, match="changed the draft"):
        market.own(operations.submit, made.id, listing_data(), revision=0)
    assert market.product(made.id).name == "甲写的"


def test_copies_and_deletes(market: Market) -> None:
    made = handed_in(market.platform, market.provider)
    copied = market.own(operations.copy, made.id)
    assert (copied.state, copied.name, copied.data["summary"]) == (
        "draft",
        "云端设备管理系统 (2)",
        listing_data()["summary"],
    )
    assert copied.number != made.number
    with pytest.raises(InvalidState):
        market.own(operations.delete_draft, made.id)
    market.own(operations.delete_draft, copied.id)
    with pytest.raises(NotFound):
        market.product(copied.id)


def test_strangers_learn_nothing_and_change_nothing(market: Market) -> None:
    made = product(market.platform, market.provider)
    for command, arguments in (
        (queries.product, ()),
        (operations.save_draft, ({},)),
        (operations.submit, (listing_data(),)),
        (operations.withdraw, ()),
        (operations.urge, ()),
        (operations.take_off_sale, ()),
        (operations.put_on_sale, ()),
        (operations.drop_change, ()),
        (operations.copy, ()),
        (operations.delete_draft, ()),
    ):
        for stranger in (market.rival.user_id, market.operator):
            with pytest.raises(NotFound):
                market.act(stranger, command, made.id, *arguments)
    with pytest.raises(NotFound):
        market.act(market.rival.user_id, operations.create, market.provider.organisation_id, "service")
    with pytest.raises(Forbidden):
        market.act(market.rival.user_id, queries.own_products, market.provider.organisation_id)


def test_each_kind_of_organisation_has_its_kinds_of_products(market: Market) -> None:
    for who, kind in (
        (market.provider, "own"),
        (market.enterprise, "solution"),
        (market.enterprise, "regular"),
    ):
        with pytest.raises(Forbidden, match="this kind"):
            market.act(who.user_id, operations.create, who.organisation_id, kind)
    with market.platform.begin() as work:
        work.session.get_one(Organisation, market.provider.organisation_id).certification = "in_review"
    with pytest.raises(Forbidden, match="certified"):
        market.own(operations.create, market.provider.organisation_id, "service")


def test_an_own_product_needs_a_complete_profile(market: Market) -> None:
    who = market.enterprise
    with pytest.raises(InvalidState, match="incomplete"):
        market.act(who.user_id, operations.create, who.organisation_id, "own")


@pytest.mark.parametrize(
    "change",
    [
        "state = 'sold'",
        "state = 'on_sale'",
        "change = 'draft'",
        "state = 'in_review'",
        "kind = 'other'",
        "off_sale_at = now()",
        "listed_at = now()",
    ],
)
def test_the_database_refuses_states_that_make_no_sense(market: Market, change: str) -> None:
    product(market.platform, market.provider)
    with pytest.raises(IntegrityError), market.platform.begin() as work:
        work.session.execute(text(f"UPDATE products SET {change}"))  # the test's own words


def test_lists_are_counted_searched_and_paged_in_a_constant_number_of_statements(
    market: Market, statements: list[str]
) -> None:
    for number in range(7):
        made = product(market.platform, market.provider)
        market.own(operations.save_draft, made.id, {"name": f"设备{number}"})
    handed_in(market.platform, market.provider)
    organisation = market.provider.organisation_id
    statements.clear()
    page = market.own(queries.own_products, organisation, limit=3)
    few = len(statements)
    assert [line.name for line in page.items] == ["云端设备管理系统", "设备6", "设备5"]
    assert page.items[0].case_number is not None
    statements.clear()
    everything = market.own(queries.own_products, organisation, limit=50)
    assert len(statements) == few
    rest = market.own(queries.own_products, organisation, after=page.after, limit=50)
    assert page.items + rest.items == everything.items
    assert market.own(queries.counts, organisation) == {
        "": 8, "on_sale": 0, "in_review": 1, "rejected": 0, "draft": 7, "withdrawn": 0, "off_sale": 0,
    }  # fmt: skip
    named = market.own(queries.own_products, organisation, tab="draft", text="设备3")
    assert [line.name for line in named.items] == ["设备3"]
    assert market.own(queries.own_products, organisation, text="100%_").items == ()
    by_number = market.own(queries.own_products, organisation, text=made.number.lower())
    assert [line.id for line in by_number.items] == [made.id]
    assert (
        market.own(queries.own_products, organisation, after="nonsense").items
        == market.own(queries.own_products, organisation).items
    )
