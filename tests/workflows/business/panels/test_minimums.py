"""Recommendations alone do not make a product recommended: the scores have to reach what the table asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.factories.panels import SCORES, Listing, PanelCast
from workflows.approvals.models import CaseEvent
from workflows.bootstrap import Platform
from workflows.business.panels.queries import panel_of

Make = Callable[..., Listing]
LOW = dict.fromkeys(("innovation", "maturity", "effect", "price", "service", "total"), 18)


def vote(case: Listing, **scores: float) -> None:
    for expert in case.asked()[:3]:
        case.vote(expert, **scores)


def test_eighteen_of_a_hundred_from_everybody_is_no_recommendation(
    platform: Platform, panel_cast: PanelCast, listing: Make
) -> None:
    case = listing().to_panel()
    vote(case, **LOW)
    assert (case.panels()[0].approved, case.case().state) == (False, "rejected")
    view = case.act(panel_cast.department, panel_of, case.case_id, locale="en")
    assert {(one.label, one.mean, one.minimum) for one in view.shortfalls} >= {
        ("Weighted total", "18.0", "60"),
        ("Innovation", "18.0", "40"),
    }
    with platform.begin() as work:
        closed = work.session.scalars(select(CaseEvent).where(CaseEvent.kind == "panel_closed")).one()
    assert closed.details["approvals"] == 3
    assert len(closed.details["shortfalls"]) == 6


@pytest.mark.parametrize(("price", "approved"), [(39, False), (40, True)])
def test_one_criterion_below_its_minimum_is_enough_to_refuse(
    listing: Make, price: int, *, approved: bool
) -> None:
    case = listing().to_panel()
    vote(case, **{**SCORES, "price": price, "total": 79.2})
    assert case.panels()[0].approved is approved
