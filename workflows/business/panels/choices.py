"""The experts whom an operator may name, as a form offers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from forms import FormSchema
from forms.schema import Choice
from workflows.approvals.cases.views import shown_names
from workflows.approvals.models import Case
from workflows.business.experts.expertise import FIELDS, word
from workflows.business.experts.models import Expert
from workflows.business.panels.conflicts import fit
from workflows.business.panels.convening import seats_of
from workflows.business.panels.models import Panel
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation

EXPERTS = "available_experts"
"""The key under which a form asks for them."""


class AvailableExperts:
    """Experts without conflict of interest who were not asked for the open panel yet."""

    names = frozenset({EXPERTS})

    def offered(
        self, work: Work, case_id: str, schema: FormSchema, *, locale: Locale
    ) -> dict[str, list[dict[str, str]]]:
        """Return them for the case, nothing if the form does not ask for experts."""
        if not _asking(schema):
            return {}
        return {EXPERTS: choices(work, work.session.get_one(Case, case_id), locale=locale)}

    def named(
        self, work: Work, data: Mapping[str, Any], schema: FormSchema
    ) -> dict[str, list[dict[str, str]]]:
        """Return the experts whom the data of a form names, so that it can be read with their names."""
        given = (data.get(one.key) for one in _asking(schema))
        people = {
            str(one) for value in given for one in (value if isinstance(value, list) else [value]) if one
        }
        names = shown_names(work, people)
        return {EXPERTS: [{"label": names[one], "value": one} for one in sorted(names)]} if people else {}


def _asking(schema: FormSchema) -> list[Choice]:
    return [one for one in schema.walk() if isinstance(one, Choice) and one.options_key == EXPERTS]


def choices(work: Work, case: Case, *, locale: Locale) -> list[dict[str, str]]:
    """Return {label, value} of the experts who may be named for a case, the best first."""
    panel = work.session.scalar(select(Panel).where(Panel.case_id == case.id, Panel.state == "open"))
    sat = {seat.expert_id for seat in seats_of(work, panel)} if panel is not None else set()
    people = fit(work, case, without=sat)
    rows = (
        select(Expert, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Expert.organisation_id)
        .where(Expert.user_id.in_(people))
    )
    labels = {expert.user_id: _label(expert, of, locale) for expert, of in work.session.execute(rows)}
    return [{"label": labels[one], "value": one} for one in people if one in labels]


def _label(expert: Expert, organisation: str | None, locale: Locale) -> str:
    comma = "、" if locale == "zh-CN" else ", "
    fields = comma.join(word(FIELDS, field, locale) for field in expert.fields[:3])
    return " · ".join(part for part in (expert.name, fields, organisation) if part)
