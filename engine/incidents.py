"""What needs a person: listed, retried, set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from uuid_utils import uuid7

from engine.errors import InvalidState, NotFound
from engine.events import IncidentRaised, IncidentResolved
from engine.stepping import tell
from engine.unit_of_work import UnitOfWork
from engine.values import Incident, IncidentCause

_GET = "SELECT * FROM engine_incident WHERE id = %s"
_LIST = """
SELECT n.* FROM engine_incident n LEFT JOIN engine_instance i ON i.id = n.instance_id
WHERE (%(instance)s::text IS NULL OR n.instance_id = %(instance)s) AND (%(all)s OR n.resolved_at IS NULL)
  AND (%(process)s::text IS NULL OR i.process_id = %(process)s)
  AND (%(element)s::text IS NULL OR n.element_id = %(element)s)
  AND (%(code)s::text IS NULL OR n.code = %(code)s)
  AND (n.instance_id IS NULL OR NOT %(no_instance)s)
  AND (%(after)s::text IS NULL OR n.id < %(after)s)
ORDER BY n.id DESC LIMIT %(limit)s
"""
_OF_CASE = """
SELECT * FROM engine_incident WHERE root_id = %s AND resolved_at IS NULL
  AND instance_id IN (SELECT id FROM engine_instance WHERE root_id = %s)
ORDER BY created_at, id
"""
_CAUSES = """
SELECT coalesce(i.process_id, '') AS process_id, coalesce(n.element_id, '') AS element_id, n.code,
       count(*) AS count, min(n.created_at) AS oldest_at, max(n.created_at) AS newest_at,
       (array_agg(n.message ORDER BY n.id DESC))[1] AS message,
       (array_agg(n.message_zh ORDER BY n.id DESC))[1] AS message_zh
FROM engine_incident n LEFT JOIN engine_instance i ON i.id = n.instance_id
WHERE n.resolved_at IS NULL
GROUP BY 1, 2, 3 ORDER BY count DESC, newest_at DESC LIMIT %s
"""
_RESOLVE = """
UPDATE engine_incident SET resolved_at = %s, resolved_by = %s, resolution = 'mended' WHERE id = %s
"""
_COUNT = "SELECT count(*) FROM engine_incident WHERE resolved_at IS NULL"


class Incidents:
    """Commands and queries on incidents."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def get(self, incident_id: str) -> Incident:
        """Return an incident. Raises NotFound."""
        self._work.transaction.flush()
        row = self._work.connection.exec_driver_sql(_GET, (incident_id,)).mappings().first()
        if row is None:
            raise NotFound(f"Expected incident {incident_id}, but there is none.")
        return _incident(row)

    def list(
        self,
        *,
        instance_id: str | None = None,
        process_id: str | None = None,
        element_id: str | None = None,
        code: str | None = None,
        resolved_too: bool = False,
        of_no_instance: bool = False,
        after: str | None = None,
        limit: int = 200,
    ) -> tuple[Incident, ...]:
        """Return incidents, newest first; without `resolved_too` the open ones.

        `of_no_instance`: only those of jobs that belong to no instance.
        `after` is the id of the last one that the page before showed.
        """
        self._work.transaction.flush()
        given = {
            "instance": instance_id,
            "process": process_id,
            "element": element_id,
            "code": code,
            "all": resolved_too,
            "no_instance": of_no_instance,
            "after": after,
            "limit": limit,
        }
        return tuple(_incident(row) for row in self._work.connection.exec_driver_sql(_LIST, given).mappings())

    def of_case(self, root_id: str) -> tuple[Incident, ...]:
        """Return the open incidents of a case, called instances included, oldest first."""
        self._work.transaction.flush()
        rows = self._work.connection.exec_driver_sql(_OF_CASE, (root_id, root_id)).mappings()
        return tuple(_incident(row) for row in rows)

    def causes(self, *, limit: int = 100) -> tuple[IncidentCause, ...]:
        """Return the open incidents that are alike, the most frequent first, with their newest message."""
        self._work.transaction.flush()
        rows = self._work.connection.exec_driver_sql(_CAUSES, (limit,)).mappings()
        return tuple(IncidentCause(**row) for row in rows)

    def count(self) -> int:
        """Return how many are open."""
        self._work.transaction.flush()
        return int(self._work.connection.exec_driver_sql(_COUNT).scalar_one())

    def report(  # what an incident is
        self, instance_id: str, token_id: str, element_id: str, code: str, message: str
    ) -> None:
        """Note that somebody must look after a token that waits, such as a task that nobody may take.

        The token stays as it is. While such an incident is open, reporting it again changes nothing. It ends
        with `resolve`, or with its instance. Raises: NotFound.
        """
        work = self._work
        locked = work.instances.lock(instance_id)
        if any(one.token_id == token_id and one.code == code for one in self.list(instance_id=instance_id)):
            return
        event = IncidentRaised(token_id, element_id, code, message)
        work.pending.add_incident(
            {
                "id": str(uuid7()),
                "instance_id": locked.id,
                "root_id": locked.row["root_id"],
                "token_id": token_id,
                "element_id": element_id,
                "code": code,
                "message": message,
                "created_at": work.now,
            }
        )
        data = {"token_id": token_id, "code": code, "message": message}
        tell(work, locked, "report_incident", data, (event,), {})

    def resolve(self, instance_id: str, token_id: str, code: str) -> bool:
        """End an incident that was reported, its cause being mended; tell whether there was one.

        Raises: NotFound.
        """
        work = self._work
        locked = work.instances.lock(instance_id)
        incidents = [
            one
            for one in self.list(instance_id=instance_id)
            if one.token_id == token_id and one.code == code and one.job_id is None
        ]
        for one in incidents:
            work.connection.exec_driver_sql(_RESOLVE, (work.now, work.actor, one.id))
            event = IncidentResolved(token_id, one.element_id or "")
            data = {"token_id": token_id, "code": code}
            tell(work, locked, "resolve_incident", data, (event,), {})
        return bool(incidents)

    def retry(self, incident_id: str, *, retries: int = 1) -> None:
        """Try again what failed. Raises: NotFound; InvalidState: it is resolved."""
        incident = self.get(incident_id)
        if incident.resolved_at is not None:
            raise InvalidState("Expected an open incident, but it is resolved.", incident_id=incident_id)
        if incident.job_id is not None:
            self._work.jobs.retry(incident.job_id, retries=retries)
        else:
            assert incident.instance_id is not None
            assert incident.token_id is not None
            self._work.runtime.retry(incident.instance_id, incident.token_id)


def _incident(row: Mapping[Any, Any]) -> Incident:
    return Incident(**{name: row[name] for name in Incident.__slots__})
