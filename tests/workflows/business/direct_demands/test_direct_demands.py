"""Direct demands: whom one may be addressed to, who notes what, who reads it, what the figures say."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories import publication
from tests.factories.direct_demands import asked, said
from tests.factories.orders import Market
from tests.factories.people import Applicant, applicant, staff, viewer
from workflows.approvals.cases import withdraw_and_urge
from workflows.approvals.models import Case
from workflows.business.consultants.models import Consultant
from workflows.business.direct_demands import addressees, operations, queries
from workflows.business.direct_demands.departures import DEPARTURE
from workflows.business.direct_demands.export import export_figures
from workflows.business.direct_demands.queries import DirectScope
from workflows.business.direct_demands.values import AddresseeKind, DirectSearch, Step
from workflows.ground.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.ground.fulltext import document
from workflows.notices.models import Message

pytestmark = pytest.mark.prepared


def send(at: Market, who: Applicant, kind: AddresseeKind, reference: str, **changes: Any) -> str:
    with at.platform.begin(who.user_id) as work:
        number = operations.send(work, viewer(at.platform, who.user_id), kind, reference, said(**changes))
    at.run()
    return number


def note(at: Market, user_id: str, number: str, step: Step, words: str = "", order: str = "") -> None:
    with at.platform.begin(user_id) as work:
        who = viewer(at.platform, user_id)
        operations.take_step(work, who, number, step, words, order_number=order)
    at.run()


def state(at: Market, number: str) -> str:
    user_id = at.buyer.user_id
    with at.platform.begin(user_id) as work:
        return queries.direct_demand(work, viewer(at.platform, user_id), number).card.state


def told(at: Market, user_id: str) -> list[str]:
    with at.platform.begin() as work:
        rows = work.session.scalars(select(Message.template).where(Message.user_id == user_id))
        return [one for one in rows if "direct_demand" in one]


def consultant(at: Market, standing: str = "active") -> tuple[str, str]:
    """Write a consultant of the seller; return the ids of the link and of the person."""
    person = staff(at.platform, "consultant")
    with at.platform.begin() as work:
        row = Consultant(
            organisation_id=at.seller.organisation_id, name="向导", email=f"{person}@example.com",
            email_key=f"{person}@example.com", user_id=person, state=standing, words=document("向导"),
            invited_by="", invited_at=work.now, changed_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        return row.id, person


def test_a_provider_takes_one_up_and_names_the_order_that_it_became(at: Market) -> None:
    number = send(at, at.buyer, "provider", at.seller.organisation_id)
    assert told(at, at.seller.user_id) == ["direct_demand_news"]
    note(at, at.seller.user_id, number, "accept", "本周联系")
    note(at, at.seller.user_id, number, "accept", "本周联系")
    assert (state(at, number), told(at, at.buyer.user_id)) == ("in_progress", ["direct_demand_news"])
    with pytest.raises(Invalid) as refusal:
        note(at, at.seller.user_id, number, "order", order="DD-2026-000000")
    assert refusal.value.problems[0].field == "order"
    ordered = at.ordered()
    note(at, at.seller.user_id, number, "order", "已下单", order=ordered)
    with at.platform.begin(at.buyer.user_id) as work:
        shown = queries.direct_demand(work, viewer(at.platform, at.buyer.user_id), number)
    assert (shown.card.state, shown.order_number, shown.outcome, shown.answer) == (
        "ordered", ordered, "已下单", "本周联系",
    )  # fmt: skip
    with pytest.raises(Conflict):
        note(at, at.seller.user_id, number, "not_agreed", "改变主意")


def test_a_consultant_answers_while_the_link_stands_then_only_the_provider(at: Market) -> None:
    link, person = consultant(at)
    first, second = (send(at, at.buyer, "consultant", link, title=f"咨询{one}号") for one in (1, 2))
    assert told(at, person) == told(at, at.seller.user_id) == ["direct_demand_news"] * 2
    note(at, person, first, "accept")
    with at.platform.begin() as work:
        work.session.get_one(Consultant, link).state = "ended"
    with pytest.raises(NotFound):
        note(at, person, second, "accept")
    with pytest.raises(NotFound):
        send(at, at.buyer, "consultant", link)
    note(at, at.seller.user_id, first, "not_agreed", "预算差距较大")
    assert (state(at, first), state(at, second)) == ("not_agreed", "sent")


def test_of_products_only_featured_ones_on_sale_are_addressed(at: Market) -> None:
    of = at.seller.organisation_id
    featured = publication.listed(at.platform, of, kind="featured")
    number = send(at, at.buyer, "product", featured)
    with at.platform.begin(at.buyer.user_id) as work:
        card = queries.direct_demand(work, viewer(at.platform, at.buyer.user_id), number).card
    assert (card.addressee_kind, card.provider_id) == ("product", of)
    for kind, reference in (
        ("product", publication.listed(at.platform, of, kind="service")),
        ("product", "SP-0"),
        ("provider", at.buyer.organisation_id),
        ("provider", applicant(at.platform, "provider").organisation_id),
        ("consultant", consultant(at, "invited")[0]),
    ):
        with pytest.raises(NotFound):
            send(at, at.buyer, kind, reference)  # type: ignore[arg-type]


def test_who_may_not_send_is_told_what_is_missing(at: Market) -> None:
    for who, code in (
        (staff(at.platform, "operator"), "no_organisation"),
        (at.seller.user_id, "enterprises_only"),
        (applicant(at.platform, "enterprise").user_id, "not_certified"),
    ):
        with at.platform.begin(who) as work:
            refusal = addressees.sender(work, viewer(at.platform, who))
            assert isinstance(refusal, Forbidden)
            assert refusal.code == f"direct_demands.{code}"
            with pytest.raises(Forbidden):
                operations.send(work, viewer(at.platform, who), "provider", at.seller.organisation_id, said())


def test_each_side_does_its_own_and_nobody_else_sees_it(at: Market) -> None:
    number = send(at, at.buyer, "provider", at.seller.organisation_id)
    stranger = publication.provider(at.platform, "衡阳软件有限公司", "430400")
    seller = at.seller.user_id
    for who, step, words, refusal in (
        (at.buyer.user_id, "accept", "", Forbidden),
        (stranger.user_id, "accept", "", NotFound),
        (staff(at.platform, "operator"), "accept", "", Forbidden),
        (seller, "decline", " ", Invalid),
        (seller, "accept", "字" * 1001, Invalid),
        (seller, "order", "", Conflict),
    ):
        with pytest.raises(refusal):
            note(at, who, number, step, words)  # type: ignore[arg-type]
    assert state(at, number) == "sent"
    with at.platform.begin(at.buyer.user_id) as work:
        who = viewer(at.platform, at.buyer.user_id)
        (case_id,) = work.session.scalars(select(Case.id).where(Case.number == number))
        withdraw_and_urge.withdraw(work, who, case_id)
    at.run()
    assert state(at, number) == "withdrawn"
    with pytest.raises(Conflict):
        note(at, seller, number, "accept")


def test_the_figures_add_up_by_addressee_and_by_provider(at: Market) -> None:
    of = at.seller.organisation_id
    ended = {"ended_at": at.platform.clock()}
    for standing in ("ordered", "ordered", "not_agreed", "declined", "unanswered", "withdrawn"):
        asked(at.platform, at.buyer, of, state=standing, **ended)
    with at.platform.begin() as work:
        assert list(DEPARTURE.of_organisation(work, of)) == [], "nobody waits for the provider any more"
    asked(at.platform, at.buyer, of, title="=1+1")
    with at.platform.begin() as work:
        (left,) = DEPARTURE.of_organisation(work, of)
        assert (left.code, left.params) == ("direct_demands.still_waiting", {"count": 1})
    other = publication.provider(at.platform, "衡阳软件有限公司", "430400")
    asked(at.platform, at.buyer, other.organisation_id, addressee_name="衡阳软件")
    with at.platform.begin() as work:
        total, line = queries.figures(work, DirectScope("received", of), DirectSearch())
        assert (total.received, line.received, line.name) == (7, 7, "湘江检测")
        assert (line.by_state["ordered"], line.answered_share, line.ordered_share) == (2, 80, 50)
        every = queries.figures(work, DirectScope("all"), DirectSearch())
        assert [one.received for one in every] == [8, 7, 1]
        assert every[2].ordered_share is None
        today = at.platform.clock().date()
        none = queries.figures(work, DirectScope("all"), DirectSearch(last_day=today.replace(year=2000)))
        assert [one.received for one in none] == [0]
        named = queries.direct_demands(work, DirectScope("all"), DirectSearch(text="衡阳"))
        assert [one.addressee_name for one in named] == ["衡阳软件"]
        written = io.BytesIO()
        export_figures(work, DirectScope("all"), DirectSearch(), written, kind="csv", locale="zh-CN")
    lines = written.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("服务机构,收到,待处理")
    assert lines[1].startswith("合计,8,2,0,2")
