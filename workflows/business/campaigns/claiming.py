"""One claim 抢券: one transaction that takes a voucher of the stock, notes whose it is, and grants it.

What is grabbed and what a reviewer awards goes the same way: never more than the stock, however many at once.

Nobody waits for a row that others hold: a claim takes the first voucher that is free (`SKIP LOCKED`). None
free can mean that others hold the last ones and may yet fail, so it looks again, for a bounded time, before
it says 已抢完. Two clicks of one enterprise meet at the key of its claim: the second waits for the first, and
is told what the first has got.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime

from workflows.business.campaigns import stock
from workflows.business.campaigns.policy import entitled, why_not
from workflows.business.campaigns.queries import applications_of, campaign_terms, claim_of
from workflows.business.campaigns.values import CampaignTerms, ClaimAnswer, ClaimView, Outcome
from workflows.business.ledger.money import to_yuan
from workflows.business.ledger.values import Cause
from workflows.business.vouchers.operations import grant_set_aside
from workflows.business.vouchers.values import GrantOrder, GrantSource
from workflows.ground.errors import Forbidden, InvalidState
from workflows.ground.work import Work
from workflows.people.organisations.operations import locked
from workflows.people.organisations.queries import organisation_view
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer

LOOKS = 15
SECONDS_BETWEEN = 0.02


def claim(work: Work, viewer: Viewer, campaign_id: str) -> ClaimAnswer:
    """Claim a voucher for the viewer's enterprise; every answer but `claimed` has written nothing.

    Raises: NotFound: no such campaign; InvalidState: its vouchers are applied for.
    """
    campaign = campaign_terms(work, campaign_id)
    if campaign.mode != "grab":
        raise InvalidState("campaigns.by_application")
    own = entitled(work, viewer, campaign)
    # Who has claimed before meets the key of their claim: it need not be looked for first.
    if isinstance(own, Forbidden) or _out_of_time(campaign, work.now) is not None:
        answer = _without_trying(work, campaign, own)
        assert answer is not None
        return answer
    return _looked_for(work, campaign, own, Cause("case", campaign.case_number))


def award(work: Work, campaign_id: str, organisation_id: str, *, case_number: str) -> ClaimAnswer:
    """Give an organisation the voucher that its application was approved for; again: the same voucher.

    Every answer but `claimed` has written nothing: `ended` from `closes_at` on. Raises: NotFound.
    """
    campaign = campaign_terms(work, campaign_id)
    own = organisation_view(locked(work, organisation_id))
    if (known := claim_of(work, campaign.id, own.id)) is not None:
        return ClaimAnswer("claimed", claim=known, repeated=True)
    if work.now >= campaign.closes_at:
        return ClaimAnswer("ended")
    if (refusal := why_not(work, campaign, own)) is not None:
        return ClaimAnswer("not_entitled", refusal=refusal)
    return _looked_for(work, campaign, own, Cause("case", case_number))


def answer_now(work: Work, viewer: Viewer, campaign_id: str) -> ClaimAnswer | None:
    """Return what a claim would be answered without trying, None if it must be tried. Raises: NotFound.

    Of a campaign with applications: how the viewer's enterprise stands, None if it may apply and never has.
    """
    campaign = campaign_terms(work, campaign_id)
    own = entitled(work, viewer, campaign)
    if campaign.mode == "apply" and isinstance(own, OrganisationView):
        return _standing(work, campaign, own)
    return _without_trying(work, campaign, own)


def _standing(work: Work, campaign: CampaignTerms, own: OrganisationView) -> ClaimAnswer | None:
    applied = applications_of(work, own.id, [campaign.id]).get(campaign.id)
    if applied is not None and applied.open:
        return ClaimAnswer("applied", application=applied)
    answer = _without_trying(work, campaign, own)
    if answer is None and not stock.any_left(work, campaign.id):
        answer = ClaimAnswer("sold_out")
    if applied is None or (answer is not None and answer.outcome == "claimed"):
        return answer
    return replace(answer or ClaimAnswer("open"), application=applied)


def _looked_for(work: Work, campaign: CampaignTerms, own: OrganisationView, cause: Cause) -> ClaimAnswer:
    for look in range(LOOKS):
        if look:
            time.sleep(SECONDS_BETWEEN)
        taken = stock.take(work, campaign.id, own.id)
        if isinstance(taken, stock.Taken):
            return _granted(work, campaign, own, cause, taken)
        if taken != "held":
            return _lost(work, campaign, own.id, "sold_out" if taken == "none_left" else "busy")
    return _lost(work, campaign, own.id, "busy")


def _without_trying(
    work: Work, campaign: CampaignTerms, own: OrganisationView | Forbidden
) -> ClaimAnswer | None:
    if isinstance(own, Forbidden):
        return ClaimAnswer("not_entitled", refusal=own)
    if (known := claim_of(work, campaign.id, own.id)) is not None:
        return ClaimAnswer("claimed", claim=known, repeated=True)
    refused = _out_of_time(campaign, work.now)
    return ClaimAnswer(refused) if refused is not None else None


def _out_of_time(campaign: CampaignTerms, now: datetime) -> Outcome | None:
    if now < campaign.starts_at:
        return "upcoming"
    return "ended" if now >= campaign.ends_at else None


def _granted(
    work: Work, campaign: CampaignTerms, own: OrganisationView, cause: Cause, taken: stock.Taken
) -> ClaimAnswer:
    order = GrantOrder(
        campaign.programme_id, own.id, GrantSource("campaign", campaign.id),
        cause, to_yuan(campaign.face_value_fen), valid_until=campaign.valid_until,
    )  # fmt: skip
    voucher_id = grant_set_aside(work, order, own, taken.account_id)
    return ClaimAnswer("claimed", claim=ClaimView(taken.number, work.now, voucher_id))


def _lost(work: Work, campaign: CampaignTerms, organisation_id: str, outcome: Outcome) -> ClaimAnswer:
    """Return what another click of the same enterprise has got meanwhile, else `outcome`."""
    known = claim_of(work, campaign.id, organisation_id)
    return ClaimAnswer("claimed", claim=known, repeated=True) if known is not None else ClaimAnswer(outcome)
