"""What a decision hands in of the forms that are open at its step: checked, or refused at the fields."""

from __future__ import annotations

from typing import Any

from forms import BoundForm
from forms.nodes import FieldNode, fields_of
from workflows.approvals.cases.forms import form_json
from workflows.approvals.cases.step_forms import needs_form
from workflows.approvals.values import TaskDetail
from workflows.ground.work import Work

LEAVES_FORM_OPEN = frozenset({"return", "reject", "withdraw"})
"""Actions for which a form need not be complete; any other, an applicant's `submit` too, hands it on."""


class FormRefused(Exception):
    """A form that is handed in has to be complete, and is not; `form` says at which fields."""

    def __init__(self, form: BoundForm) -> None:
        """Keep the form, its refusals at its fields."""
        self.form = form
        super().__init__("; ".join(f"field {path}: {' '.join(said)}" for path, said in form.errors.items()))


def writable(form: BoundForm | None) -> bool:
    """Tell whether the step lets this person fill in a field."""
    if form is None:
        return False
    return any(isinstance(node, FieldNode) and not node.readonly for node in fields_of(form.nodes))


def handed_in(
    work: Work, detail: TaskDetail, action: str, form: BoundForm | None, step: BoundForm | None
) -> dict[str, Any] | None:
    """Return what a decision hands in: the step's own form, else the application if the step may change it.

    None: it hands in no form. Raises: FormRefused.
    """
    data = None
    if form is not None and writable(form):
        if action not in LEAVES_FORM_OPEN and not form.validate():
            raise FormRefused(form)
        data = form_json(form)
    if step is not None and needs_form(work, detail.definition_id, detail.item.element_id, action):
        if not step.validate():
            raise FormRefused(step)
        data = form_json(step)
    return data
