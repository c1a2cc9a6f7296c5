"""The names that other rooms may import from `engine`: adding one is a decision, losing one is a break."""

from __future__ import annotations

import engine

NAMES = """
BpmnError BrokenLink Conflict Correlation Definition DefinitionId DefinitionInvalid Directory Element Engine
EngineError Forbidden Handler HandlerFailed HistoryEntry Incident IncidentId Instance InstanceId
InvalidArgument
InvalidState Job JobContext JobId Listener MigrationPlan NotFound Page Problem Rejected Replay ReplayStep
Step Task TaskAssigned
TaskId TaskQuery TokenId Work Worker utc_now
"""


def test_the_public_names_are_these():
    assert sorted(engine.__all__) == sorted(NAMES.split())
    assert all(getattr(engine, name) is not None for name in engine.__all__)
