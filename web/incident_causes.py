"""What each kind of incident means, in words; the sentence of the engine stands beneath, as it was stored."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

CAUSES: dict[str, Any] = {
    "expression_failed": _l("An expression of the diagram gives no value with the data of the case."),
    "condition_not_boolean": _l("The condition of a flow gives neither true nor false."),
    "not_boolean": _l("A condition of a step gives neither true nor false."),
    "no_flow": _l("No flow out of a gateway fits the data of the case, and none is the default."),
    "not_text": _l("A text was expected, but an expression gives something else."),
    "not_text_list": _l("A list of texts was expected, but an expression gives something else."),
    "not_a_number": _l("A whole number was expected, but an expression gives something else."),
    "not_a_list": _l("A step that repeats was not given a list."),
    "results_overwritten": _l("A step that repeats has lost the list that collects its results."),
    "not_a_time": _l("A date and time was expected, but an expression gives something else."),
    "not_a_duration": _l("A timer was not given a duration."),
    "not_a_cycle": _l("A timer was not given a cycle."),
    "not_storable": _l("A value came out that cannot be stored."),
    "call_failed": _l("A step calls a process that is not there, or cannot be started in this way."),
    "decision_unknown": _l("A decision table is not part of this version of the process."),
    "decision_failed": _l("A decision table gives no answer for the data of the case."),
    "error_uncaught": _l("A step reported an error for which the diagram has no way on."),
    "join_starved": _l("A gateway waits for branches that can no longer reach it."),
    "ad_hoc_idle": _l("An ad-hoc part was entered, and nothing in it was chosen to begin."),
    "ad_hoc_unknown": _l("An ad-hoc part was told to begin something that is not in it."),
    "cycle_over": _l("A timer that repeats has no time left."),
    "too_many_steps": _l("The case never comes to rest: the diagram may have a loop without a wait."),
    "too_many_rounds": _l("A step was repeated as often as is allowed, and its condition still holds."),
    "job_failed": _l("Work in the background failed as often as it may be tried."),
    "nobody_eligible": _l("There is nobody who may do the task."),
}


def cause(code: str) -> str:
    """Return what a kind of incident means, in the request's language."""
    return str(CAUSES[code]) if code in CAUSES else _("Technical problem: %(code)s", code=code)
