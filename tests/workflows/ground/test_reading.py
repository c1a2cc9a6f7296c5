"""A transaction that shows a page reads each thing once; one that changes something reads anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.asked import asked_by
from workflows.approvals.cases.drafts import load_draft, save_draft
from workflows.bootstrap import Platform
from workflows.ground.reading import only_reads
from workflows.ground.work import Work
from workflows.notices.queries import unread_count
from workflows.people.organisations.queries import clusters, regions

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
