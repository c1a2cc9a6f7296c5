"""Who is entitled to a voucher of a campaign, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.business.campaigns.models import Campaign
from workflows.ground.errors import Forbidden
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of, regions
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer

MENU = "wallet"
"""Who was given it claims for the enterprise."""


def entitled(work: Work, viewer: Viewer, campaign: Campaign) -> OrganisationView | Forbidden:
    """Return the enterprise for which the viewer may claim, or why they may not."""
    own = organisations_of(work, viewer.user_id)
    if not own:
        return Forbidden("campaigns.no_organisation")
    enterprises = [one for one in own if one.kind == "enterprise"]
    if not enterprises:
        return Forbidden("campaigns.enterprises_only")
    certified = [one for one in enterprises if one.certified]
    if not certified:
        return Forbidden("campaigns.not_certified")
    given = [one for one in certified if may_work_in(viewer, one, MENU)]
    if not given:
        return Forbidden("campaigns.not_given")
    for one in given:
        if not campaign.regions or (one.region_code or "").startswith(tuple(map(_stem, campaign.regions))):
            return one
    return Forbidden("campaigns.other_region", regions=region_names(work, campaign.regions))


def _stem(code: str) -> str:
    """Return the digits that the codes of a division and of all below it begin with."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def region_names(work: Work, codes: Sequence[str], locale: Locale = "zh-CN") -> str:
    """Return what divisions are called, in their own order; "" for none."""
    if not codes:
        return ""
    return "、".join(region.name(locale) for region in regions(work) if region.code in codes)
