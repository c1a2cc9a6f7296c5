"""The names that other rooms may import from `engine`: adding one is a decision, losing one is a break."""

from __future__ import annotations

import engine

NAMES = """
Answer Ask BpmnError BrokenLink Conflict Correlation Definition DefinitionId DefinitionInvalid
Directory DueTimer EarlierStep Element Engine EngineError Failed Forbidden Handler HandlerFailed
HistoryEntry Incident IncidentCause IncidentId Instance InstanceId InvalidArgument InvalidState
Job JobContext JobId Later Listener MigrationPlan NotFound Outcome OutsideHandler Periodic
Problem Queue Rejected Replay ReplayStep Retirement STEPS Signers SimpleHandler Standing
StartedInstance Step Task TaskAnswers TaskAssigned TaskChanged TaskId TaskPage TaskQuery TokenId
Work Worker utc_now
"""


def test_the_public_names_are_these():
    assert sorted(engine.__all__) == sorted(NAMES.split())
    assert all(getattr(engine, name) is not None for name in engine.__all__)
