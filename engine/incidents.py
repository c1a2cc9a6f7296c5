"""What needs a person: listed, retried, set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.errors import InvalidState, NotFound
from engine.values import Incident

if TYPE_CHECKING:
    from engine.core import Work

_GET = "SELECT * FROM engine_incident WHERE id = %s"
_LIST = """
SELECT * FROM engine_incident
WHERE (%(instance)s::text IS NULL OR instance_id = %(instance)s) AND (%(all)s OR resolved_at IS NULL)
ORDER BY created_at DESC, id DESC LIMIT %(limit)s
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
