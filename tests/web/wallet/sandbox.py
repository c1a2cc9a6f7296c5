"""A platform that its own sandbox of a gateway can reach: a server at the address that both sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from threading import Thread
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.serving import make_server

from tests.waiting import POLL_SECONDS
from tests.web.conftest import made_app
from tests.web.people_at_work import signed_in
from tests.workflows.conftest import FixedClock
from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.bootstrap import Platform
from workflows.business.ledger.queries import balance, find_account
from workflows.business.payments.card_numbers import lock_card
from workflows.business.payments.models import PaymentNotice, PaymentOrder
from workflows.business.wallet.models import BankCard
from workflows.ground.settings import Settings
from workflows.people.identity.models import PaymentPassword
from workflows.people.identity.passwords import hash_password
from workflows.people.organisations.queries import names


@dataclass(frozen=True, slots=True)
class Market:
    """An organisation that recharges, and the gateway's sandbox, over HTTP."""

    app: Flask
    platform: Platform
    clock: FixedClock
    team: Team
    address: str
    owner: FlaskClient

    def order(self, amount: str) -> str:
        """Begin a recharge; return its number."""
        answer = self.owner.post("/wallet/recharge", data={"amount": amount})
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"].rpartition("/")[2])

    def open(self, number: str) -> str:
        """Go to the gateway's page as the payer does; return its path."""
        page = self.owner.get(f"/wallet/recharge/{number}").text
        link = re.search(r'href="(http[^"]+/sandbox/pay\?[^"]+)"', page)
        assert link, page
        path = link[1].replace("&amp;", "&").removeprefix(self.address)
        answer = self.app.test_client().get(path)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"])

    def pay(self, number: str, behaviour: str, bank: str = "corporate") -> None:
        """Pay at the sandbox, and let everything run that is due now."""
        form = {"bank": bank, "behaviour": behaviour, "act": "pay"}
        answer = self.app.test_client().post(self.open(number), data=form)
        assert answer.status_code == 302, answer.text
        self.run()

    def run(self, **later: float) -> None:
        self.clock.pass_time(**later)
        self.platform.engine.run_due_jobs()

    def ask_by_itself(self) -> None:
        """Do what the clock begins every minute, and what follows from it."""
        with self.platform.begin() as work:
            work.jobs.begin_periodic("payment.ask_due")
        self.platform.engine.run_due_jobs()

    def available(self) -> Decimal:
        with self.platform.begin() as work:
            account = find_account(work, self.team.owner.organisation_id, "wallet")
            return balance(work, account.id).available if account is not None else Decimal(0)

    def state(self, number: str) -> str:
        with self.platform.begin() as work:
            return work.session.get_one(PaymentOrder, number).state

    def outcomes(self) -> list[str]:
        with self.platform.begin() as work:
            return list(work.session.scalars(select(PaymentNotice.outcome).order_by(PaymentNotice.id)))


@contextmanager
def market(settings: Settings, clock: FixedClock, **configured: Any) -> Iterator[Market]:
    """Serve a platform at an address of its own, until the test has ended."""
    waiting: dict[str, Any] = {}

    def served(environ: Any, start: Any) -> Any:
        answer: Any = waiting["app"](environ, start)  # made once the address is known
        return answer

    server = make_server("127.0.0.1", 0, served, threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    platform = Platform(replace(settings, base_url=address), clock=clock)
    waiting["app"] = app = made_app(platform, **configured)
    thread = Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True)
    thread.start()
    team = certified_provider(platform)
    yield Market(app, platform, clock, team, address, signed_in(app, platform, team.owner.user_id))
    server.shutdown()
    thread.join()
    server.server_close()
    platform.close()


def pays_with(at: Market, password: str) -> None:
    """Give the owner a payment password."""
    with at.platform.begin() as work:
        work.session.add(
            PaymentPassword(
                user_id=at.team.owner.user_id, password_hash=hash_password(password), failures=0,
                changed_at=work.now,
            )
        )  # fmt: skip


def certified_card(at: Market, number: str) -> str:
    """Give the organisation a certified card; return its id."""
    owner = at.team.owner.organisation_id
    with at.platform.begin() as work:
        row = BankCard(
            organisation_id=owner, bank="ccb", bank_name="中国建设银行", holder=names(work, [owner])[owner],
            number=lock_card(at.platform.settings.secret_key, number), tail=number[-4:], state="certified",
            reason="", tries=1, added_by="", added_at=work.now, changed_at=work.now,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        return row.id
