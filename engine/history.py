"""What happened, in the words of the engine: append-only, and each entry seals the one before."""

from __future__ import annotations

from typing import Any, LiteralString

from engine.codec import to_python
from engine.history_chain import link_hash
from engine.replay import Player, Replay
from engine.unit_of_work import UnitOfWork
from engine.values import BrokenLink, HistoryEntry, InstanceId

_OF: LiteralString = """
SELECT * FROM engine_history WHERE instance_id = ANY(%s) AND seq > %s ORDER BY at, instance_id, seq
"""
_CASE = "SELECT id FROM engine_instance WHERE root_id = (SELECT root_id FROM engine_instance WHERE id = %s)"
_LINKS = """
SELECT instance_id, seq, at, actor, command, data::text AS data, events::text AS events,
  encode(hash, 'hex') AS hash
FROM engine_history WHERE instance_id = %s ORDER BY seq
"""
_HEAD = "SELECT history_seq, history_hash FROM engine_instance WHERE id = %s"


class History:
    """Reads and checks histories."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def of(
        self, instance_id: str, *, after_seq: int = 0, called_too: bool = False
    ) -> tuple[HistoryEntry, ...]:
        """Return what happened in an instance, oldest first; with `called_too` in its whole case.

        Each command is an entry of its own (index 0), followed by the events that it caused.
        """
        self._work.transaction.flush()
        question = (_OF, instance_id, after_seq, called_too)
        return self._work.transaction.once(
            question, lambda: self._of(instance_id, after_seq, called_too=called_too)
        )

    def _of(self, instance_id: str, after_seq: int, *, called_too: bool) -> tuple[HistoryEntry, ...]:
        wanted = [instance_id]
        if called_too:
            wanted = list(self._work.connection.exec_driver_sql(_CASE, (instance_id,)).scalars())
        rows = self._work.transaction.rows(_OF, (wanted, after_seq))
        return tuple(entry for row in rows for entry in _entries(row))

    def replay(self, instance_id: str, definition_id: str | None = None) -> Replay:
        """Play an instance again in memory, on its own or another version; nothing is changed.

        Raises NotFound.
        """
        work = self._work
        instance = work.instances.peek(instance_id).value()
        wanted = work.repository.get(definition_id or instance.definition_id)
        package = work.package(wanted.id)
        player = Player(work, package, called=instance.parent_id is not None)
        rows = work.connection.exec_driver_sql(_OF, ([instance_id], 0)).mappings()
        steps = [player.play(dict(row)) for row in rows]
        return player.result(wanted.id, [step for step in steps if step is not None])

    def verify(self, instance_id: str) -> BrokenLink | None:
        """Recompute the hash chain of an instance; return where it breaks first, None if it holds."""
        self._work.transaction.flush()
        previous, seq = "", 0
        for row in self._work.connection.exec_driver_sql(_LINKS, (instance_id,)).mappings():
            seq += 1
            expected = link_hash(row, previous, row["data"], row["events"])
            if row["seq"] != seq or row["hash"] != expected:
                return BrokenLink(InstanceId(instance_id), seq, expected, row["hash"])
            previous = row["hash"]
        head = self._work.connection.exec_driver_sql(_HEAD, (instance_id,)).first()
        if head is not None and (head.history_seq, head.history_hash) != (seq, previous):
            return BrokenLink(InstanceId(instance_id), seq + 1, head.history_hash, previous)
        return None


def _entries(row: Any) -> list[HistoryEntry]:
    told = [{"kind": row["command"], **row["data"]}, *row["events"]]
    return [
        HistoryEntry(
            instance_id=row["instance_id"],
            seq=row["seq"],
            index=index,
            at=row["at"],
            actor=row["actor"],
            kind=data["kind"],
            element_id=data.get("element_id"),
            data={name: to_python(value) for name, value in data.items() if name != "kind"},
        )
        for index, data in enumerate(told)
    ]
