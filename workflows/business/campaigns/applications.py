"""Applying for a voucher of a campaign: what may be chosen, what is refused, and the way to the form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from workflows.approvals.cases.drafts import load_draft, save_draft
from workflows.approvals.cases.services import draft_subject, service
from workflows.business.campaigns import stock
from workflows.business.campaigns.models import Campaign, CampaignApplication
from workflows.business.campaigns.policy import entitled, why_not
from workflows.business.campaigns.queries import applications_of, campaign_terms, claim_of
from workflows.business.campaigns.values import CampaignTerms
from workflows.business.ledger.money import shown
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import FieldProblem, Forbidden, Invalid, NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.operations import locked
from workflows.people.organisations.queries import organisation_view
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer

PROCESS = "campaign_application"
CHOICE = "campaigns_with_applications"
"""Name of the list that the form chooses from."""
FIELD = "campaign"
MOST_OFFERED = 200


def form_context(work: Work, _organisation_id: str, locale: Locale) -> dict[str, Any]:
    """Return the campaigns that can be applied to now, the next to end first."""
    rows = (
        select(Campaign)
        .where(Campaign.mode == "apply", Campaign.starts_at <= work.now, Campaign.ends_at > work.now)
        .order_by(Campaign.ends_at, Campaign.id)
    )
    return {CHOICE: [_option(one, locale) for one in work.session.scalars(rows.limit(MOST_OFFERED))]}


def listed(work: Work, locale: Locale) -> dict[str, Any]:
    """Return the campaigns that applications can be narrowed by, the newest first."""
    rows = select(Campaign).where(Campaign.mode == "apply").order_by(Campaign.starts_at.desc(), Campaign.id)
    return {CHOICE: [_option(one, locale) for one in work.session.scalars(rows.limit(MOST_OFFERED))]}


def chosen(work: Work, data: Mapping[str, Any], locale: Locale) -> dict[str, Any]:
    """Return the campaign that an application names, so that it is read by its name when it is over."""
    row = work.session.get(Campaign, str(data.get(FIELD) or ""))
    return {CHOICE: [_option(row, locale)]} if row is not None else {}


def _option(row: Campaign, locale: Locale) -> dict[str, str]:
    each = (
        f"每张 {shown(row.face_value_fen)} 元"
        if locale == "zh-CN"
        else f"{shown(row.face_value_fen)} yuan each"
    )
    return {"value": row.id, "label": f"{row.name} · {each}"}


def submitted(work: Work, organisation_id: str, case_id: str, data: Mapping[str, Any]) -> None:
    """Note an application, or refuse at once what cannot be given. Raises: Invalid: at the field."""
    try:
        campaign = campaign_terms(work, str(data.get(FIELD) or ""))
    except NotFound as missing:
        raise _refused(missing.code) from missing
    own = organisation_view(locked(work, organisation_id))
    _check(work, campaign, own, case_id)
    one = CampaignApplication
    work.session.execute(delete(one).where(one.case_id == case_id, one.campaign_id != campaign.id))
    values = {
        "campaign_id": campaign.id,
        "organisation_id": own.id,
        "case_id": case_id,
        "applied_at": work.now,
    }
    keep = insert(one).values(**values)
    again = {"case_id": case_id, "applied_at": work.now}
    work.session.execute(
        keep.on_conflict_do_update(index_elements=["campaign_id", "organisation_id"], set_=again)
    )


def _check(work: Work, campaign: CampaignTerms, own: OrganisationView, case_id: str) -> None:
    """Refuse who is not entitled, what comes twice or out of time; corrections come until the close."""
    if campaign.mode != "apply":
        raise _refused("campaigns.by_grabbing")
    if (refusal := why_not(work, campaign, own)) is not None:
        raise _refused(refusal.code, **refusal.params)
    if claim_of(work, campaign.id, own.id) is not None:
        raise _refused("campaigns.claimed_already")
    mine = select(CampaignApplication.case_id).where(
        CampaignApplication.campaign_id == campaign.id, CampaignApplication.organisation_id == own.id
    )
    corrects = work.session.scalar(mine) == case_id
    _check_time(work, campaign, corrects=corrects)
    if corrects:
        return
    known = applications_of(work, own.id, [campaign.id]).get(campaign.id)
    if known is not None and known.open:
        raise _refused("campaigns.applied_already", number=known.case_number)
    if not stock.any_left(work, campaign.id):
        raise _refused("campaigns.sold_out")


def _check_time(work: Work, campaign: CampaignTerms, *, corrects: bool) -> None:
    if work.now < campaign.starts_at:
        raise _refused("campaigns.not_yet", at=_moment(campaign.starts_at))
    until = campaign.closes_at if corrects else campaign.ends_at
    if work.now >= until:
        raise _refused("campaigns.over", at=_moment(until))


def _refused(code: str, **params: Any) -> Invalid:
    return Invalid("campaigns.invalid", [FieldProblem(FIELD, code, params)])


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def choose(work: Work, viewer: Viewer, campaign_id: str) -> str | None:
    """Write a campaign into the viewer's draft of an application, beside what they have typed; return for
    which organisation it is, None if it is not entitled.

    Raises: NotFound: no such campaign, or no process for applications is deployed.
    """
    campaign = campaign_terms(work, campaign_id)
    own = entitled(work, viewer, campaign)
    if isinstance(own, Forbidden) or campaign.mode != "apply":
        return None
    one = service(work, viewer, PROCESS)
    place = next((place for place in one.places if place.organisation_id == own.id), None)
    if place is None:
        return None
    form_id, subject = one.rules.form_id or "", draft_subject(PROCESS, place)
    draft = load_draft(work, viewer.user_id, form_id, subject)
    typed = {**(draft.data if draft is not None else {}), FIELD: campaign.id}
    save_draft(work, viewer.user_id, form_id, typed, subject=subject)
    return own.id
