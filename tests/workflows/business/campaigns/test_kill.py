"""Claims over several processes, one of them killed in the middle: none is lost, and none is given twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from tests.workflows.business.campaigns.conftest import begun, claimed
from tests.workflows.business.vouchers.conftest import certified_enterprise
from workflows.bootstrap import Platform
from workflows.business.campaigns import queries
from workflows.business.campaigns.claiming import claim
from workflows.business.ledger.checking import check_books
from workflows.ground.settings import Settings
from workflows.people.viewer_loader import viewer_of

ENTERPRISES, STOCK, PROCESSES = 8, 7, 2


def grab(url: str, campaign_id: str, user_ids: Sequence[str], now: datetime, dies_at: int | None) -> None:
    """Claim for one after the other; at `dies_at` the process dies with its claim written."""
    platform = Platform(Settings(url, Path(os.devnull), "only for this test"))
    for number, user_id in enumerate(user_ids):
        with platform.begin(user_id, now=now) as work:
            answer = claim(work, viewer_of(work), campaign_id)
            if number == dies_at:
                assert answer.outcome == "claimed"
                os.kill(os.getpid(), signal.SIGKILL)
    platform.close()


def test_a_killed_process_loses_no_voucher_and_gives_none_twice(
    platform: Platform, database_url: str
) -> None:
    campaign_id = begun(platform, stock=STOCK)
    people = [certified_enterprise(platform).user_id for _ in range(ENTERPRISES)]
    processes = get_context("spawn")
    grabbing = [
        processes.Process(
            target=grab,
            args=(
                database_url,
                campaign_id,
                people[number::PROCESSES],
                platform.clock(),
                1 if number == 0 else None,
            ),
        )
        for number in range(PROCESSES)
    ]
    for one in grabbing:
        one.start()
    for one in grabbing:
        one.join()
    assert [one.exitcode for one in grabbing] == [-signal.SIGKILL, 0]
    said = {one: claimed(platform, one, campaign_id) for one in people}  # everybody presses again
    winners = [answer.claim.number for answer in said.values() if answer.claim]
    assert sorted(winners) == list(range(1, STOCK + 1))
    with platform.begin() as work:
        assert queries.campaign(work, campaign_id).left == 0
        counted = work.transaction.row(
            "SELECT count(*) AS grants, count(DISTINCT organisation_id) AS owners FROM voucher_grants"
        )
        assert counted == {"grants": STOCK, "owners": STOCK}
        assert check_books(work, full=True).differences == ()
