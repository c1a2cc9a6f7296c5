"""Side actions by which a case takes another way: return, signatures, opinions, decisions taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from flask import request
from flask_babel import gettext as _

from web.form_pages import remarks_in
from web.i18n import locale_tag
from web.inbox.task_actions import ContinuesOn, task_action
from web.request_values import revision
from workflows.approvals.actions import returning, signing, taking_back
from workflows.approvals.values import Decision, FieldRemark, TaskDetail
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def _earlier(work: Work, viewer: Viewer, detail: TaskDetail) -> Mapping[str, Any]:
    return {"steps": returning.earlier_steps(work, viewer, detail.item.task_id)}


@task_action("return_to", leaves=True, ask=_earlier)
def return_to(work: Work, viewer: Viewer, task_id: str) -> str:
    """Return the case to the step chosen."""
    remarks = tuple(FieldRemark(path, text) for path, text in remarks_in(request.form).items())
    decision = Decision(
        "return_to",
        request.form.get("reason", ""),
        remarks,
        None,
        revision("task_revision"),
    )
    returning.return_to(work, viewer, task_id, request.form.get("target", ""), decision)
    return str(_("Returned. Whoever has to act was told."))


def _asked(work: Work, viewer: Viewer, detail: TaskDetail) -> Mapping[str, Any]:
    return {"requests": signing.requests(work, viewer, detail.item.task_id)}


@task_action("add_signer", people="many", leaves=True, ask=_asked)
def add_signer(work: Work, viewer: Viewer, task_id: str) -> str:
    """Ask the people chosen to sign before the decision, or after it."""
    placed: Literal["before", "after"] = "after" if request.form.get("placed") == "after" else "before"
    chosen, reason = request.form.getlist("to"), request.form.get("reason", "")
    signing.ask(work, viewer, task_id, chosen, reason, word="sign", placed=placed)
    if placed == "after":
        return str(_("Noted. They are asked to sign once you have approved."))
    return str(_("Asked. The task comes back to you once they have signed."))


@task_action("delegate", people="one", leaves=True)
def delegate(work: Work, viewer: Viewer, task_id: str) -> str:
    """Ask the person chosen for an opinion; the task comes back."""
    chosen, reason = request.form.getlist("to"), request.form.get("reason", "")
    signing.ask(work, viewer, task_id, chosen, reason, word="opinion")
    return str(_("Asked. The task comes back to you with the answer."))


@task_action("remove_signer", ask=_asked)
def remove_signer(work: Work, viewer: Viewer, task_id: str) -> str:
    """Ask the person chosen no more."""
    signing.drop(work, viewer, task_id, request.form.get("request", ""), request.form.get("reason", ""))
    return str(_("Removed."))


@task_action("take_back", ask=lambda work, viewer, detail: {"stands": _stands(work, viewer, detail)})
def take_back(work: Work, viewer: Viewer, task_id: str) -> ContinuesOn:
    """Take the decision back; go on with the task that is open again in place of the decided one."""
    again = taking_back.take_back(work, viewer, task_id, request.form.get("reason", ""))
    return ContinuesOn(str(_("Taken back. The task is yours again; you find it in your inbox.")), again)


def _stands(work: Work, viewer: Viewer, detail: TaskDetail) -> str:
    """Return why the decision stands, nothing if it can be taken back."""
    refusal = taking_back.why_not(work, viewer, detail.item.task_id)
    return "" if refusal is None else refusal.message(locale_tag())
