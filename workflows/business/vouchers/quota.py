"""What an application for a quota is told and offered, and what stands in its way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select

from workflows.business.vouchers.models import VoucherGrant
from workflows.business.vouchers.queries import LISTED_FOR, find_programme, programme, programmes
from workflows.business.vouchers.size_class import facts_of, is_complete
from workflows.business.vouchers.values import ProgrammeKind, ProgrammeView
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.operations import locked

CONTEXT: Mapping[str, ProgrammeKind] = {"general_programmes": "general", "special_programmes": "special"}
"""Names of the lists that the form chooses from."""
PROCESS_VARIABLES = frozenset({"facts"})


def process_variables(work: Work, organisation_id: str) -> dict[str, Any]:
    """Return what the size class is found by, from the certified profile.

    Raises: InvalidState: not certified, or the profile says too little.
    """
    own = locked(work, organisation_id)
    if own.certification != "certified":
        raise InvalidState("vouchers.not_certified")
    facts = facts_of(own.profile)
    if not is_complete(facts):
        raise InvalidState("vouchers.profile_incomplete")
    return {"facts": facts}


def form_context(work: Work, _organisation_id: str, locale: Locale) -> dict[str, Any]:
    """Return the programmes that go on, by kind."""
    return {
        name: [_option(work, one, locale) for one in programmes(work, kind=kind)]
        for name, kind in CONTEXT.items()
    }


def listed(work: Work, locale: Locale) -> dict[str, Any]:
    """Return the programmes that applications can be narrowed by, those that ended lately too, by kind."""
    return {
        name: [_option(work, one, locale) for one in programmes(work, kind=kind, since=work.now - LISTED_FOR)]
        for name, kind in CONTEXT.items()
    }


def chosen(work: Work, data: Mapping[str, Any], locale: Locale) -> dict[str, Any]:
    """Return the programme that an application names, so that it is read by its name when it is over."""
    of = find_programme(work, programme_id(data))
    return {name: [_option(work, of, locale)] for name, kind in CONTEXT.items() if of and of.kind == kind}


def submitted(work: Work, organisation_id: str, _case_id: str, data: Mapping[str, Any]) -> None:
    """Refuse at once what cannot be granted. Raises: Invalid: at the field; NotFound."""
    field = f"{data.get('kind')}_programme"
    try:
        chosen = programme(work, programme_id(data))
    except NotFound as missing:
        raise Invalid("vouchers.invalid", [FieldProblem(field, missing.code, {})]) from missing
    reason = _obstacle(work, chosen, organisation_id)
    if reason:
        until = chosen.valid_until.astimezone(SHANGHAI)
        raise Invalid("vouchers.invalid", [FieldProblem(field, reason, {"until": f"{until:%Y-%m-%d}"})])


def programme_id(application: Mapping[str, Any]) -> str:
    """Return which programme an application asks for."""
    return str(application.get(f"{application.get('kind')}_programme") or "")


def _obstacle(work: Work, chosen: ProgrammeView, organisation_id: str) -> str:
    """Return the code of the refusal that the organisation would get, empty if nothing is in the way."""
    if work.now >= chosen.valid_until:
        return "vouchers.programme_over"
    had = exists().where(
        VoucherGrant.programme_id == chosen.id,
        VoucherGrant.organisation_id == organisation_id,
        VoucherGrant.source_kind == "quota",
    )
    return "vouchers.granted_already" if work.session.scalar(select(had)) else ""


def _option(work: Work, one: ProgrammeView, locale: Locale) -> dict[str, str]:
    over = one.valid_until <= work.now
    if locale == "zh-CN":
        label = f"{one.name} · 最多抵扣 {one.share_percent}%{'（已截止）' if over else ''}"
    else:
        label = f"{one.name} · pays up to {one.share_percent} %{' (over)' if over else ''}"
    return {"value": one.id, "label": label}
