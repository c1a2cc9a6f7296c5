"""Namespaces and names of the files that the core reads, and which constructs it executes."""

from __future__ import annotations

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
TONGBAN = "{https://tongban.dev/schema/bpmn/1.0}"
PREFIXES = {ZEEBE: "zeebe", TONGBAN: "tongban"}
"""Under which prefixes messages name the extension elements that are read."""

TASKS = frozenset(
    {
        "task",
        "manualTask",
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
    }
)
SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SCOPES | {"callActivity"}
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROWING = frozenset({"intermediateThrowEvent", "endEvent"})
FLOW_NODES = ACTIVITIES | GATEWAYS | CATCHING | THROWING

REFUSED_NODES = frozenset(
    {
        "assignment",
        "callChoreography",
        "choreographyTask",
        "correlationProperty",
        "correlationSubscription",
        "humanPerformer",
        "performer",
        "potentialOwner",
        "resourceRole",
        "script",
        "subChoreography",
        "transformation",
    }
)
"""Elements inside a process, or beside it, that change what would happen and that the core does not execute.

`script` is raw code in some language; scripts are FEEL in `zeebe:script`. `assignment` and `transformation`
move data along associations; io mappings do that here.
"""

FOREIGN = (
    "{http://camunda.org/schema/1.0/bpmn}",
    "{http://activiti.org/bpmn}",
    "{http://flowable.org/bpmn}",
    "{http://spiffworkflow.org/bpmn/schema/1.0/core}",
)
"""Vocabularies of other engines: what they bind would silently be missing."""

REFUSED_EXTENSIONS = frozenset(
    {"executionListeners", "taskListeners", "linkedResources", "conditionalFilter"}
)

ACTIVATION_COUNT = "activationCount"
"""What the condition of a complex gateway calls the number of tokens that have come in a round."""

EVENT_KINDS = {
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "timerEventDefinition": "timer",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "conditionalEventDefinition": "conditional",
    "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
    "cancelEventDefinition": "cancel",
    "compensateEventDefinition": "compensate",
}

ALLOWED_EVENTS = {
    "startEvent": frozenset({"message", "timer", "signal", "conditional"}),
    "eventSubprocessStart": frozenset(
        {"message", "timer", "signal", "conditional", "error", "escalation", "compensate"}
    ),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal", "conditional", "link"}),
    "boundaryEvent": frozenset(
        {"message", "timer", "signal", "conditional", "error", "escalation", "cancel", "compensate"}
    ),
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation", "compensate", "link"}),
    "endEvent": frozenset({"message", "signal", "error", "escalation", "terminate", "cancel", "compensate"}),
}

THROWN_BY_RUNS = frozenset({"message", "signal", "escalation"})
"""Kinds of events that the runs of a multi-instance may throw: those that leave the thrower alone."""
