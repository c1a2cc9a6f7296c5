"""Who watches on this node, and whose numbers have to be counted again when."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.audience_counts import member_of
from web.push.streams import Stream
from workflows.approvals.inbox.live_counts import CountsRequest, Numbers

ONCE_SECONDS = 1.0
"""The numbers of one watcher are counted at most so often."""
HEAL_SECONDS = 60.0
"""Counted anyway after so long: a notification may have been lost, a session may have run out."""
MOST_EACH = 6
MOST_WATCHERS = 4_000


@dataclass(slots=True, eq=False)
class Watcher:
    """One stream and what its browser was told last. `whole`: the decided tasks may have changed too.

    `room` is the tender whose room its page shows, "" for none; `room_members` by what changes of it concern
    its person; `revision` what it was told of it last; `behind`: it may have changed since.
    """

    session_id: str
    user_id: str
    since: datetime | None
    told: Numbers
    stream: Stream | None = None
    counted_at: float = 0.0
    whole_at: float = 0.0
    due_at: float = 0.0
    whole: bool = False
    room: str = ""
    room_members: frozenset[str] = frozenset()
    revision: int | None = None
    behind: bool = False

    def ask(self, now: float) -> CountsRequest:
        """Return what the domain is asked for this watcher, and set when the next time is."""
        whole = self.whole or now >= self.whole_at + HEAL_SECONDS
        self.counted_at, self.whole = now, False
        if whole:
            self.whole_at = now
        # spread, or all who came at once would be counted at once for ever
        self.due_at = now + HEAL_SECONDS * random.uniform(1.0, 1.2)  # noqa: S311
        return CountsRequest(self.session_id, self.user_id, self.since, None if whole else self.told.done)


class Watchers:
    """The watchers of this process; safe to be used by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_member: dict[str, set[Watcher]] = defaultdict(set)
        self._all: set[Watcher] = set()

    def admit(self, watcher: Watcher, now: float) -> bool:
        """Take a watcher in unless they are too many; what changed meanwhile is counted within a second."""
        own = member_of(watcher.user_id)
        with self._lock:
            if len(self._by_member.get(own, ())) >= MOST_EACH or len(self._all) >= MOST_WATCHERS:
                return False
            watcher.counted_at, watcher.whole_at, watcher.due_at = now, now, now + ONCE_SECONDS
            self._all.add(watcher)
            for member in _members(watcher):
                self._by_member[member].add(watcher)
        return True

    def leave(self, watcher: Watcher) -> None:
        """Forget a watcher."""
        with self._lock:
            self._all.discard(watcher)
            self._forget_members(watcher)

    def touch(self, members: Iterable[str], now: float) -> None:
        """Have everybody counted again whom a change of these members concerns.

        Whoever watches a room that has changed is told so at once: no number has to be counted for it.
        """
        with self._lock:
            for member in members:
                for watcher in self._by_member.get(member, ()):
                    if member in watcher.room_members:
                        watcher.behind = True
                        continue
                    watcher.whole |= member == member_of(watcher.user_id)
                    watcher.due_at = min(watcher.due_at, max(now, watcher.counted_at + ONCE_SECONDS))

    def touch_all(self, now: float) -> None:
        """Have everybody counted again: nobody knows what was missed."""
        with self._lock:
            for watcher in self._all:
                watcher.whole, watcher.due_at = True, min(watcher.due_at, now + ONCE_SECONDS)

    def behind(self) -> list[Watcher]:
        """Return the watchers whose room may have changed; the same change returns them once."""
        with self._lock:
            watchers = [watcher for watcher in self._all if watcher.behind and watcher.stream]
            for watcher in watchers:
                watcher.behind = False
        return watchers

    def due(self, now: float, most: int) -> list[tuple[Watcher, CountsRequest]]:
        """Return up to `most` watchers whose time has come, with what to ask for each; their next is set."""
        with self._lock:
            watchers = [watcher for watcher in self._all if watcher.due_at <= now and watcher.stream]
            return [(watcher, watcher.ask(now)) for watcher in watchers[:most]]

    def next_due(self) -> float | None:
        """Return when the next watcher is to be counted, None if there is none."""
        with self._lock:
            return min((watcher.due_at for watcher in self._all if watcher.stream), default=None)

    def counted(self, watcher: Watcher, numbers: Numbers, revision: int | None = None) -> bool:
        """Keep the new numbers, and groups that were given or taken; return whether there is news to tell.

        `revision` is that of its room, None where it watches none.
        """
        news = numbers != watcher.told or revision != watcher.revision
        with self._lock:
            if numbers.members != watcher.told.members and watcher in self._all:
                self._forget_members(watcher)
                watcher.told = numbers
                for member in _members(watcher):
                    self._by_member[member].add(watcher)
            watcher.told, watcher.revision = numbers, revision
        return news

    def renewed(self, watcher: Watcher, revision: int | None) -> bool:
        """Keep the revision of a watcher's room; return whether it is news."""
        with self._lock:
            news = revision != watcher.revision
            watcher.revision = revision
        return news

    def _forget_members(self, watcher: Watcher) -> None:
        for member in _members(watcher):
            left = self._by_member.get(member)
            if left is not None:
                left.discard(watcher)
                if not left:
                    del self._by_member[member]


def _members(watcher: Watcher) -> frozenset[str]:
    """Return by what changes concern a watcher: its person's memberships, and the room that it watches."""
    return watcher.told.members | watcher.room_members
