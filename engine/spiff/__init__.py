"""The execution core: BPMN semantics on SpiffWorkflow's kernel, without a database, a clock or eval."""

from engine.spiff.elements.signing import Signers
from engine.spiff.execution import Execution, StepOutcome
from engine.spiff.expressions import Answer, Decide, DecisionAnswer, Environment, Value, no_answer
from engine.spiff.faults import INCIDENTS, Fault, RunsForever
from engine.spiff.migration import MigrationProblem, TokenPlace, problems_at, suggest
from engine.spiff.model import ElementInfo, EventInfo, FlowInfo, ProcessInfo
from engine.spiff.positions import element_of, fork_of, is_aside, is_frame, steps_of
from engine.spiff.program import Program
from engine.spiff.returning import Came, EndedLoop, left_in, what_came_of
from engine.spiff.timers import Schedule, schedule
from engine.spiff.variables import ROOT

__all__ = [
    "INCIDENTS",
    "ROOT",
    "Answer",
    "Came",
    "Decide",
    "DecisionAnswer",
    "ElementInfo",
    "EndedLoop",
    "Environment",
    "EventInfo",
    "Execution",
    "Fault",
    "FlowInfo",
    "MigrationProblem",
    "ProcessInfo",
    "Program",
    "RunsForever",
    "Schedule",
    "Signers",
    "StepOutcome",
    "TokenPlace",
    "Value",
    "element_of",
    "fork_of",
    "is_aside",
    "is_frame",
    "left_in",
    "no_answer",
    "problems_at",
    "schedule",
    "steps_of",
    "suggest",
    "what_came_of",
]
