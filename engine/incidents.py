"""What needs a person: listed, retried, set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from uuid_utils import uuid7

from engine.errors import InvalidState, NotFound
from engine.events import IncidentRaised, IncidentResolved
from engine.stepping import tell
from engine.values import Incident

if TYPE_CHECKING:
    from engine.core import Work

_GET = "SELECT * FROM engine_incident WHERE id = %s"
_LIST = """
SELECT * FROM engine_incident
WHERE (%(instance)s::text IS NULL OR instance_id = %(instance)s) AND (%(all)s OR resolved_at IS NULL)
ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""
_RESOLVE = """
UPDATE engine_incident SET resolved_at = %s, resolved_by = %s, resolution = 'mended' WHERE id = %s
"""
_COUNT = "SELECT count(*) FROM engine_incident WHERE resolved_at IS NULL"


class Incidents:
    """Commands and queries on incidents."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, incident_id: str) -> Incident:
        """Return an incident. Raises NotFound."""
        self._work.transaction.flush()
        row = self._work.connection.exec_driver_sql(_GET, (incident_id,)).mappings().first()
        if row is None:
            raise NotFound(f"Expected incident {incident_id}, but there is none.")
        return _incident(row)

    def list(
        self, *, instance_id: str | None = None, resolved_too: bool = False, limit: int = 200
    ) -> tuple[Incident, ...]:
        """Return incidents, newest first; without `resolved_too` the open ones."""
        self._work.transaction.flush()
        given = {"instance": instance_id, "all": resolved_too, "limit": limit}
        return tuple(_incident(row) for row in self._work.connection.exec_driver_sql(_LIST, given).mappings())

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
        case = work.cases.lock(instance_id)
        if any(one.token_id == token_id and one.code == code for one in self.list(instance_id=instance_id)):
            return
        event = IncidentRaised(token_id, element_id, code, message)
        work.pending.add_incident(
            {
                "id": str(uuid7()),
                "instance_id": case.id,
                "root_id": case.row["root_id"],
                "token_id": token_id,
                "element_id": element_id,
                "code": code,
                "message": message,
                "created_at": work.now,
            }
        )
        data = {"token_id": token_id, "code": code, "message": message}
        tell(work, case, "report_incident", data, (event,), {})

    def resolve(self, instance_id: str, token_id: str, code: str) -> bool:
        """End an incident that was reported, its cause being mended; tell whether there was one.

        Raises: NotFound.
        """
        work = self._work
        case = work.cases.lock(instance_id)
        found = [
            one
            for one in self.list(instance_id=instance_id)
            if one.token_id == token_id and one.code == code and one.job_id is None
        ]
        for one in found:
            work.connection.exec_driver_sql(_RESOLVE, (work.now, work.actor, one.id))
            event = IncidentResolved(token_id, one.element_id or "")
            data = {"token_id": token_id, "code": code}
            tell(work, case, "resolve_incident", data, (event,), {})
        return bool(found)

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
