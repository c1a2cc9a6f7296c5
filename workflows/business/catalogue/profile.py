"""Whether an enterprise's profile is complete: what its registration form needs today is there."""

from __future__ import annotations

from forms import build_form
from forms.nodes import fields_of
from workflows.approvals.cases.forms import evaluator, form_context, latest_form
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView

PROCESS, FORM = "enterprise_registration", "enterprise"
_MISSING = frozenset({"required", "required_choice", "required_file", "required_check", "too_few_rows"})


def missing_in_profile(work: Work, organisation: OrganisationView, locale: Locale = "zh-CN") -> list[str]:
    """Return the labels of what the profile lacks, in the order of the form; empty when it is complete.

    The form itself is asked, so that a field that an analyst makes required is missing from then on.
    """
    latest = latest_form(work, PROCESS, FORM)
    form = build_form(
        latest.schema,
        evaluate=evaluator(work),
        values=organisation.profile,
        context=form_context(work, latest.definition_id, locale),
        locale=locale,
        now=work.now,
    )
    form.validate()
    missing = {
        path
        for path, refusals in form.errors.items()
        if any(getattr(one, "code", "") in _MISSING for one in refusals)
    }
    return [node.label for node in fields_of(form.nodes) if node.path in missing]
