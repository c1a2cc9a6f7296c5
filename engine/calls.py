"""Which process a call activity starts, and why it cannot where it cannot."""

from __future__ import annotations

from engine.events import CallRequested
from engine.instances import LockedInstance
from engine.unit_of_work import UnitOfWork
from engine.values import Definition


def called_definition(work: UnitOfWork, caller: LockedInstance, event: CallRequested) -> Definition:
    """Return what a call starts. Raises NotFound: there is none; InvalidState: it begins by events only."""
    repository = work.repository
    if event.binding == "deployment":
        definition = repository.get(caller.row["definition_id"])
    elif event.binding == "versionTag" and event.version_tag:
        definition = repository.tagged(event.process_id, event.version_tag)
    else:
        definition = repository.latest(event.process_id)
    work.package(definition.id).program.check_begins(event.process_id)
    return definition
