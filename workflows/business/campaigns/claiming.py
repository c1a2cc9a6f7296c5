"""One claim 抢券: one transaction that takes a voucher of the stock, notes whose it is, and grants it.

Nobody waits for a row that others hold: a claim takes the first voucher that is free (`SKIP LOCKED`). None
free can mean that others hold the last ones and may yet fail, so it looks again, for a bounded time, before
it says 已抢完. Two clicks of one enterprise meet at the key of its claim: the second waits for the first, and
is told what the first has got.
"""

from __future__ import annotations

import time
from datetime import datetime

from workflows.business.campaigns import stock
from workflows.business.campaigns.models import Campaign
from workflows.business.campaigns.policy import entitled
from workflows.business.campaigns.queries import campaign_row, claim_of
from workflows.business.campaigns.values import ClaimAnswer, ClaimView, Outcome
from workflows.business.ledger.money import to_yuan
from workflows.business.ledger.values import Cause
from workflows.business.vouchers.operations import grant
from workflows.business.vouchers.values import GrantOrder, GrantSource
from workflows.ground.errors import Forbidden
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer

LOOKS = 15
SECONDS_BETWEEN = 0.02


def claim(work: Work, viewer: Viewer, campaign_id: str) -> ClaimAnswer:
    """Claim a voucher for the viewer's enterprise; every answer but `claimed` has written nothing.

    Raises: NotFound: no such campaign.
    """
    campaign = campaign_row(work, campaign_id)
    own = entitled(work, viewer, campaign)
    if (answer := _without_trying(work, campaign, own)) is not None:
        return answer
    assert isinstance(own, OrganisationView)
    for look in range(LOOKS):
        if look:
            time.sleep(SECONDS_BETWEEN)
        if not stock.any_left(work, campaign.id):
            return _lost(work, campaign, own.id, "sold_out")
        if (taken := _taken(work, campaign, own.id)) is not None:
            return taken
    return _lost(work, campaign, own.id, "busy")


def answer_now(work: Work, viewer: Viewer, campaign_id: str) -> ClaimAnswer | None:
    """Return what a claim would be answered without trying, None if it must be tried. Raises: NotFound."""
    campaign = campaign_row(work, campaign_id)
    return _without_trying(work, campaign, entitled(work, viewer, campaign))


def _without_trying(work: Work, campaign: Campaign, own: OrganisationView | Forbidden) -> ClaimAnswer | None:
    if isinstance(own, Forbidden):
        return ClaimAnswer("not_entitled", refusal=own)
    if (known := claim_of(work, campaign.id, own.id)) is not None:
        return ClaimAnswer("claimed", claim=known, repeated=True)
    refused = _out_of_time(campaign, work.now)
    return ClaimAnswer(refused) if refused is not None else None


def _out_of_time(campaign: Campaign, now: datetime) -> Outcome | None:
    if now < campaign.starts_at:
        return "upcoming"
    return "ended" if now >= campaign.ends_at else None


def _taken(work: Work, campaign: Campaign, organisation_id: str) -> ClaimAnswer | None:
    """Return the claim, made now or by another click meanwhile; None: others hold all that is left."""
    taken = stock.take(work, campaign.id, organisation_id)
    if taken is None:
        return None
    if taken == "claimed_before":
        return _lost(work, campaign, organisation_id, "busy")
    order = GrantOrder(
        campaign.programme_id, organisation_id, GrantSource("campaign", campaign.id),
        Cause("case", campaign.case_number), to_yuan(campaign.face_value_fen), funds_id=taken.account_id,
    )  # fmt: skip
    voucher = grant(work, order)
    return ClaimAnswer("claimed", claim=ClaimView(taken.number, work.now, voucher.id))


def _lost(work: Work, campaign: Campaign, organisation_id: str, outcome: Outcome) -> ClaimAnswer:
    """Return what another click of the same enterprise has got meanwhile, else `outcome`."""
    known = claim_of(work, campaign.id, organisation_id)
    return ClaimAnswer("claimed", claim=known, repeated=True) if known is not None else ClaimAnswer(outcome)
