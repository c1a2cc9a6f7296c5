"""Designated agents: one who has accepted and acts for an enterprise, one who was invited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from sqlalchemy import select

from workflows.business.agents import operations
from workflows.business.agents.values import Appointment
from workflows.demo.story import Act
from workflows.ground.work import Work
from workflows.outbox.models import Sms
from workflows.people.identity.administration import create_account
from workflows.people.invitations.accepting import accept
from workflows.people.invitations.values import Confirmation
from workflows.people.organisations.queries import organisations_of
from workflows.people.viewer_loader import viewer_of

AGENT = "agent1"
"""User name of the one who has accepted."""
ACCEPTED = ("enterprise2", Appointment("陈静", "13911220001", "chen.jing@example.com", "行政主管"))
INVITED = ("enterprise3", Appointment("杨丽", "13911220002", "yang.li@example.com", "财务主管"))
_LINK = re.compile(r"/invitations/([\w-]+)")


def acts(base_url: str, password: str) -> Iterator[tuple[str, Act]]:
    """Yield who does what, in order."""
    for owner, named in (ACCEPTED, INVITED):
        yield owner, partial(_appoint, named=named, base_url=base_url)
    yield "system", partial(_sign_up, password=password)
    yield AGENT, _accept


def _appoint(work: Work, *, named: Appointment, base_url: str) -> None:
    (own,) = organisations_of(work, work.actor)
    operations.appoint(work, viewer_of(work), own.id, named, base_url=base_url)


def _sign_up(work: Work, *, password: str) -> None:
    _, named = ACCEPTED
    create_account(
        work, user_name=AGENT, password=password, kind="person", full_name=named.name, mobile=named.mobile,
        email=named.email,
    )  # fmt: skip


def _accept(work: Work) -> None:
    _, named = ACCEPTED
    sent = select(Sms.body).where(Sms.mobile == f"+86{named.mobile}").order_by(Sms.id.desc())
    token = next(match[1] for body in work.session.scalars(sent) if (match := _LINK.search(body)))
    accept(work, viewer_of(work), token, Confirmation(named.name, named.mobile))
