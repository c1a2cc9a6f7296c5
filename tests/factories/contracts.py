"""Contracts between two certified organisations with seals, walked through the real commands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from tests.factories.people import Applicant, applicant, credit_code, viewer
from tests.factories.seals import sealed
from workflows.bootstrap import Platform
from workflows.business.contracts import answering, drafting, queries, sealing, templates
from workflows.business.contracts.opening import open_contract
from workflows.business.contracts.values import ContractView, Milestone, Terms
from workflows.ground.db import new_id
from workflows.outbox.models import Sms
from workflows.people.organisations import operations as organisations

AMOUNT_FEN = 1_200_000
PROVIDER, ENTERPRISE = "长沙湘江软件技术有限公司", "湖南岳麓精密机械制造股份有限公司"


def certified(platform: Platform, kind: str, name: str, number: int, *, with_seal: bool = True) -> Applicant:
    """Make a certified organisation, with a seal unless told otherwise."""
    own = applicant(platform, kind)
    data = {"name": name, "region": None, "credit_code": credit_code(number)}
    with platform.begin() as work:
        organisations.application_submitted(work, own.organisation_id, data)
        organisations.certify(work, own.organisation_id, data)
    if with_seal:
        sealed(platform, own.user_id, own.organisation_id)
    return own


@dataclass
class Parties:
    """Both parties of a contract, and the commands as they give them."""

    platform: Platform
    provider: Applicant
    enterprise: Applicant

    def open(self, amount_fen: int = AMOUNT_FEN, subject_id: str = "") -> str:
        """Begin a contract about something; return its id."""
        with self.platform.begin() as work:
            templates.load_delivered(work)
            return open_contract(
                work,
                kind="order",
                subject_id=subject_id or new_id(),
                provider_id=self.provider.organisation_id,
                enterprise_id=self.enterprise.organisation_id,
                amount_fen=amount_fen,
            )

    def act(self, who: Applicant, command: Any, *arguments: Any, **options: Any) -> Any:
        """Let the owner of a party give a command."""
        with self.platform.begin(who.user_id) as work:
            return command(work, viewer(self.platform, who.user_id), *arguments, **options)

    def seen(self, contract_id: str, who: Applicant | None = None) -> ContractView:
        """Return the contract as a party sees it, the provider unless told otherwise."""
        view: ContractView = self.act(who or self.provider, queries.contract, contract_id)
        return view

    def draft(self, contract_id: str, **changes: Any) -> Terms:
        """Choose the delivered template and return complete terms."""
        with self.platform.begin() as work:
            chosen = next(one for one in templates.choices(work) if one.template_id == "technical_service")
        self.act(self.provider, drafting.choose_template, contract_id, chosen.id)
        drafted = self.seen(contract_id).draft
        assert drafted is not None
        return replace(self.completed(drafted, chosen.content.variables, contract_id), **changes)

    def completed(self, drafted: Terms, variables: Any, contract_id: str) -> Terms:
        """Return a draft with every variable filled in and three milestones that add up."""
        usual = {"date": "2026-05-01", "number": "5"}
        values = tuple((one.name, usual.get(one.kind, "数字化诊断与系统部署")) for one in variables)
        amount, first = self.seen(contract_id).amount_fen, date(2026, 5, 8)
        parts = (amount // 4, amount // 2, amount - amount // 4 - amount // 2)
        named = zip(("需求调研", "系统上线", "验收交付"), parts, strict=True)
        milestones = tuple(
            Milestone(title, part, first + timedelta(days=30 * place))
            for place, (title, part) in enumerate(named)
        )
        return replace(drafted, values=values, milestones=milestones)

    def offered(self, **changes: Any) -> str:
        """Return a contract that waits for the enterprise's answer."""
        contract_id = self.open()
        self.act(self.provider, drafting.offer, contract_id, self.draft(contract_id, **changes))
        return contract_id

    def agreed(self, **changes: Any) -> str:
        """Return a contract whose text both have agreed on."""
        contract_id = self.offered(**changes)
        self.act(self.enterprise, answering.agree, contract_id, 1)
        return contract_id

    def sign(self, contract_id: str, who: Applicant) -> None:
        """Let a party sign by the code that comes to its owner's phone."""
        self.act(who, sealing.send_code, contract_id)
        assert self.act(who, sealing.sign, self.platform.settings.secret_key, contract_id, self.code())

    def code(self) -> str:
        """Return the code of the SMS that was sent last."""
        with self.platform.begin() as work:
            bodies = work.session.scalars(select(Sms.body).order_by(Sms.id.desc()))
            match = re.search(r"验证码 (\d{6})", next(iter(bodies)))
        assert match is not None
        return match[1]

    def signed(self, **changes: Any) -> str:
        """Return a contract that both have signed."""
        contract_id = self.agreed(**changes)
        self.sign(contract_id, self.provider)
        self.sign(contract_id, self.enterprise)
        return contract_id

    def pdf(self, contract_id: str, place: int = -1) -> bytes:
        """Return a file of a contract, the last one unless told otherwise."""
        listed = self.seen(contract_id).documents
        content: bytes = self.act(self.provider, queries.document, contract_id, listed[place].id)[1]
        return content


def parties(platform: Platform, *, with_seals: bool = True) -> Parties:
    """Make a provider and an enterprise that can sign."""
    return Parties(
        platform,
        certified(platform, "provider", PROVIDER, 801, with_seal=with_seals),
        certified(platform, "enterprise", ENTERPRISE, 802, with_seal=with_seals),
    )
