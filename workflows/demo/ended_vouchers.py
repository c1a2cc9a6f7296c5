"""Vouchers of a programme that is over: one was used up 已用完, of the other the rest expired 已过期."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import select

from workflows.approvals.cases import submitting
from workflows.approvals.values import Decision
from workflows.business.ledger.holds import capture, reserve
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.operations import open_account, voucher
from workflows.business.ledger.values import Cause
from workflows.business.vouchers.expiry import look_at_ends
from workflows.business.vouchers.models import VoucherGrant
from workflows.business.vouchers.queries import programmes
from workflows.demo.deciding import decide
from workflows.demo.story import Act
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

PROGRAMME, QUOTA = "voucher_programme", "voucher_quota"
BEGINS, ENDS, OVER = timedelta(days=25), timedelta(days=4), timedelta(days=2)
"""So long before the end of the story it was opened, its vouchers ended, and what was left was taken back."""
SPENT = (("enterprise1", "20000.00", "HT-0004"), ("enterprise2", "6500.00", "HT-0005"))
"""Who used how much of their voucher, for which contract."""


def acts(end: datetime) -> Iterator[tuple[datetime, str, Act]]:
    """Yield when who does what, in order; what is due runs after each. `end`: of the story."""
    opened = end - BEGINS
    last_day = f"{(end - ENDS).astimezone(SHANGHAI):%Y-%m-%d}"
    yield opened, "operator", partial(_draw_up, last_day=last_day)
    agreed = Decision("approve", "同意设立。")
    yield opened, "department", partial(decide, process_id=PROGRAMME, decision=agreed)
    for days, (user_name, yuan, contract) in enumerate(SPENT, start=1):
        yield opened + timedelta(days=days), user_name, _ask
        yield opened + timedelta(days=days + 9), user_name, partial(_spend, yuan=Decimal(yuan), said=contract)
    yield end - OVER, "system", _look_at_ends


def _draw_up(work: Work, *, last_day: str) -> None:
    year = work.now.astimezone(SHANGHAI).year
    said = {
        "name": f"{year} 年检测服务券", "year": year, "kind": "general", "categories": ["certification"],
        "budget": "300000.00", "share_percent": 50, "least": "500.00", "most": "20000.00",
        "valid_from": f"{work.now.astimezone(SHANGHAI):%Y-%m-%d}", "valid_until": last_day,
        "terms": "用于产品检测和体系认证。",
    }  # fmt: skip
    submitting.submit(work, viewer_of(work), PROGRAMME, said)


def _ask(work: Work) -> None:
    (of, *_rest), (own, *_) = programmes(work, kind="general"), organisations_of(work, work.actor)
    said = {"kind": "general", "general_programme": of.id}
    submitting.submit(work, viewer_of(work), QUOTA, said, organisation_id=own.id)


def _spend(work: Work, *, yuan: Decimal, said: str) -> None:
    (own, *_) = organisations_of(work, work.actor)
    of = work.session.scalars(select(VoucherGrant).where(VoucherGrant.organisation_id == own.id)).one()
    spent = open_account(work, PLATFORM, "spent", voucher(of.programme_id))
    key, cause = f"demonstration:{said}", Cause("notice", said)
    hold = reserve(
        work, key=key, cause=cause, account_id=of.account_id, amount=yuan, purpose="order",
        until=work.now + timedelta(days=1),
    )  # fmt: skip
    capture(work, hold.id, key=f"{key}:paid", cause=cause, target=spent.id)


def _look_at_ends(work: Work) -> None:
    look_at_ends(work)
