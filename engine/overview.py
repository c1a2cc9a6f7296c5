"""What operators ask of many instances at once: lists, where the tokens are, how long steps take."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString

from engine.instances import instance_value
from engine.spiff import TokenPlace
from engine.unit_of_work import UnitOfWork
from engine.values import Instance

_LIST = """
SELECT i.* FROM engine_instance i
WHERE (%(process)s::text IS NULL OR i.process_id = %(process)s)
  AND (%(definition)s::text IS NULL OR i.definition_id = %(definition)s)
  AND (%(key)s::text IS NULL OR i.business_key = %(key)s)
  AND (%(state)s::text IS NULL OR i.state = %(state)s)
  AND (%(suspended)s::boolean IS NULL OR i.suspended = %(suspended)s)
  AND (NOT %(incidents)s OR EXISTS (SELECT 1 FROM engine_incident n
       WHERE n.instance_id = i.id AND n.resolved_at IS NULL))
  AND (%(after)s::text IS NULL OR i.id < %(after)s)
ORDER BY i.id DESC LIMIT %(limit)s
"""
_OF = "SELECT i.* FROM engine_instance i WHERE i.id = ANY(%s)"
_TOKENS = """
SELECT s.data->>'e' AS element_id, count(*)::integer AS tokens
FROM engine_state s JOIN engine_instance i ON i.id = s.instance_id
WHERE i.definition_id = %s AND i.state = 'active' AND s.row_id <> '0' AND s.data->>'e' IS NOT NULL
  AND s.data->>'r' IS NULL
GROUP BY 1
"""
_STANDINGS: LiteralString = """
WITH chosen AS (
    SELECT i.id, i.definition_id FROM engine_instance i
    WHERE i.process_id = %(process)s AND i.state = 'active' AND i.parent_id IS NULL
      AND i.definition_id IS DISTINCT FROM %(besides)s
      AND (%(ids)s::text[] IS NULL OR i.id = ANY(%(ids)s::text[]))
      AND (%(after)s::text IS NULL OR i.id < %(after)s)
    ORDER BY i.id DESC LIMIT %(limit)s
), standing AS (
    SELECT c.id, c.definition_id, array_agg(DISTINCT p.place ORDER BY p.place) AS places
    FROM chosen c JOIN engine_state s ON s.instance_id = c.id
    CROSS JOIN LATERAL (SELECT json_build_array(
        s.data->>'e', ARRAY(SELECT json_object_keys(s.data->'d'->'got')), s.data->'d'->'late'
    )::text AS place) AS p
    WHERE s.row_id <> '0' AND s.data->>'e' IS NOT NULL AND s.data->>'r' IS DISTINCT FROM 'watch'
    GROUP BY c.id, c.definition_id
)
SELECT definition_id, places, count(*)::integer AS instances,
    CASE WHEN %(named)s THEN array_agg(id) END AS ids
FROM standing GROUP BY definition_id, places
"""
_DURATIONS = """
SELECT element_id, count(*)::integer AS completed, percentile_cont(ARRAY[0.5, 0.9])
    WITHIN GROUP (ORDER BY extract(epoch FROM closed_at - created_at)) AS seconds
FROM engine_task WHERE process_id = %s AND state = 'completed' AND closed_at >= %s GROUP BY element_id
"""


@dataclass(frozen=True, slots=True)
class StepDuration:
    """How long a human step took from opening to decision: half, and nine tenths, at most so long."""

    completed: int
    median: timedelta
    ninth_decile: timedelta


@dataclass(frozen=True, slots=True)
class Standing:
    """Which version an instance runs on and where its tokens are; what only waits for events is left out."""

    definition_id: str
    places: tuple[TokenPlace, ...]


class Overview:
    """Queries over many instances."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def instances(
        self,
        *,
        process_id: str | None = None,
        definition_id: str | None = None,
        business_key: str | None = None,
        state: str | None = None,
        suspended: bool | None = None,
        with_incidents: bool = False,
        after: str | None = None,
        limit: int = 50,
    ) -> tuple[Instance, ...]:
        """Return instances, newest first; `after` is the id of the last one of the page before."""
        self._work.transaction.flush()
        given = {
            "process": process_id,
            "definition": definition_id,
            "key": business_key,
            "state": state,
            "suspended": suspended,
            "incidents": with_incidents,
            "after": after,
            "limit": limit,
        }
        rows = self._work.connection.exec_driver_sql(_LIST, given).mappings()
        return tuple(instance_value(row) for row in rows)

    def instances_of(self, instance_ids: Iterable[str]) -> Mapping[str, Instance]:
        """Return those of these instances that exist, by id; one statement, none for nothing."""
        wanted = sorted(set(instance_ids))
        if not wanted:
            return {}
        self._work.transaction.flush()
        rows = self._work.connection.exec_driver_sql(_OF, (wanted,)).mappings()
        return {row["id"]: instance_value(row) for row in rows}

    def tokens(self, definition_id: str) -> Mapping[str, int]:
        """Return how many tokens of running instances are at each element of a definition."""
        self._work.transaction.flush()
        rows = self._work.connection.exec_driver_sql(_TOKENS, (definition_id,))
        return {row.element_id: row.tokens for row in rows}

    def durations(self, process_id: str, since: datetime) -> Mapping[str, StepDuration]:
        """Return how long the human steps of a process took that were decided since `since`."""
        self._work.transaction.flush()
        rows = self._work.connection.exec_driver_sql(_DURATIONS, (process_id, since))
        return {
            row.element_id: StepDuration(
                row.completed, *(timedelta(seconds=length) for length in row.seconds)
            )
            for row in rows
        }

    def counts_by_standing(
        self, process_id: str, *, most: int, besides: str | None = None
    ) -> Mapping[Standing, int]:
        """Return how many running instances of a process stand alike, of the newest `most`; one statement.

        Called ones do not count, nor those of the version `besides`.
        """
        rows = self._standing({"process": process_id, "besides": besides, "limit": most})
        return {_standing(row): row["instances"] for row in rows}

    def standings(
        self,
        process_id: str,
        *,
        limit: int,
        besides: str | None = None,
        after: str | None = None,
        ids: Collection[str] | None = None,
    ) -> Mapping[str, Standing]:
        """Return how running instances of a process stand, the newest first, as `counts_by_standing` counts.

        `after` is the id of the last one of the page before; with `ids` only those.
        """
        wanted = None if ids is None else list(ids)
        given = {"process": process_id, "besides": besides, "limit": limit, "after": after, "ids": wanted}
        rows = self._standing({**given, "named": True})
        by_id = {one: _standing(row) for row in rows for one in row["ids"]}
        return dict(sorted(by_id.items(), reverse=True))

    def _standing(self, given: Mapping[str, object]) -> Iterable[Mapping[Any, Any]]:
        self._work.transaction.flush()
        given = {"after": None, "ids": None, "named": False, **given}
        return self._work.connection.exec_driver_sql(_STANDINGS, given).mappings()


def _standing(row: Mapping[Any, Any]) -> Standing:
    places = (json.loads(one) for one in row["places"])
    return Standing(
        row["definition_id"],
        tuple(TokenPlace(element_id, (*arrived, *(late or ()))) for element_id, arrived, late in places),
    )
