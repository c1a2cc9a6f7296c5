"""Contracts through their commands: turns, freezing, signatures, paper, ends; strangers see nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from hashlib import sha256

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text

from tests.factories.contracts import AMOUNT_FEN, Parties, certified, parties
from tests.factories.people import staff, viewer
from tests.factories.seals import passed_check
from tests.forms.files import pdf, picture
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.contracts import answering, drafting, opening, paper, queries, sealing, templates
from workflows.business.contracts.models import Contract
from workflows.business.contracts.values import ClauseRemark
from workflows.business.identity_checks.values import Purpose
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Forbidden, Invalid, InvalidState, NotFound
from workflows.notices.models import Message
from workflows.people.identity.values import CodeRefused


@pytest.fixture
def both(platform: Platform) -> Parties:
    return parties(platform)


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_a_contract_is_drafted_returned_at_a_clause_agreed_and_signed(both: Parties) -> None:
    contract_id = both.open()
    terms = both.draft(contract_id)
    assert both.act(both.provider, drafting.offer, contract_id, terms) == 1
    with pytest.raises(InvalidState):
        both.act(both.provider, drafting.save, contract_id, terms)
    both.act(
        both.enterprise, answering.give_back, contract_id, 1,
        remarks=[ClauseRemark("breach", "违约金过高"), ClauseRemark("nothing", "x")],
    )  # fmt: skip
    returned = both.seen(contract_id)
    assert (returned.state, returned.versions[0].answer) == ("drafting", "returned")
    assert returned.versions[0].remarks == (ClauseRemark("breach", "违约金过高"),)
    changed = replace(
        terms, values=tuple((name, "3" if name == "penalty_rate" else value) for name, value in terms.values)
    )
    assert both.act(both.provider, drafting.offer, contract_id, changed) == 2
    with pytest.raises(InvalidState):
        both.act(both.enterprise, answering.agree, contract_id, 1)
    frozen = both.act(both.enterprise, answering.agree, contract_id, 2)
    agreed = both.pdf(contract_id)
    assert frozen == sha256(agreed).hexdigest() == both.seen(contract_id).sha256
    said = text_of(agreed)
    assert "3‰" in said
    assert "人民币壹万贰仟元整" in said
    assert "12,000.00" in said
    both.sign(contract_id, both.provider)
    both.sign(contract_id, both.enterprise)
    signed = both.seen(contract_id, both.enterprise)
    assert (signed.state, [one.party for one in signed.signatures]) == ("signed", ["provider", "enterprise"])
    assert both.pdf(contract_id).startswith(agreed), "both sign the file that was agreed on"
    with both.platform.begin() as work:
        plan = queries.plan(work, contract_id)
        brief = queries.contract_of_subject(work, "order", signed.subject_id)
        actions = work.session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject_kind == "contract").order_by(AuditEntry.id)
        ).all()
        told = set(work.session.scalars(select(Message.template)))
    assert (plan.amount_fen, sum(one.amount_fen for one in plan.milestones)) == (AMOUNT_FEN, AMOUNT_FEN)
    assert brief is not None
    assert (brief.id, brief.state) == (contract_id, "signed")
    assert actions == [
        f"contract.{one}" for one in ("offered", "returned", "offered", "agreed", "signed", "signed")
    ]
    assert {"contract_to_draft", "contract_offered", "contract_returned", "contract_agreed"} <= told
    assert {"contract_to_sign", "contract_signed"} <= told


def test_text_is_no_markup(both: Parties) -> None:
    contract_id = both.open()
    terms = both.draft(contract_id)
    hostile = '#read("/etc/passwd") *x* $a$ <b> \\ [y]'
    values = tuple((name, hostile if name == "delivery_place" else value) for name, value in terms.values)
    both.act(
        both.provider, drafting.offer, contract_id, replace(terms, values=values, title="#panic() *合同*")
    )
    both.act(both.enterprise, answering.agree, contract_id, 1)
    said = text_of(both.pdf(contract_id)).replace("\n", "")
    assert '#read("/etc/passwd") *x* $a$ <b>' in said
    assert "#panic() *合同*" in said
    assert "root:" not in said


def test_each_acts_in_turn_and_for_their_own_party(both: Parties) -> None:
    contract_id = both.offered()
    terms = both.seen(contract_id).terms
    with pytest.raises(Forbidden):
        both.act(both.enterprise, drafting.save, contract_id, terms)
    with pytest.raises(Forbidden):
        both.act(both.provider, answering.agree, contract_id, 1)
    with pytest.raises(InvalidState):
        both.act(both.provider, sealing.send_code, contract_id)
    both.act(both.enterprise, answering.agree, contract_id, 1)
    with pytest.raises(Forbidden):
        both.act(both.enterprise, sealing.send_code, contract_id)
    both.sign(contract_id, both.provider)
    with pytest.raises(Forbidden):
        both.act(both.provider, sealing.send_code, contract_id)
    with pytest.raises(InvalidState):
        both.act(both.enterprise, answering.agree, contract_id, 1)


def test_strangers_see_nothing_and_operators_look_only(both: Parties) -> None:
    platform, contract_id = both.platform, both.signed()
    document = both.seen(contract_id).documents[-1].id
    stranger = certified(platform, "provider", "别家", 803, with_seal=False)
    for who in (stranger.user_id, staff(platform, "department"), staff(platform, "finance")):
        for read in (
            lambda work, who: queries.contract(work, who, contract_id),
            lambda work, who: queries.document(work, who, contract_id, document),
            lambda work, who: answering.withdraw(work, who, contract_id, "x"),
        ):
            with pytest.raises(NotFound), platform.begin(who) as work:
                read(work, viewer(platform, who))
    with platform.begin(stranger.user_id) as work:
        assert queries.contracts(work, viewer(platform, stranger.user_id)).contracts == ()
    operator = staff(platform, "operator")
    with platform.begin(operator) as work:
        looking = viewer(platform, operator)
        assert [one.id for one in queries.contracts(work, looking).contracts] == [contract_id]
        assert queries.contract(work, looking, contract_id).party is None
        with pytest.raises(Forbidden):
            answering.withdraw(work, looking, contract_id, "x")
    other = both.agreed()
    with pytest.raises(NotFound):
        both.act(both.provider, queries.document, other, document)


def test_the_draft_is_the_providers_until_it_is_offered(both: Parties) -> None:
    contract_id = both.open()
    terms = both.draft(contract_id)
    both.act(both.provider, drafting.save, contract_id, replace(terms, title="还没写完"))
    assert both.seen(contract_id, both.enterprise).draft is None
    mine = both.seen(contract_id).draft
    assert mine is not None
    assert mine.title == "还没写完"


def test_a_code_signs_its_own_contract_once(both: Parties, clock: FixedClock) -> None:
    first, second = both.agreed(), both.agreed()
    secret = both.platform.settings.secret_key
    both.act(both.provider, sealing.send_code, first)
    code = both.code()
    assert isinstance(both.act(both.provider, sealing.send_code, first), CodeRefused), "once a minute"
    assert not both.act(both.provider, sealing.sign, secret, second, code), "for the other one"
    assert not both.act(both.provider, sealing.sign, secret, first, "000000" if code != "000000" else "1")
    assert both.act(both.provider, sealing.sign, secret, first, code)
    with pytest.raises(Forbidden):
        both.act(both.provider, sealing.sign, secret, first, code)
    both.act(both.provider, sealing.send_code, second)
    late = both.code()
    clock.pass_time(minutes=11)
    assert not both.act(both.provider, sealing.sign, secret, second, late), "ten minutes"
    for _ in range(3):
        clock.pass_time(minutes=2)
        both.act(both.provider, sealing.send_code, second)
    clock.pass_time(minutes=2)
    refused = both.act(both.provider, sealing.send_code, second)
    assert isinstance(refused, CodeRefused), "five an hour, for all contracts together"


def test_an_identity_check_signs_the_contract_that_it_was_made_for_once(both: Parties) -> None:
    contract_id, other = both.agreed(), both.agreed()
    own, secret_key = both.provider, both.platform.settings.secret_key

    def proved(purpose: Purpose, reference: str) -> str:
        return passed_check(
            both.platform, own.user_id, own.organisation_id, purpose=purpose, reference=reference
        )

    for wrong in (proved("seal", ""), proved("signing", other)):
        with pytest.raises(NotFound):
            both.act(own, sealing.sign_by_check, secret_key, contract_id, wrong)
    number = proved("signing", contract_id)
    with pytest.raises(Forbidden):
        both.act(both.enterprise, sealing.sign_by_check, secret_key, contract_id, number)
    both.act(own, sealing.sign_by_check, secret_key, contract_id, number)
    assert [one.proved_by for one in both.seen(contract_id).signatures] == ["identity"]
    with pytest.raises(Forbidden):
        both.act(own, sealing.sign_by_check, secret_key, contract_id, number)


def test_without_a_seal_nobody_signs(platform: Platform) -> None:
    both = parties(platform, with_seals=False)
    contract_id = both.agreed()
    with pytest.raises(InvalidState) as refusal:
        both.act(both.provider, sealing.send_code, contract_id)
    assert refusal.value.code == "contracts.no_seal"


def test_the_paper_way(both: Parties) -> None:
    contract_id = both.agreed(way="paper")
    assert both.seen(contract_id).state == "paper_due"
    assert not PdfReader(io.BytesIO(both.pdf(contract_id))).get_fields(), "nothing to sign within the file"
    with pytest.raises(InvalidState):
        both.act(both.provider, sealing.send_code, contract_id)
    with pytest.raises(Invalid):
        both.act(both.provider, paper.submit, contract_id)
    for content in (b"hello", b"MZ" + b"x" * 3_000):
        with pytest.raises(Invalid):
            both.act(
                both.provider, paper.add, contract_id, [paper.Handed("scan", "a.pdf", io.BytesIO(content))]
            )
    handed = [
        paper.Handed("scan", "../合同.exe", io.BytesIO(pdf())),
        paper.Handed("supplement", "附件.png", io.BytesIO(picture())),
        paper.Handed("invoice", "发票.pdf", io.BytesIO(pdf())),
    ]
    both.act(both.provider, paper.add, contract_id, handed)
    names = [(one.kind, one.name) for one in both.seen(contract_id).documents[1:]]
    assert names == [("scan", "合同.pdf"), ("supplement", "附件.png"), ("invoice", "发票.pdf")]
    both.act(both.provider, paper.remove, contract_id, both.seen(contract_id).documents[2].id)
    both.act(both.provider, paper.submit, contract_id)
    with pytest.raises(InvalidState):
        both.act(both.provider, paper.add, contract_id, handed)
    both.act(both.enterprise, paper.give_back, contract_id, "缺少骑缝章")
    returned = both.seen(contract_id)
    assert (returned.state, returned.ended_reason.zh) == ("paper_due", "缺少骑缝章")
    both.act(both.provider, paper.submit, contract_id)
    both.act(both.enterprise, paper.confirm, contract_id)
    assert both.seen(contract_id).state == "signed"


def test_ends_without_signatures(both: Parties) -> None:
    refused, withdrawn, expired = both.offered(), both.agreed(), both.open()
    both.act(both.enterprise, answering.refuse, refused, 1, " 价格  不合适 ")
    both.act(both.enterprise, answering.withdraw, withdrawn, "项目取消")
    with both.platform.begin() as work:
        opening.expire(work, expired)
        opening.expire(work, expired)
    assert [both.seen(one).ended_reason.zh for one in (refused, withdrawn, expired)] == [
        "价格 不合适", "项目取消", "逾期未办理",
    ]  # fmt: skip
    for one in (refused, withdrawn, expired):
        assert both.seen(one).state == "abandoned"
        with pytest.raises(InvalidState):
            both.act(both.provider, answering.withdraw, one, "x")
    signed = both.signed()
    with pytest.raises(InvalidState):
        both.act(both.provider, answering.withdraw, signed, "x")
    with both.platform.begin() as work:
        opening.expire(work, signed)
    assert both.seen(signed).state == "signed"


def test_one_contract_at_a_time_about_a_subject(both: Parties) -> None:
    first = both.open(subject_id="o1")
    assert both.open(subject_id="o1") == first, "the job runs again"
    with pytest.raises(InvalidState):
        both.open(5, subject_id="o1")
    both.act(both.provider, answering.withdraw, first, "重新起草")
    assert both.open(5, subject_id="o1") != first


def test_operators_keep_templates_in_versions(both: Parties) -> None:
    platform, kept = both.platform, both.agreed()
    operator = staff(platform, "operator")

    def act(command, *arguments):  # type: ignore[no-untyped-def]
        with platform.begin(operator) as work:
            return command(work, viewer(platform, operator), *arguments)

    first = next(one for one in act(templates.versions) if one.template_id == "technical_service")
    draft = act(templates.begin_version, first.template_id)
    with pytest.raises(InvalidState):
        act(templates.begin_version, first.template_id)
    said = replace(first.content, title="信息化服务合同（2026版）")
    act(templates.save_version, draft, said)
    act(templates.publish, draft)
    with pytest.raises(InvalidState):
        act(templates.save_version, draft, said)
    states = {
        one.number: one.state for one in act(templates.versions) if one.template_id == first.template_id
    }
    assert states == {1: "retired", 2: "published"}
    with pytest.raises(Invalid):
        both.act(both.provider, drafting.choose_template, both.open(), first.id)
    assert both.seen(kept).template_version_id == first.id
    for who in (both.provider.user_id, staff(platform, "department")):
        with pytest.raises(Forbidden), platform.begin(who) as work:
            templates.versions(work, viewer(platform, who))
    with platform.begin() as work:
        templates.load_delivered(work)
    assert len(act(templates.versions)) == 3, "what operators have made of it stays"


def test_no_private_key_is_in_a_file_or_a_row(both: Parties) -> None:
    contract_id = both.signed()
    assert b"PRIVATE" not in both.pdf(contract_id)
    with both.platform.begin() as work:
        signatures = text("SELECT row_to_json(t)::text FROM contract_signatures t")
        audited = text("SELECT row_to_json(t)::text FROM audit_entries t")
        rows = [row for one in (signatures, audited) for row in work.session.execute(one).scalars()]
        assert rows
        assert not any("PRIVATE" in row for row in rows)
        assert work.session.scalar(select(Contract.sha256).where(Contract.id == contract_id))
