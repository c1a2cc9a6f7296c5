"""Rows of the history, each sealed with a hash over itself and the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from engine import codec
from engine.errors import EngineError
from engine.events import Event
from engine.instances import LockedInstance
from engine.rows import to_json
from engine.unit_of_work import UnitOfWork


def record(
    work: UnitOfWork, locked: LockedInstance, command: str, data: Mapping[str, Any], events: Sequence[Event]
) -> None:
    """Add what a command did to the instance's history, and its hash to the chain."""
    row = locked.row
    entry = {
        "instance_id": row["id"],
        "seq": row["history_seq"] + 1,
        "at": work.now,
        "actor": work.actor,
        "command": command,
    }
    try:
        data_text, events_text = to_json(codec.encode_all(data)), to_json([*map(codec.event_to_json, events)])
    except EngineError as error:  # the rows of this command are pending already
        work.transaction.doomed = work.transaction.doomed or error
        raise
    sealed = link_hash(entry, row["history_hash"], data_text, events_text)
    entry["hash"] = f"\\x{sealed}"  # as PostgreSQL reads bytes
    row["history_seq"], row["history_hash"] = entry["seq"], sealed
    row["revision"] += 1
    # The very texts that were hashed go into the row.
    work.pending.history.append(f'{to_json(entry)[:-1]},"data":{data_text},"events":{events_text}}}')
    work.pending.instances[row["id"]] = row


def link_hash(entry: Mapping[Any, Any], previous: str, data: str, events: str) -> str:
    """Return the hash of a history row: over all that it says and `previous`, the hash before it."""
    said = [entry["instance_id"], entry["seq"], entry["at"].isoformat(), entry["actor"], entry["command"]]
    text = "\n".join([previous, to_json(said), data, events])
    return hashlib.sha256(text.encode()).hexdigest()
