"""What the engine notes about a case, in words for whoever mends it: what happened, and what waits."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

HAPPENED: dict[str, Any] = {
    "start": _l("Case begun"),
    "element_entered": _l("Reached"),
    "element_left": _l("Left"),
    "element_cancelled": _l("Ended before it was done"),
    "flow_refused": _l("A way whose condition was not met"),
    "task_opened": _l("Task opened"),
    "task_answered": _l("One of several has answered"),
    "task_rebound": _l("Task given to others"),
    "task_closed": _l("Task closed"),
    "task_assigned": _l("Task has another assignee"),
    "task_changed": _l("Task changed"),
    "claim_task": _l("Task claimed"),
    "release_task": _l("Task put back"),
    "assign_task": _l("Task assigned"),
    "change_task": _l("Task changed"),
    "complete_task": _l("Task completed"),
    "job_requested": _l("Background job ordered"),
    "job_withdrawn": _l("Background job withdrawn"),
    "complete_job": _l("Background job done"),
    "job_failed": _l("Background job failed"),
    "timer_set": _l("Timer set"),
    "timer_withdrawn": _l("Timer withdrawn"),
    "fire_timer": _l("Timer due"),
    "message_awaited": _l("Waits for a message"),
    "signal_awaited": _l("Waits for a signal"),
    "subscription_withdrawn": _l("No longer waits for a message"),
    "correlate_message": _l("Message received"),
    "receive_signal": _l("Signal received"),
    "message_thrown": _l("Message sent"),
    "signal_thrown": _l("Signal sent"),
    "call_requested": _l("Another process called"),
    "complete_call": _l("The called process has ended"),
    "call_withdrawn": _l("Call of another process withdrawn"),
    "decision_evaluated": _l("Decision table answered"),
    "variables_set": _l("Data of the case changed"),
    "set_variables": _l("Variables corrected"),
    "throw_error": _l("A step reported an error"),
    "throw_escalation": _l("A step reported an escalation"),
    "error_escaped": _l("Error passed on"),
    "escalation_escaped": _l("Escalation passed on"),
    "report_incident": _l("Incident reported"),
    "incident_raised": _l("Stopped with an incident"),
    "incident_resolved": _l("Incident resolved"),
    "resolve_incident": _l("Incident resolved"),
    "retry": _l("Tried again"),
    "move_token": _l("Sent on to another step"),
    "suspend": _l("Case suspended"),
    "resume": _l("Case goes on"),
    "cancel": _l("Case cancelled"),
    "return_task": _l("Task returned"),
    "close_for_return": _l("Task closed for a return"),
    "go_back": _l("Case sent back"),
    "ask_again": _l("Decision asked for again"),
    "take_back": _l("Decision taken back"),
    "add_signers": _l("Reviewers added"),
    "drop_signer": _l("Reviewer removed"),
    "refuse_signature": _l("Signature refused"),
    "migrate": _l("Moved to another version"),
    "instance_ended": _l("Case ended"),
}
PASSED_BY = frozenset({"flow_taken", "join_passed"})
"""What is only how one gets from one element to the next: both ends are told already."""

JOB_STATES: dict[str, Any] = {
    "ready": _l("Due at this time"),
    "suspended": _l("Suspended with the case"),
    "failed": _l("Stopped with an incident"),
}
JOB_KINDS: dict[str, Any] = {
    "service": _l("Background job"),
    "timer": _l("Timer"),
    "message": _l("Message"),
    "signal": _l("Signal"),
    "delivery": _l("Delivery"),
    "start": _l("Start"),
    "background": _l("Work of the platform"),
}
