"""The execution core: BPMN semantics on SpiffWorkflow's kernel, without a database, a clock or eval."""

from engine.spiff.execution import Execution, Outcome
from engine.spiff.expressions import Decide, DecisionAnswer, Environment, Value
from engine.spiff.faults import INCIDENTS, Fault, RunsForever
from engine.spiff.migration import MigrationProblem, suggest
from engine.spiff.model import ElementInfo, EventInfo, FlowInfo, ProcessInfo
from engine.spiff.program import Program
from engine.spiff.timers import Schedule, schedule
from engine.spiff.variables import ROOT

__all__ = [
    "INCIDENTS",
    "ROOT",
    "Decide",
    "DecisionAnswer",
    "ElementInfo",
    "Environment",
    "EventInfo",
    "Execution",
    "Fault",
    "FlowInfo",
    "MigrationProblem",
    "Outcome",
    "ProcessInfo",
    "Program",
    "RunsForever",
    "Schedule",
    "Value",
    "schedule",
    "suggest",
]
