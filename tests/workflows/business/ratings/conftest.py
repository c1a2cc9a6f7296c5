"""A market in which settled orders are rated."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.asked import statements_meanwhile
from tests.factories.orders import Market, market
from tests.factories.people import Applicant, staff, viewer
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.ratings import operations, review
from workflows.business.ratings.models import Rating
from workflows.business.ratings.values import CRITERIA, RatingDraft


class RatedMarket(Market):
    """A market with what people say about each other."""

    def settled(self, yuan: str = "3000.00") -> str:
        """Return an order that is accepted and paid out as a whole."""
        number = self.begun(yuan)
        self.act(number, "finish")
        self.act(number, "approve")
        return number

    def rate(self, number: str, who: Applicant, *stars: int, words: str = "合作愉快") -> None:
        """Let a side rate the other one: three numbers, or one for all."""
        given = dict(zip(CRITERIA, stars * 3 if len(stars) == 1 else stars, strict=False))
        with self.platform.begin(who.user_id) as work:
            rater = viewer(self.platform, who.user_id)
            operations.rate(work, rater, number, RatingDraft(given, words))
        self.run()

    def answer(self, rating_id: str, who: Applicant, words: str) -> None:
        with self.platform.begin(who.user_id) as work:
            operations.answer(work, viewer(self.platform, who.user_id), rating_id, words)
        self.run()

    def report(self, rating_id: str, who: Applicant, reason: str = "与订单无关") -> None:
        with self.platform.begin(who.user_id) as work:
            review.report(work, viewer(self.platform, who.user_id), rating_id, reason)
        self.run()

    def find(self, rating_id: str, finding: str) -> None:
        """Let an operator review a reported rating in the inbox."""
        with self.platform.begin() as work:
            number = work.session.get_one(Rating, rating_id).report_case
            case = work.session.scalars(select(Case).where(Case.number == number)).one()
            open_items = select(WorkItem.task_id).where(WorkItem.case_id == case.id, WorkItem.state == "open")
            task_id = work.session.scalars(open_items).one()
        operator = staff(self.platform, "operator")
        said = {"finding": finding, "explanation": "经核对评价内容"}
        with self.platform.begin(operator) as work:
            deciding.decide(work, viewer(self.platform, operator), task_id, Decision("submit", data=said))
        self.run()


def rated_market(platform: Platform) -> RatedMarket:
    """Return a market on a prepared platform."""
    made = market(platform)
    return RatedMarket(made.platform, made.buyer, made.seller, made.product_id)


@pytest.fixture
def at(platform: Platform) -> RatedMarket:
    return rated_market(platform)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The SQL statements of the test, as they happen."""
    with statements_meanwhile() as executed:
        yield executed
