"""A transaction that shows a page reads each thing once; one that changes something reads anew."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest

from tests.asked import asked_by
from tests.factories.people import applicant
from workflows.approvals.cases.drafts import load_draft, save_draft
from workflows.bootstrap import Platform
from workflows.ground.reading import only_reads
from workflows.ground.work import Work
from workflows.notices.queries import unread_count
from workflows.people.identity.models import User
from workflows.people.identity.queries import account
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import clusters, regions
from workflows.people.viewer_loader import viewer_of

READS: list[Callable[[Work], Any]] = [
    lambda work: unread_count(work, "somebody"),
    lambda work: load_draft(work, "somebody", "form"),
    regions,
    clusters,
    lambda work: work.history.of("instance"),
    lambda work: work.tasks.query().candidate_or_assignee(["window"], "somebody").count(),
]


@pytest.mark.parametrize("read", READS)
def test_a_page_reads_each_thing_once(platform: Platform, read: Callable[[Work], Any]):
    with platform.begin() as work:
        only_reads(work)
        assert asked_by(lambda: read(work))
        assert asked_by(lambda: read(work)) == []


def test_another_question_is_asked(platform: Platform):
    with platform.begin() as work:
        only_reads(work)
        unread_count(work, "somebody")
        assert asked_by(lambda: unread_count(work, "somebody else"))


def test_who_changes_something_reads_it_anew(platform: Platform):
    with platform.begin() as work:
        assert load_draft(work, "somebody", "form") is None
        save_draft(work, "somebody", "form", {"name": "甲"})
        draft = load_draft(work, "somebody", "form")
    assert draft is not None
    assert draft.data == {"name": "甲"}


def test_a_page_that_has_a_row_asks_for_it_no_more_though_nobody_holds_it(platform: Platform):
    who = applicant(platform)
    with platform.begin() as work:
        only_reads(work)
        assert asked_by(lambda: work.session.get_one(Organisation, who.organisation_id).name)
        gc.collect()
        assert asked_by(lambda: work.session.get_one(Organisation, who.organisation_id).name) == []


def test_the_next_page_sees_what_was_changed_since(platform: Platform):
    who = applicant(platform, name="甲")
    for name in ("甲", "乙"):
        with platform.begin() as work:
            work.session.get_one(User, who.user_id).full_name = name
        with platform.begin() as work:
            only_reads(work)
            assert account(work, who.user_id).full_name == name
            assert asked_by(lambda: account(work, who.user_id)) == []


def test_two_people_are_two_questions(platform: Platform):
    one, other = applicant(platform), applicant(platform)
    with platform.begin() as work:
        only_reads(work)
        assert viewer_of(work, one.user_id).memberships == {one.organisation_id: "owner"}
        assert viewer_of(work, other.user_id).memberships == {other.organisation_id: "owner"}
