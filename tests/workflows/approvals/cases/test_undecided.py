"""Which tasks of a case are open for whom: one case is read otherwise than several, by the same rule."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import get_args

import pytest
from sqlalchemy import update

from tests.factories.people import viewer
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases.undecided import open_tasks
from workflows.approvals.models import WorkItem
from workflows.approvals.values import ItemState
from workflows.bootstrap import Platform

UNDO = (None, timedelta(minutes=-1), timedelta(), timedelta(minutes=1))
"""How long a decision can be taken back from now on: not at all, no longer, until now, a minute."""


@pytest.mark.parametrize("until", UNDO)
@pytest.mark.parametrize("state", get_args(ItemState))
def test_one_case_and_several_tell_the_same_of_it(
    platform: Platform, story: Story, state: str, until: timedelta | None
):
    owner, other = story.applicant(), story.applicant()
    case, beside = story.submit(owner, story.data(1)), story.submit(other, story.data(2))
    with platform.begin() as work:
        undo_until: datetime | None = None if until is None else work.now + until
        closed_at = None if state in {"open", "claimed"} else work.now + timedelta(seconds=1)
        told = {"state": state, "undo_until": undo_until, "closed_at": closed_at}
        work.session.execute(update(WorkItem).where(WorkItem.case_id == case.id).values(told))
    for who in (owner.user_id, story.window):
        with platform.begin(who) as work:
            acting = viewer(platform, who)
            alone = [item.task_id for item, _ in open_tasks(work, acting, [case.id])]
            several = open_tasks(work, acting, [case.id, beside.id])
            assert alone == [item.task_id for item, owner in several if owner.id == case.id]
            assert bool(alone) == is_shown(state, until, is_party=who == owner.user_id)


def is_shown(state: str, until: timedelta | None, *, is_party: bool) -> bool:
    """Tell whether a task is open for somebody: for a party one that is decided and may be taken back is."""
    may_be_taken_back = until is not None and until > timedelta()
    return state in {"open", "claimed"} or (state == "done" and may_be_taken_back and is_party)
