"""A certified enterprise whose legal person names agents, and the phones and mails they are reached by."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories.people import PASSWORD, Applicant, applicant
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Story,
    cast,
    database_url,
    statements,
    story,
)
from workflows.bootstrap import Platform
from workflows.business.agents import operations
from workflows.business.agents.queries import standings
from workflows.business.agents.values import AgentStanding, Appointment
from workflows.outbox.models import Sms
from workflows.people.identity.administration import create_account
from workflows.people.invitations import accepting
from workflows.people.invitations.values import Accepted, Confirmation, NewAccount
from workflows.people.organisations import operations as organisations
from workflows.people.viewer_loader import viewer_of

BASE = "https://tongban.example.cn"
LI = Appointment("李芳", "13911112222", "lifang@example.com", "行政主管")
_names = count(1)


@dataclass
class Company:
    """A certified enterprise, acted for by its legal person unless somebody else is named."""

    platform: Platform
    owner: Applicant

    @property
    def id(self) -> str:
        return self.owner.organisation_id

    def act(self, user_id: str, command: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        with self.platform.begin(user_id) as work:
            return command(work, viewer_of(work), *arguments, **options)

    def appoint(self, named: Appointment = LI, by: str = "") -> str:
        agent_id: str = self.act(by or self.owner.user_id, operations.appoint, self.id, named, base_url=BASE)
        return agent_id

    def end(self, agent_id: str, by: str = "") -> None:
        self.act(by or self.owner.user_id, operations.end, self.id, agent_id)

    def token(self, mobile: str = LI.mobile) -> str:
        with self.platform.begin() as work:
            sent = select(Sms.body).where(Sms.mobile == f"+86{mobile}").order_by(Sms.id.desc())
            bodies = list(work.session.scalars(sent))
        return next(match[1] for body in bodies if (match := re.search(r"/invitations/([\w-]+)", body)))

    def code(self, token: str, mobile: str = LI.mobile) -> str:
        with self.platform.begin() as work:
            accepting.send_code(work, token, "zh-CN")
            sent = select(Sms.body).where(Sms.mobile == f"+86{mobile}").order_by(Sms.id.desc())
            body = work.session.scalars(sent).first()
        match = re.search(r"\d{6}", body or "")
        assert match
        return match[0]

    def join(self, named: Appointment = LI, **changes: Any) -> Any:
        """Let the invited person make an account by the link sent last; return the answer."""
        token = self.token(named.mobile)
        code = self.code(token, named.mobile)
        form = NewAccount(
            user_name=f"agent_{next(_names):04d}", full_name=named.name, password=PASSWORD,
            password_again=PASSWORD, agreed=frozenset({"service", "privacy"}), mobile=named.mobile, code=code,
        )  # fmt: skip
        typed = {name: getattr(form, name) for name in form.__slots__} | changes
        with self.platform.begin() as work:
            return accepting.join(work, token, NewAccount(**typed))

    def agent(self, named: Appointment = LI) -> str:
        """Return the account of an agent who was named and has accepted."""
        self.appoint(named)
        signed_in, accepted = self.join(named)
        assert accepted == Accepted("agent", None)
        user_id: str = signed_in.account.id
        return user_id

    def accept(self, user_id: str, named: Appointment = LI) -> Any:
        said = Confirmation(named.name, named.mobile)
        return self.act(user_id, accepting.accept, self.token(named.mobile), said)

    def standings(self, by: str = "") -> list[AgentStanding]:
        known: list[AgentStanding] = self.act(by or self.owner.user_id, standings, self.id)
        return known


def account(platform: Platform, named: Appointment = LI, **changes: Any) -> str:
    """Make an account of its own for somebody; return the user id."""
    values = {"full_name": named.name, "mobile": named.mobile, "kind": "person"} | changes
    with platform.begin() as work:
        name = f"person_{next(_names):04d}"
        return create_account(work, user_name=name, password=PASSWORD, **values).id


def certified_enterprise(platform: Platform, name: str = "湘江机械") -> Company:
    owner = applicant(platform, name="周敏")
    with platform.begin() as work:
        organisations.application_submitted(work, owner.organisation_id, {"name": name, "region": None})
        organisations.certify(work, owner.organisation_id, {"name": name})
    return Company(platform, owner)


@pytest.fixture
def company(platform: Platform) -> Company:
    return certified_enterprise(platform)
