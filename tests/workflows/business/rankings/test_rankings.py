"""The ranking: an event counts once, by the table, in three periods; what is revoked counts no more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from tests.factories import publication
from tests.factories.direct_demands import said
from tests.factories.orders import Market, market
from tests.factories.people import staff, viewer
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.consultants.models import Consultant
from workflows.business.direct_demands import operations
from workflows.business.rankings import queries
from workflows.business.rankings.models import RankingEntry, RankingTotal
from workflows.business.rankings.points import (
    Happening,
    award,
    latest_periods,
    points_of,
    revoke,
    table_of_points,
)
from workflows.business.rankings.values import Ranked
from workflows.ground.errors import NotFound
from workflows.ground.fulltext import document

pytestmark = pytest.mark.prepared


@pytest.fixture
def at(platform: Platform) -> Market:
    return market(platform)


def totals(at: Market, of: Ranked) -> dict[str, tuple[int, int]]:
    """Return points and events of somebody by period, after checking that they are what the entries say."""
    with at.platform.begin() as work:
        rows = select(RankingTotal).where(RankingTotal.ranked_id == of.id)
        kept = {one.period: (one.points, one.events) for one in work.session.scalars(rows)}
        counting = (RankingEntry.ranked_id == of.id, RankingEntry.revoked_at.is_(None))
        added = select(func.coalesce(func.sum(RankingEntry.points), 0), func.count()).where(*counting)
        assert tuple(work.session.execute(added).one()) == kept.get("all", (0, 0))
    return kept


def test_an_event_counts_once_in_the_periods_of_its_moment(at: Market, clock: FixedClock) -> None:
    of = Ranked("provider", at.seller.organisation_id)
    clock.now = clock.now.replace(year=2026, month=10, day=31, hour=16)  # already November in Shanghai
    activity = Happening("activity_filed", "case-1", "HB-1", "政策宣讲")
    for _twice in range(2):
        with at.platform.begin() as work:
            assert award(work, [of], activity) == 10
    assert totals(at, of) == {"all": (10, 1), "2026": (10, 1), "2026-11": (10, 1)}
    clock.now += timedelta(days=62)
    with at.platform.begin() as work:
        award(work, [of], Happening("rated", "rating-1", "DD-1", "评价", Decimal("4.3")))
        award(work, [of], Happening("rated", "rating-2", "DD-2", "评价", Decimal("2.9")))
        assert latest_periods(work)[:4] == ("2027", "all", "2027-01", "2026-12")
    assert totals(at, of)["all"] == (14, 2)
    for _twice in range(2):
        with at.platform.begin() as work:
            revoke(work, "activity_filed", "case-1")
    assert totals(at, of) == {
        "all": (4, 1), "2026": (0, 0), "2026-11": (0, 0), "2027": (4, 1), "2027-01": (4, 1),
    }  # fmt: skip


def test_what_the_table_says_is_what_counts(at: Market) -> None:
    with at.platform.begin() as work:
        table = table_of_points(work)
        assert {event for event, _, _ in table} == {
            "activity_filed", "deal_filed", "direct_answered", "direct_ordered", "order_completed", "rated",
        }  # fmt: skip
        assert all(points_of(work, event, Decimal(stars)) == points for event, stars, points in table)
        assert points_of(work, "rated", Decimal("2.9")) == 0


def test_a_direct_demand_counts_for_the_provider_and_the_consultant_who_was_addressed(at: Market) -> None:
    person = staff(at.platform, "consultant")
    with at.platform.begin() as work:
        row = Consultant(
            organisation_id=at.seller.organisation_id, name="向导", email="c@example.com",
            email_key="c@example.com", user_id=person, state="active", words=document("向导"),
            invited_by="", invited_at=work.now, changed_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        link = row.id
    with at.platform.begin(at.buyer.user_id) as work:
        buyer = viewer(at.platform, at.buyer.user_id)
        number = operations.send(work, buyer, "consultant", link, said())
    at.run()
    for step in ("accept", "order"):
        with at.platform.begin(person) as work:
            operations.take_step(work, viewer(at.platform, person), number, step, "说明")  # type: ignore[arg-type]
        at.run()
    adviser, company = Ranked("consultant", link), Ranked("provider", at.seller.organisation_id)
    assert totals(at, adviser)["all"] == totals(at, company)["all"] == (10, 2)
    with at.platform.begin() as work:
        (line,) = queries.ranking(work, "consultant", "all")
        assert (line.rank, line.name, line.points) == (1, "向导", 10)
        work.session.get_one(Consultant, link).state = "ended"
        work.session.flush()
        assert queries.ranking(work, "consultant", "all") == ()


def test_equal_points_share_a_rank_and_only_their_own_read_the_reasons(at: Market) -> None:
    others = [publication.provider(at.platform, name) for name in ("甲检测", "乙检测")]
    owners = [at.seller, *others]
    with at.platform.begin() as work:
        for number, owner in enumerate(owners):
            of = [Ranked("provider", owner.organisation_id)]
            award(work, of, Happening("direct_ordered", f"a{number}", "ZQ-1", "需求"))
        award(work, of, Happening("direct_answered", "b", "ZQ-2", "需求"))
        lines = queries.ranking(work, "provider", "all")
        assert [(one.rank, one.points) for one in lines] == [(1, 10), (2, 8), (2, 8)]
        stands = [queries.standing(work, one.of, "all").rank for one in lines]
        assert stands == [1, 2, 2]
        assert queries.standing(work, Ranked("provider", at.buyer.organisation_id), "all").rank is None
    best = Ranked("provider", others[1].organisation_id)
    with at.platform.begin() as work:
        for reader in (others[1].user_id, staff(at.platform, "operator")):
            name, entries = queries.reasons(work, viewer(at.platform, reader), best)
            assert (name, [one.points for one in entries]) == ("乙检测", [2, 8])
        for reader in (at.seller.user_id, at.buyer.user_id, staff(at.platform, "finance")):
            with pytest.raises(NotFound):
                queries.reasons(work, viewer(at.platform, reader), best)
