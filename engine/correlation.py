"""Messages reach exactly one instance, or start one, or wait; signals reach everybody.

A message and the token that awaits it may arrive at the same moment, each not seeing the other. So whoever
finds no partner takes the lock of (name, key) and looks once more before it gives up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from uuid_utils import uuid7

from engine import codec, models
from engine.events import MessageAwaited
from engine.instances import LockedInstance
from engine.rows import insert
from engine.stepping import step
from engine.storable_text import check_keys
from engine.unit_of_work import UnitOfWork
from engine.values import Correlation, InstanceId

DEFAULT_TIME_TO_LIVE_SECONDS = 3_600.0
"""How long a message that a process throws waits for somebody who wants it."""

_WAITING = """
SELECT s.instance_id, s.token_id FROM engine_subscription s JOIN engine_instance i ON i.id = s.instance_id
WHERE s.kind = 'message' AND s.name = %s AND s.correlation_key = %s AND NOT i.suspended
ORDER BY s.created_at, s.id LIMIT 1
"""
_STILL_WAITING = "SELECT 1 FROM engine_subscription WHERE instance_id = %s AND token_id = %s"
_STARTS = """
SELECT definition_id, process_id, element_id FROM engine_subscription
WHERE kind = %s AND name = %s AND instance_id IS NULL ORDER BY created_at DESC, id
"""
_LISTENERS = """
SELECT s.instance_id, s.token_id FROM engine_subscription s JOIN engine_instance i ON i.id = s.instance_id
WHERE s.kind = 'signal' AND s.name = %s AND s.instance_id IS DISTINCT FROM %s
ORDER BY i.root_id, s.created_at, s.id
"""
_TAKE_BUFFERED = """
DELETE FROM engine_message WHERE id = (
    SELECT id FROM engine_message WHERE name = %s AND correlation_key = %s AND expires_at > %s
    ORDER BY published_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, variables
"""
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))"


class Messages:
    """Correlates messages and broadcasts signals in one transaction."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def correlate(
        self, name: str, key: str, variables: Mapping[str, Any], time_to_live_seconds: float
    ) -> Correlation:
        """Hand a message to one waiting instance, else start one, else keep it for `time_to_live_seconds`."""
        check_keys(name, key)
        self._work.transaction.flush()
        delivered = self._deliver(name, key, variables)
        if delivered is None:
            self._lock_name(name, key)
            delivered = self._deliver(name, key, variables)
        if delivered is not None:
            return Correlation("delivered", delivered)
        started = self._start(name, key, variables)
        if started is not None:
            return Correlation("started", started)
        if time_to_live_seconds <= 0:
            return Correlation("discarded")
        self._keep(name, key, variables, time_to_live_seconds)
        return Correlation("buffered")

    def signal(
        self, name: str, variables: Mapping[str, Any], *, thrower: str | None = None
    ) -> tuple[InstanceId, ...]:
        """Deliver a signal to all who wait for it, `thrower` excepted, and start what begins with it."""
        check_keys(name)
        work = self._work
        work.transaction.flush()
        reached: dict[InstanceId, None] = {}
        waiting = work.connection.exec_driver_sql(_LISTENERS, (name, thrower)).all()
        for instance_id, token_id in waiting:
            locked = work.instances.lock(instance_id)
            work.transaction.flush()
            if self._waits(instance_id, token_id):
                if locked.row["suspended"]:
                    self._keep_signal(locked, token_id, name, variables)
                else:
                    self.receive_signal(locked, token_id, name, variables)
                reached[locked.id] = None
        for definition_id, process_id, element_id in self._starts("signal", name):
            reached[self._start_at(definition_id, process_id, element_id, variables, None)] = None
        return tuple(reached)

    def receive_signal(
        self, locked: LockedInstance, token_id: str, name: str, variables: Mapping[str, Any]
    ) -> None:
        """Deliver a signal to a token, if it still waits for it."""
        if self._waits(locked.id, token_id):
            self._hand_over(locked, token_id, "receive_signal", {"name": name}, variables)

    def _keep_signal(
        self, locked: LockedInstance, token_id: str, name: str, variables: Mapping[str, Any]
    ) -> None:
        """Keep a signal for a suspended case, as a job that is resumed with it."""
        self._work.jobs.add(
            "delivery", name, variables, headers={"token_id": token_id}, retries=5, instance=locked
        )

    def deliver_buffered(self, locked: LockedInstance, awaited: MessageAwaited) -> None:
        """Hand over a message that came before the token that awaits it."""
        work = self._work
        work.transaction.flush()
        self._lock_name(awaited.name, awaited.correlation_key)
        while self._waits(locked.id, awaited.token_id):
            taken = work.connection.exec_driver_sql(
                _TAKE_BUFFERED, (awaited.name, awaited.correlation_key, work.now)
            ).first()
            if taken is None:
                return
            variables = codec.decode_all(taken.variables)
            said = {"name": awaited.name, "correlation_key": awaited.correlation_key}
            self._hand_over(locked, awaited.token_id, "correlate_message", said, variables)
            work.transaction.flush()

    def _deliver(self, name: str, key: str, variables: Mapping[str, Any]) -> InstanceId | None:
        """Hand the message to the longest-waiting instance; look again if another message was first."""
        work = self._work
        while True:
            waiting = work.connection.exec_driver_sql(_WAITING, (name, key)).first()
            if waiting is None:
                return None
            locked = work.instances.lock(waiting.instance_id)
            if not locked.row["suspended"] and self._waits(waiting.instance_id, waiting.token_id):
                said = {"name": name, "correlation_key": key}
                self._hand_over(locked, waiting.token_id, "correlate_message", said, variables)
                return locked.id

    def _hand_over(
        self,
        locked: LockedInstance,
        token_id: str,
        command: str,
        said: Mapping[str, Any],
        variables: Mapping[str, Any],
    ) -> None:
        data = {**said, "token_id": token_id, "variables": dict(variables)}
        step(self._work, locked, command, data, lambda run: run.deliver(token_id, variables))

    def _waits(self, instance_id: str, token_id: str) -> bool:
        row = self._work.connection.exec_driver_sql(_STILL_WAITING, (instance_id, token_id)).first()
        return row is not None

    def _start(self, name: str, key: str, variables: Mapping[str, Any]) -> InstanceId | None:
        for definition_id, process_id, element_id in self._starts("message", name):
            return self._start_at(definition_id, process_id, element_id, variables, key or None)
        return None

    def _start_at(
        self,
        definition_id: str,
        process_id: str,
        element_id: str,
        variables: Mapping[str, Any],
        business_key: str | None,
    ) -> InstanceId:
        return self._work.runtime.start_definition(
            self._work.repository.get(definition_id),
            process_id,
            variables,
            business_key=business_key,
            start_element_id=element_id,
        ).id

    def _starts(self, kind: str, name: str) -> list[tuple[str, str, str]]:
        rows = self._work.connection.exec_driver_sql(_STARTS, (kind, name))
        return [(row.definition_id, row.process_id, row.element_id) for row in rows]

    def _keep(self, name: str, key: str, variables: Mapping[str, Any], seconds: float) -> None:
        work = self._work
        row = {
            "id": str(uuid7()),
            "name": name,
            "correlation_key": key,
            "variables": codec.encode_all(variables),
            "published_by": work.actor,
            "published_at": work.now,
            "expires_at": work.now + timedelta(seconds=seconds),
        }
        insert(work.transaction, models.message, [row])

    def _lock_name(self, name: str, key: str) -> None:
        self._work.connection.exec_driver_sql(_LOCK, (f"{name}\n{key}",))
