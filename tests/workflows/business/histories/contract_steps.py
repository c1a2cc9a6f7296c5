"""What both sides do to the contract of an order in random histories, and what must agree with it.

Signed by seals or on paper, or returned: a text that is agreed on stays as it is, and so do its files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from io import BytesIO

from sqlalchemy import select

from tests.factories.contracts import Parties
from tests.workflows.business.orders.test_milestones import PDF
from workflows.business.contracts import answering, drafting, paper, sealing
from workflows.business.contracts.content import from_json
from workflows.business.contracts.models import (
    Contract,
    ContractDocument,
    ContractSignature,
    ContractVersion,
)
from workflows.business.contracts.queries import contract_of_subject
from workflows.business.contracts.values import (
    FROZEN,
    RUNNING,
    TURNS,
    ClauseRemark,
    ContractState,
    ContractView,
    Party,
)
from workflows.business.orders.milestones import milestones_of
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.order_lifecycle import CONTRACT_SUBJECT
from workflows.business.orders.plan_effects import changes
from workflows.ground.errors import InvalidState
from workflows.ground.work import Work
from workflows.outbox.models import Sms
from workflows.people.identity.values import CodeRefused
from workflows.people.viewer import Viewer

Command = Callable[[Work], object]
OFFERED: Mapping[ContractState, tuple[str, ...]] = {
    "drafting": ("offer", "offer"),
    "offered": ("agree", "agree", "return_draft"),
    "provider_signs": ("sign",),
    "enterprise_signs": ("sign",),
    "paper_due": ("hand_in",),
    "paper_offered": ("confirm", "return_scan"),
}
"""Which steps each state offers to whose turn it is, the more likely ones more often."""
STEPS = frozenset(step for steps in OFFERED.values() for step in steps)
SIGNATURES: Mapping[str, tuple[Party, ...]] = {
    "enterprise_signs": ("provider",),
    "signed": ("enterprise", "provider"),
}


def offered(state: ContractState, party: Party) -> tuple[str, ...]:
    """Return which steps a party can take with a contract in this state."""
    return OFFERED.get(state, ()) if TURNS.get(state) == party else ()


def command(kind: str, own: Viewer, secret_key: str, contract: ContractView, size: int) -> Command:
    """Return what takes a step, offering aside: as if the page had shown the contract as it is now."""
    number, words = len(contract.versions), f"说明 {size}"
    about = own, contract.id
    if kind == "agree":
        return lambda work: answering.agree(work, *about, number)
    if kind == "return_draft":
        remarks = [ClauseRemark(contract.versions[-1].terms.clauses[0].id, words)] if number else []
        return lambda work: answering.give_back(work, *about, number, remarks=remarks)
    if kind == "sign":
        return lambda work: _sign(work, *about, secret_key)
    if kind == "hand_in":
        return lambda work: _hand_in(work, *about)
    if kind == "return_scan":
        return lambda work: paper.give_back(work, *about, words)
    return lambda work: paper.confirm(work, *about)


def offer(parties: Parties, own: Viewer, contract: ContractView, size: int) -> Command | None:
    """Return what offers a complete draft, every third on paper; None where nothing can be drafted now."""
    if contract.state != "drafting":
        return None
    terms = parties.draft(contract.id, release="milestones", way="paper" if size % 3 == 0 else "online")
    return lambda work: drafting.offer(work, own, contract.id, terms)


def _sign(work: Work, own: Viewer, contract_id: str, secret_key: str) -> None:
    """Sign by the code that comes to the person's phone: the one sent last, though clocks begin anew."""
    if isinstance(sealing.send_code(work, own, contract_id), CodeRefused):
        raise InvalidState("contracts.not_now")
    sent = select(Sms.body).where(Sms.template == "sms_signing_code").order_by(Sms.id.desc())
    code = re.search(r"验证码 (\d{6})", work.session.scalars(sent.limit(1)).first() or "")
    assert code is not None
    assert sealing.sign(work, own, secret_key, contract_id, code[1])


def _hand_in(work: Work, own: Viewer, contract_id: str) -> None:
    paper.add(work, own, contract_id, [paper.Handed("scan", "扫描件.pdf", BytesIO(PDF))])
    paper.submit(work, own, contract_id)


def snapshot(work: Work, kind: str, subject_id: str) -> tuple[object, ...]:
    """Return the contract about something, its versions, signatures and files as they are."""
    about = contract_of(work, kind, subject_id)
    if about is None:
        return ()
    answers = [one.answer for one in versions(work, about)]
    digests = [one.sha256 for one in _documents(work, about)]
    return about.state, about.way, about.sha256, answers, digests, _signed_by(work, about)


def contract_agrees(work: Work, row: ServiceOrder, *, settled: bool) -> None:
    """Compare the contract of an order with the order, with its own files and with its signatures.

    `settled`: all that was due has been done, so that the order has heard of what became of its contract.
    """
    about = contract_of(work, CONTRACT_SUBJECT, row.id)
    if about is None:
        return
    agrees_with_its_files(work, about)
    if settled:
        _order_agrees(work, row, about)


def agrees_with_its_files(work: Work, about: Contract) -> None:
    """Compare a contract with its files and with its signatures."""
    files = _documents(work, about)
    assert all(sha256(one.content).hexdigest() == one.sha256 for one in files)
    _text_agrees(work, about, files)
    expected = SIGNATURES.get(about.state, ()) if about.way == "online" else ()
    if about.state == "abandoned":
        assert _signed_by(work, about) in {(), ("provider",)}
    else:
        assert _signed_by(work, about) == expected
    signed = [one for one in files if one.kind == "signed"]
    assert len(signed) == len(_signed_by(work, about)), "a file with each signature, and no other"


def _text_agrees(work: Work, about: Contract, files: list[ContractDocument]) -> None:
    """The text is set once, when both agree, and after that nobody changes it."""
    made = versions(work, about)
    assert [one.number for one in made] == list(range(1, len(made) + 1))
    assert all(one.answer == "returned" for one in made[:-1])
    texts = [one.sha256 for one in files if one.kind == "text"]
    assert texts == ([about.sha256] if about.sha256 else [])
    if about.state in FROZEN:
        assert (made[-1].answer, about.draft) == ("agreed", None)
        assert texts
    elif about.state != "abandoned":
        assert texts == []
    if about.state in {"paper_offered", "signed"} and about.way == "paper":
        assert any(one.kind == "scan" for one in files)


def _order_agrees(work: Work, row: ServiceOrder, about: Contract) -> None:
    assert (about.state in RUNNING) == (row.state == "awaiting_contract")
    assert row.state in {"awaiting_contract", "cancelled"} or about.state == "signed"
    if about.state == "signed":
        terms = from_json(versions(work, about)[-1].terms)
        assert row.release == terms.release
        if all(one.state != "in_force" for one in changes(work, row)):
            agreed = [(one.title, one.amount_fen, one.due) for one in terms.milestones]
            assert [(one.title, one.amount_fen, one.due_on) for one in milestones_of(work, row)] == agreed
            assert about.amount_fen == row.due_fen


def contract_of(work: Work, kind: str, subject_id: str) -> Contract | None:
    """Return the contract about something, None if there is none."""
    about = contract_of_subject(work, kind, subject_id)
    return None if about is None else work.session.get_one(Contract, about.id)


def versions(work: Work, about: Contract) -> list[ContractVersion]:
    """Return the versions of a contract, the first one first."""
    rows = select(ContractVersion).where(ContractVersion.contract_id == about.id)
    return list(work.session.scalars(rows.order_by(ContractVersion.number)))


def _documents(work: Work, about: Contract) -> list[ContractDocument]:
    rows = select(ContractDocument).where(ContractDocument.contract_id == about.id)
    return list(work.session.scalars(rows.order_by(ContractDocument.added_at, ContractDocument.id)))


def _signed_by(work: Work, about: Contract) -> tuple[str, ...]:
    rows = select(ContractSignature.party).where(ContractSignature.contract_id == about.id)
    return tuple(sorted(work.session.scalars(rows)))
