"""Who is entitled to a voucher of a campaign, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence

from forms import Text
from workflows.business.campaigns.values import CampaignTerms
from workflows.business.vouchers.size_class import SIZE_CLASSES, size_class_of
from workflows.ground.errors import Forbidden
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of, regions
from workflows.people.organisations.values import OrganisationView
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer

MENU = "wallet"
"""Who was given it claims and applies for the enterprise."""


def entitled(work: Work, viewer: Viewer, campaign: CampaignTerms) -> OrganisationView | Forbidden:
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
    refused = [why_not(work, campaign, one) for one in given]
    for one, refusal in zip(given, refused, strict=True):
        if refusal is None:
            return one
    return refused[0] or Forbidden("campaigns.no_organisation")


def own_enterprises(work: Work, viewer: Viewer) -> list[OrganisationView]:
    """Return the enterprises whose vouchers the viewer was given."""
    own = organisations_of(work, viewer.user_id)
    return [one for one in own if one.kind == "enterprise" and may_work_in(viewer, one, MENU)]


def why_not(work: Work, campaign: CampaignTerms, own: OrganisationView) -> Forbidden | None:
    """Return why an enterprise is not one of those that a campaign is for, None if it is."""
    if not own.certified:
        return Forbidden("campaigns.not_certified")
    if campaign.regions and not (own.region_code or "").startswith(tuple(map(_stem, campaign.regions))):
        regions_named = region_names(work, campaign.regions)
        return Forbidden("campaigns.other_region", regions=regions_named.zh, regions_en=regions_named.en)
    return _other_size(work, campaign.size_classes, own) if campaign.size_classes else None


def _other_size(work: Work, wanted: Sequence[str], own: OrganisationView) -> Forbidden | None:
    size, names = size_class_of(work, own.profile), size_names(wanted)
    said = {"sizes": names.zh, "sizes_en": names.en}
    if size is None:
        return Forbidden("campaigns.size_unknown", **said)
    if size.value in wanted:
        return None
    return Forbidden("campaigns.other_size", own=size.reason("zh-CN"), own_en=size.reason("en"), **said)


def _stem(code: str) -> str:
    """Return the digits that the codes of a division and of all below it begin with."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def region_names(work: Work, codes: Sequence[str]) -> Text:
    """Return what divisions are called, in their own order; empty for none."""
    if not codes:
        return Text()
    named = [region for region in regions(work) if region.code in codes]
    return Text("、".join(one.name_zh for one in named), ", ".join(one.name_en for one in named))


def size_names(values: Sequence[str]) -> Text:
    """Return what size classes are called, the smallest first; empty for none."""
    named = [words for value, words in SIZE_CLASSES.items() if value in values]
    return Text("、".join(zh for zh, _ in named), ", ".join(en.lower() for _, en in named))
