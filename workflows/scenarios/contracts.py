"""Contracts of scenarios: both parties with their seals, and what they do on the contract's page."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases import submitting
from workflows.business.contracts import answering, drafting, opening, paper, queries, sealing, templates
from workflows.business.contracts.jobs import PROCESS
from workflows.business.contracts.values import ClauseRemark, Milestone, TemplateView, Terms
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.work import Work
from workflows.outbox.models import Sms
from workflows.people.identity.models import User
from workflows.people.organisations import operations as organisations
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios.form_samples import credit_code
from workflows.scenarios.reading import ScenarioFailed
from workflows.scenarios.seals import seal
from workflows.scenarios.subjects import certify

SUBJECT = "contract"
CUSTOMER = "customer"
"""Who stands for the enterprise, among the people of the scenario; the applicant stands for the provider."""
AMOUNT_FEN = 1_200_000
_REGION = "430100"
_SAMPLES = {"date": "2026-12-01", "number": "5", "text": "长沙", "long_text": "设备联网与预测维护系统的部署"}
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")

As = Callable[[str, Callable[[Work], Any]], Any]
"""Lets a person of the scenario act in a transaction of their own."""


def begin(acting: As, secret_key: str, provider_id: str, chance: random.Random) -> str:
    """Begin a contract of the applicant with the customer, both with seals; return the id of its case."""
    enterprise_id: str = acting(
        CUSTOMER, lambda work: organisations.begin_organisation(work, "enterprise", work.actor)
    )
    parties = (("applicant", provider_id, "湘江软件"), (CUSTOMER, enterprise_id, "岳麓机械"))
    for person, organisation_id, name in parties:
        code = credit_code(_REGION, chance.randrange(10**6))
        mobile = f"+86139{chance.randrange(10**8):08d}"
        said = _Party(organisation_id, name, code, mobile, secret_key)
        acting(person, said.made_ready)

    def act(work: Work) -> str:
        contract_id = opening.open_contract(
            work, kind="direct", subject_id=new_id(), provider_id=provider_id, enterprise_id=enterprise_id,
            amount_fen=AMOUNT_FEN,
        )  # fmt: skip
        viewer = viewer_of(work)
        return submitting.submit(
            work, viewer, PROCESS, {}, organisation_id=provider_id, subject_id=contract_id
        ).id

    begun: str = acting("applicant", act)
    return begun


class _Party:
    """An organisation of the scenario that is to sign."""

    def __init__(self, organisation_id: str, name: str, code: str, mobile: str, secret_key: str) -> None:
        self.organisation_id, self.name, self.code = organisation_id, name, code
        self.mobile, self.secret_key = mobile, secret_key

    def made_ready(self, work: Work) -> None:
        """Certify it, and make its seal by a check that was passed, as the service would have told."""
        certify(work, self.organisation_id, name=self.name, credit_code=self.code, region=_REGION)
        work.session.get_one(User, work.actor).mobile = self.mobile
        seal(work, self.secret_key, self.organisation_id)


def do(work: Work, secret_key: str, said: Mapping[str, Any]) -> None:
    """Let the acting person do something with the contract that their organisation is party to.

    Raises: ScenarioFailed: there is no such thing to do.
    """
    does = str(said["does"])
    if does not in _DOES:
        known = ", ".join(_DOES)
        raise ScenarioFailed(
            f"expected one of {known}, but found {does!r}", f"没有操作 {does!r}，可用：{known}"
        )
    viewer = viewer_of(work)
    contract, *_ = queries.contracts(
        work, viewer
    ).contracts  # what has changed last: a supplement after its contract
    _DOES[does](_Act(work, secret_key, contract.id, said))


def sign_by_code(work: Work, secret_key: str, contract_id: str) -> None:
    """Let the actor sign by the code that comes to their phone. Raises: ScenarioFailed: it does not sign."""
    viewer = viewer_of(work)
    sealing.send_code(work, viewer, contract_id)
    sent = select(Sms.body).where(Sms.template == "sms_signing_code")
    bodies = work.session.scalars(sent.order_by(Sms.created_at.desc(), Sms.id.desc()).limit(1))
    code = _CODE.search(bodies.one())
    if code is None or not sealing.sign(work, viewer, secret_key, contract_id, code[0]):
        raise ScenarioFailed("expected a code that signs, but it does not", "验证码未能完成签署")


class _Act:
    """One thing that somebody does with a contract."""

    def __init__(self, work: Work, secret_key: str, contract_id: str, said: Mapping[str, Any]) -> None:
        self.work, self.secret_key, self.contract_id, self.said = work, secret_key, contract_id, said
        self.viewer = viewer_of(work)
        self.opinion = str(said.get("opinion") or "")

    @property
    def version(self) -> int:
        """The version that waits for an answer."""
        return len(queries.contract(self.work, self.viewer, self.contract_id).versions)

    def offer(self) -> None:
        """The first published template, completed."""
        chosen = next(one for one in templates.choices(self.work) if one.template_id == "technical_service")
        drafting.choose_template(self.work, self.viewer, self.contract_id, chosen.id)
        drafting.offer(self.work, self.viewer, self.contract_id, self._terms(chosen))

    def _terms(self, chosen: TemplateView) -> Terms:
        content, due = chosen.content, self.work.now.astimezone(SHANGHAI).date() + timedelta(days=60)
        values = tuple((one.name, _SAMPLES[one.kind]) for one in content.variables)
        milestones = (Milestone("系统上线", AMOUNT_FEN // 2, due), Milestone("验收", AMOUNT_FEN // 2, due))
        drafted = Terms(content.title, content.clauses, milestones, "full", values=values)
        return replace(drafted, way="paper") if self.said.get("way") == "paper" else drafted

    def agree(self) -> None:
        """To the version that was offered last."""
        answering.agree(self.work, self.viewer, self.contract_id, self.version)

    def return_(self) -> None:
        """With the opinion as a remark at the clause, if it says one."""
        clause = str(self.said.get("clause") or "")
        remarks = [ClauseRemark(clause, self.opinion)] if clause else []
        answering.give_back(
            self.work, self.viewer, self.contract_id, self.version, remarks=remarks, opinion=self.opinion
        )

    def refuse(self) -> None:
        """To conclude it at all."""
        answering.refuse(self.work, self.viewer, self.contract_id, self.version, self.opinion)

    def withdraw(self) -> None:
        """From a contract that is not signed yet."""
        answering.withdraw(self.work, self.viewer, self.contract_id, self.opinion)

    def sign(self) -> None:
        """By the code that comes to the person's phone."""
        sign_by_code(self.work, self.secret_key, self.contract_id)

    def hand_in(self) -> None:
        """A scan of one page."""
        from pypdf import PdfWriter  # noqa: PLC0415 - to import it takes long, and few play this

        writer, scan = PdfWriter(), io.BytesIO()
        writer.add_blank_page(595, 842)
        writer.write(scan)
        paper.add(self.work, self.viewer, self.contract_id, [paper.Handed("scan", "合同.pdf", scan)])
        paper.submit(self.work, self.viewer, self.contract_id)

    def confirm(self) -> None:
        """The scan that was handed in."""
        paper.confirm(self.work, self.viewer, self.contract_id)

    def return_scan(self) -> None:
        """The scan that was handed in, with the opinion as the reason."""
        paper.give_back(self.work, self.viewer, self.contract_id, self.opinion)


_DOES: Mapping[str, Callable[[_Act], None]] = {
    "offer": _Act.offer,
    "agree": _Act.agree,
    "return": _Act.return_,
    "refuse": _Act.refuse,
    "withdraw": _Act.withdraw,
    "sign": _Act.sign,
    "hand_in": _Act.hand_in,
    "confirm": _Act.confirm,
    "return_scan": _Act.return_scan,
}
"""What `does` may say."""
