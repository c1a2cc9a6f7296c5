"""The exact numbers of many people at once, by a constant number of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from engine.audience_counts import Tally, claimed_by, member_of
from workflows.approvals.cases.undecided import held_back
from workflows.approvals.cases.visibility import refused_tasks
from workflows.approvals.models import WorkItem, in_state
from workflows.ground.db import among
from workflows.ground.work import Work
from workflows.notices.models import Message
from workflows.people.identity import sessions
from workflows.people.viewer import Viewer
from workflows.people.viewer_loader import viewers_of


@dataclass(frozen=True, slots=True)
class CountsRequest:
    """One browser whose person's numbers are wanted.

    `since` is when a list was shown whose newer tasks are of interest; `done` the number of decided tasks if
    it is known not to have changed.
    """

    session_id: str
    user_id: str
    since: datetime | None = None
    done: int | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """What stands beside the menu and the tabs, and the person's memberships, by which changes find them.

    `newer` are the tasks among `to_do` that were opened after the list was shown, None if there is no list.
    """

    to_do: int
    done: int
    unread: int
    newer: int | None
    members: frozenset[str]


def numbers(work: Work, asked: Sequence[CountsRequest]) -> list[Numbers | None]:
    """Return the numbers for each browser, None where the session has ended; at most ten statements.

    They are those of `approvals.inbox.lists.counts`.
    """
    live = sessions.live(work, {one.session_id for one in asked})
    going = [one for one in asked if one.session_id in live]
    viewers = viewers_of(work, {one.user_id for one in going})
    waiting, unread = _Waiting(work, viewers), _unread(work, viewers)
    done = _done(work, {one.user_id for one in going if one.done is None})
    newer = waiting.newer(going)
    by_request = {
        one: Numbers(
            to_do=waiting.count(one.user_id),
            done=done.get(one.user_id, 0) if one.done is None else one.done,
            unread=unread.get(one.user_id, 0),
            newer=newer.get(one),
            members=waiting.members[one.user_id],
        )
        for one in going
    }
    return [by_request.get(one) for one in asked]


def to_do_of(work: Work, viewers: Mapping[str, Viewer]) -> dict[str, int]:
    """Return how many tasks wait for each of these people, exactly; four statements."""
    waiting = _Waiting(work, viewers)
    return {user_id: waiting.count(user_id) for user_id in viewers}


def members_of(viewer: Viewer) -> frozenset[str]:
    """Return the memberships by which changes concern a person."""
    return viewer.reach | {member_of(viewer.user_id)}


class _Waiting:
    """The tasks to do of some people: open to them or in their hands, without those that are refused them."""

    def __init__(self, work: Work, viewers: Mapping[str, Viewer]) -> None:
        self.members = {user_id: members_of(viewer) for user_id, viewer in viewers.items()}
        self._tally = tally = Tally(work, frozenset().union(*self.members.values()))
        self._claimed = claimed_by(work, viewers)
        able = [
            viewer
            for user, viewer in viewers.items()
            if tally.open_for(self.members[user]) or self._claimed.get(user)
        ]
        self._refused = refused_tasks(work, able)
        self._held_back = held_back(work, [one for one in able if self._claimed.get(one.user_id)])

    def count(self, user_id: str) -> int:
        """Return how many wait for a person."""
        reached = self._tally.open_for(self.members[user_id]) + self._claimed.get(user_id, 0)
        return reached - len(self._refused.get(user_id, ())) - len(self._held_back.get(user_id, ()))

    def newer(self, asked: Sequence[CountsRequest]) -> dict[CountsRequest, int]:
        """Return for those who look at a list how many open tasks have come since it was shown."""
        shown = [(one, one.since) for one in asked if one.since is not None]
        counted = self._tally.newer([(self.members[one.user_id], since) for one, since in shown])
        return {
            one: count - sum(item.opened_at > since for item in self._free(one.user_id))
            for (one, since), count in zip(shown, counted, strict=True)
        }

    def _free(self, user_id: str) -> list[WorkItem]:
        return [item for item in self._refused.get(user_id, {}).values() if item.assignee is None]


def _done(work: Work, user_ids: Collection[str]) -> dict[str, int]:
    if not user_ids:
        return {}
    rows = select(WorkItem.closed_by, func.count()).where(
        among(WorkItem.closed_by, user_ids), in_state("done")
    )
    return {str(row[0]): row[1] for row in work.session.execute(rows.group_by(WorkItem.closed_by))}


def _unread(work: Work, user_ids: Collection[str]) -> dict[str, int]:
    rows = select(Message.user_id, func.count()).where(
        among(Message.user_id, user_ids), Message.read_at.is_(None)
    )
    return {row[0]: row[1] for row in work.session.execute(rows.group_by(Message.user_id))}
