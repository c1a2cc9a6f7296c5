"""The stock of a campaign, one row a voucher, and who has taken of it. All writes of both stand here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, LiteralString

from workflows.ground.work import Work

_ADD: LiteralString = """
INSERT INTO campaign_slots (campaign_id, number, account_id)
SELECT %s, n, (%s::text[])[1 + mod(n - 1, %s)] FROM generate_series(1, %s) AS n
"""
_TAKE: LiteralString = """
WITH free AS (
    SELECT number FROM campaign_slots WHERE campaign_id = %s ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
), claimed AS (
    INSERT INTO campaign_claims (campaign_id, organisation_id, number, claimed_by, claimed_at)
    SELECT %s, %s, number, %s, %s FROM free
    ON CONFLICT (campaign_id, organisation_id) DO NOTHING RETURNING number
), taken AS (
    DELETE FROM campaign_slots s USING claimed
    WHERE s.campaign_id = %s AND s.number = claimed.number RETURNING s.number, s.account_id
)
SELECT EXISTS (SELECT FROM free) AS was_free, (SELECT number FROM taken), (SELECT account_id FROM taken),
       EXISTS (SELECT FROM campaign_slots WHERE campaign_id = %s) AS any_left
"""
_ANY_LEFT: LiteralString = "SELECT FROM campaign_slots WHERE campaign_id = %s LIMIT 1"
_WITHDRAW: LiteralString = "DELETE FROM campaign_slots WHERE campaign_id = %s"


@dataclass(frozen=True, slots=True)
class Taken:
    """One voucher of the stock, and the account that pays for it."""

    number: int
    account_id: str


def add(work: Work, campaign_id: str, many: int, account_ids: Sequence[str]) -> None:
    """Add the stock of a new campaign; the accounts pay for the vouchers in turn."""
    work.transaction.run(_ADD, (campaign_id, list(account_ids), len(account_ids), many))


def any_left(work: Work, campaign_id: str) -> bool:
    """Tell whether there is a voucher that nobody has, though somebody may be about to have it."""
    return work.transaction.row(_ANY_LEFT, (campaign_id,)) is not None


def take(
    work: Work, campaign_id: str, organisation_id: str
) -> Taken | Literal["claimed_before", "held", "none_left"]:
    """Take a voucher for an organisation that has none; "held": others hold all that are left.

    The key of the claim lets a second one of the same organisation wait for the first.
    """
    who = (campaign_id, organisation_id, work.actor, work.now)
    row = work.transaction.row(_TAKE, (campaign_id, *who, campaign_id, campaign_id))
    assert row is not None
    if not row["was_free"]:
        return "held" if row["any_left"] else "none_left"
    return "claimed_before" if row["number"] is None else Taken(row["number"], row["account_id"])


def withdraw(work: Work, campaign_id: str) -> None:
    """Take away what nobody has claimed; waits for those who claim right now."""
    work.transaction.run(_WITHDRAW, (campaign_id,))
