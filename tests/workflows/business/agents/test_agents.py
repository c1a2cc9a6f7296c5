"""Agents from being named to being ended: who may, whom the link lets in, and what is left afterwards."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories.people import applicant, staff
from tests.factories.seals import passed_check, sealed, sealed_by
from tests.workflows.approvals.conftest import Story
from tests.workflows.business.agents.conftest import BASE, LI, Company, account, certified_enterprise
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases.drafts import load_draft, save_draft
from workflows.approvals.cases.start_rules import latest_start_rules
from workflows.approvals.policies.starting import may_start
from workflows.approvals.tasks import deciding
from workflows.approvals.timeline.timeline import timeline
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.agents import operations
from workflows.business.agents.agent_lifecycle import VALID_FOR
from workflows.business.seals.models import Seal
from workflows.business.seals.operations import revoke_seal
from workflows.business.seals.queries import has_valid_seal
from workflows.business.wallet import cards, withdrawals
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Forbidden, Invalid, InvalidState, NotFound, WorkflowsError
from workflows.notices.models import Message
from workflows.outbox.models import Mail, Sms
from workflows.people.identity.values import AttemptRefused
from workflows.people.invitations import accepting
from workflows.people.invitations.values import Confirmation
from workflows.people.organisations import operations as organisations
from workflows.people.organisations import queries
from workflows.people.policies.team import may_give
from workflows.people.sub_accounts import operations as sub_accounts
from workflows.people.sub_accounts.values import Colleague
from workflows.people.viewer_loader import viewer_of

WANG = replace(LI, name="王强", mobile="13911113333", email="")


def told(platform: Platform, user_id: str) -> list[str]:
    with platform.begin() as work:
        rows = select(Message.template).where(Message.user_id == user_id).order_by(Message.id)
        return list(work.session.scalars(rows))


def fields_of(answer: object) -> set[str]:
    assert isinstance(answer, AttemptRefused)
    return {problem.field for problem in answer.problems}


def test_an_agent_is_invited_by_sms_and_mail_joins_and_acts(platform: Platform, company: Company) -> None:
    company.appoint()
    with platform.begin() as work:
        mail = work.session.scalars(select(Mail).where(Mail.to_address == LI.email)).one()
        sms = work.session.scalars(select(Sms).where(Sms.mobile == f"+86{LI.mobile}")).one()
    assert f"{BASE}/invitations/{company.token()}" in mail.body
    assert company.token() in sms.body
    assert [one.state for one in company.standings()] == ["invited"]
    signed_in, _ = company.join()
    with platform.begin() as work:
        viewer = viewer_of(work, signed_in.account.id)
    assert viewer.memberships == {company.id: "agent"}
    assert viewer.holds("enterprise")
    assert viewer.acts_for(company.id)
    assert not viewer.owns(company.id)
    assert signed_in.account.mobile == f"+86{LI.mobile}"
    assert signed_in.account.email is None, "a link that was on a phone proves no address"
    assert [one.state for one in company.standings()] == ["accepted"]
    assert told(platform, company.owner.user_id) == ["agent_appointed", "agent_joined"]
    with platform.begin() as work:
        actions = set(work.session.scalars(select(AuditEntry.action)))
    assert {"agent.appointed", "agent.accepted", "member.joined"} <= actions


def test_only_the_legal_person_names_invites_and_ends(platform: Platform, company: Company) -> None:
    agent = company.agent()
    stranger, clerk = applicant(platform).user_id, staff(platform, "enterprise")
    operator = staff(platform, "operator")
    with platform.begin() as work:
        organisations.join(work, company.id, clerk, "member", ["organisation", "sub_accounts"])
    (now,) = company.standings()
    for person in (agent, clerk, stranger, operator):
        for command, *arguments in (
            (operations.appoint, company.id, WANG),
            (operations.invite, company.id),
            (operations.end, company.id, now.agent.id),
        ):
            given = {} if command is operations.end else {"base_url": BASE}
            with pytest.raises(Forbidden):
                company.act(person, command, *arguments, **given)
    assert [one.state for one in company.standings(agent)] == ["accepted"]
    with pytest.raises(NotFound):
        company.standings(stranger)


def test_what_is_typed_is_checked_at_the_field(platform: Platform, company: Company) -> None:
    with platform.begin(company.owner.user_id) as work:
        own = queries.members(work, company.id)[0].user_id
        assert own == company.owner.user_id
    for wrong, field in (
        (replace(LI, name=" "), "name"),
        (replace(LI, name="李芳2"), "name"),
        (replace(LI, mobile="123"), "mobile"),
        (replace(LI, mobile=""), "mobile"),
        (replace(LI, email="a@" + "b." * 100_000 + "@"), "email"),
        (replace(LI, position="长" * 51), "position"),
    ):
        with pytest.raises(Invalid) as refused:
            company.appoint(wrong)
        assert [problem.field for problem in refused.value.problems] == [field]
    assert company.standings() == []


def test_a_new_agent_ends_the_one_before(platform: Platform, company: Company) -> None:
    first = company.agent()
    company.appoint(WANG)
    assert [(one.agent.name, one.state) for one in company.standings()] == [
        ("王强", "invited"),
        ("李芳", "ended"),
    ]
    with platform.begin() as work:
        assert viewer_of(work, first).memberships == {}
        assert not viewer_of(work, first).holds("enterprise")
    assert told(platform, first) == ["agent_ended"]


def test_an_invitation_ends_and_can_be_sent_again(
    platform: Platform, company: Company, clock: FixedClock
) -> None:
    company.appoint()
    old = company.token()
    clock.now += VALID_FOR
    assert [one.state for one in company.standings()] == ["expired"]
    person = account(platform)
    with pytest.raises(NotFound):
        company.accept(person)
    company.act(company.owner.user_id, operations.invite, company.id, base_url=BASE)
    with pytest.raises(InvalidState):
        company.act(company.owner.user_id, operations.invite, company.id, base_url=BASE)
    assert company.token() != old
    with pytest.raises(NotFound), platform.begin(person) as work:
        accepting.accept(work, viewer_of(work), old, Confirmation(LI.name, LI.mobile))
    company.accept(person)
    assert [one.state for one in company.standings()] == ["accepted"]
    with pytest.raises(InvalidState):
        company.act(company.owner.user_id, operations.invite, company.id, base_url=BASE)


def test_invitations_of_a_day_are_counted(platform: Platform, company: Company, clock: FixedClock) -> None:
    company.appoint()
    for _ in range(operations.MOST_A_DAY - 1):
        clock.now += timedelta(minutes=2)
        company.act(company.owner.user_id, operations.invite, company.id, base_url=BASE)
    clock.now += timedelta(minutes=2)
    with pytest.raises(InvalidState):
        company.act(company.owner.user_id, operations.invite, company.id, base_url=BASE)


def test_the_wrong_person_does_not_get_in(platform: Platform, company: Company) -> None:
    company.appoint()
    assert fields_of(company.join(full_name="王芳")) == {"full_name"}
    assert fields_of(company.join(mobile="13900000000")) == {"mobile"}
    assert fields_of(company.join(code="000000")) == {"code"}
    other = account(platform, LI, mobile="13900000001")
    assert fields_of(company.accept(other)) == {"mobile"}, "the number is not that of their account"
    named_otherwise = account(platform, LI, full_name="赵敏")
    assert fields_of(company.accept(named_otherwise)) == {"full_name"}
    with pytest.raises(Forbidden):
        company.accept(other)  # the number has an account by now, and it is not theirs
    with platform.begin(named_otherwise) as work:
        for _ in range(accepting.CONFIRMED_AN_HOUR):
            accepting.accept(work, viewer_of(work), company.token(), Confirmation("猜", "13800000000"))
    refused = company.accept(named_otherwise)
    assert [problem.code for problem in refused.problems] == ["invitations.confirmed_too_often"]
    assert [one.state for one in company.standings()] == ["invited"]


def test_who_belongs_elsewhere_or_works_for_the_platform_is_refused(
    platform: Platform, company: Company
) -> None:
    company.appoint()
    person = account(platform)
    rival = certified_enterprise(platform, "资江机械")
    with platform.begin() as work:
        organisations.join(work, rival.id, person, "member")
    with pytest.raises(InvalidState) as refused:
        company.accept(person)
    assert refused.value.code == "agents.belongs_elsewhere"
    with platform.begin() as work:
        organisations.leave(work, rival.id, person)
        organisations.join(work, company.id, person, "member")
    with pytest.raises(InvalidState) as refused:
        company.accept(person)
    assert refused.value.code == "agents.belongs_here"
    company.appoint(WANG)
    clerk = account(platform, WANG, kind="staff", groups=frozenset({"operator"}))
    with pytest.raises(InvalidState) as refused:
        company.accept(clerk, WANG)
    assert refused.value.code == "agents.works_here"


def test_who_only_began_to_register_leaves_that_behind(platform: Platform, company: Company) -> None:
    company.appoint()
    person = account(platform, kind="enterprise", groups=frozenset({"enterprise"}))
    with platform.begin() as work:
        blank = organisations.begin_organisation(work, "enterprise", person)
    company.accept(person)
    with platform.begin() as work:
        assert viewer_of(work, person).memberships == {company.id: "agent"}
        assert queries.members(work, blank) == []


def test_of_two_who_accept_at_once_one_gets_in(platform: Platform, company: Company) -> None:
    """The same link, in two windows: one account becomes the agent."""
    company.appoint()
    person = account(platform)
    start, answers = threading.Barrier(2), []

    def accept() -> None:
        start.wait()
        try:
            answers.append(company.accept(person))
        except WorkflowsError as refusal:
            answers.append(refusal)

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 2
    with platform.begin() as work:
        joined = select(AuditEntry).where(AuditEntry.action == "agent.accepted")
        assert len(work.session.scalars(joined).all()) == 1
        assert viewer_of(work, person).memberships == {company.id: "agent"}


def test_an_end_and_an_acceptance_wait_for_each_other(platform: Platform, company: Company) -> None:
    agent_id = company.appoint()
    person, token = account(platform), company.token()
    company.end(agent_id)
    with pytest.raises(NotFound), platform.begin(person) as work:
        accepting.accept(work, viewer_of(work), token, Confirmation(LI.name, LI.mobile))
    with pytest.raises(InvalidState):
        company.end(agent_id)
    with platform.begin() as work:
        sent = select(Sms.template).where(Sms.mobile == f"+86{LI.mobile}").order_by(Sms.id)
        assert list(work.session.scalars(sent)) == ["sms_agent_invitation", "sms_agent_ended"]


def test_an_agent_who_is_ended_while_acting_can_do_nothing_more(
    platform: Platform, company: Company, story: Story, clock: FixedClock
) -> None:
    """What they handed in stays with the organisation, and so does what they had begun to type."""
    agent = company.agent()
    case = story.submit(replace(company.owner, user_id=agent), story.data(7))
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "return", opinion="请补充")
    (own,) = story.to_do(agent)
    with platform.begin(agent) as work:
        save_draft(work, agent, "enterprise", {"name": "改"}, subject=case.id)
        save_draft(work, agent, "leave", {"name": "私"}, subject="")
    clock.now += timedelta(hours=1)
    (now,) = company.standings()
    company.end(now.agent.id)
    with pytest.raises((Forbidden, NotFound)):
        story.act(agent, deciding.decide, own.task_id, Decision("submit", data=story.data(7)))
    with pytest.raises(Forbidden):
        story.submit(replace(company.owner, user_id=agent), story.data(8))
    with platform.begin() as work:
        kept = load_draft(work, company.owner.user_id, "enterprise", case.id)
        assert kept is not None
        assert kept.data == {"name": "改"}
        assert load_draft(work, agent, "enterprise", case.id) is None
        assert load_draft(work, agent, "leave", "") is not None, "what is their own stays theirs"
    story.run()
    story.decide(company.owner.user_id, own.task_id, "submit", data=story.data(7))
    said = {
        (one.kind, one.by_agent)
        for one in story.read(story.operator, timeline, case.id)
        if one.kind in ("submitted", "resubmitted")
    }
    assert said == {("submitted", True), ("resubmitted", False)}


def test_the_seal_that_an_agent_stands_for_ends_with_them(platform: Platform, company: Company) -> None:
    owner = company.owner.user_id
    agent_id = company.appoint()
    company.join()
    sealed_by(platform, owner, company.id, passed_check(platform, owner, company.id, LI.name, "agent"))
    late = passed_check(platform, owner, company.id, LI.name, "agent")
    company.end(agent_id)
    with platform.begin() as work:
        (seal,) = work.session.scalars(select(Seal).where(Seal.organisation_id == company.id))
        assert (seal.state, seal.reason) == ("revoked", "seals.agent_ended")
        assert not has_valid_seal(work, company.id)
    with pytest.raises(InvalidState, match="who acts for the organisation now"):
        sealed_by(platform, owner, company.id, late)
    sealed(platform, owner, company.id)
    company.end(company.appoint())
    with platform.begin() as work:
        assert has_valid_seal(work, company.id), "the legal person's own stays"


def test_an_agent_revokes_what_their_own_identity_stands_for_alone(
    platform: Platform, company: Company
) -> None:
    owner, agent = company.owner.user_id, company.agent()
    legal = sealed(platform, agent, company.id)
    with pytest.raises(Forbidden, match="the legal person"):
        company.act(agent, revoke_seal, legal, "换章")
    company.act(owner, revoke_seal, legal, "换章")
    for who in (agent, owner):
        number = passed_check(platform, agent, company.id, LI.name, "agent")
        company.act(who, revoke_seal, sealed_by(platform, agent, company.id, number), "换章")
    with platform.begin() as work:
        assert not has_valid_seal(work, company.id)


def test_a_draft_of_the_legal_person_is_not_overwritten(platform: Platform, company: Company) -> None:
    agent = company.agent()
    with platform.begin() as work:
        save_draft(work, agent, "quota", {"size": "小"}, subject=company.id)
        save_draft(work, company.owner.user_id, "quota", {"size": "中"}, subject=company.id)
    (now,) = company.standings()
    company.end(now.agent.id)
    with platform.begin() as work:
        kept = load_draft(work, company.owner.user_id, "quota", company.id)
        assert kept is not None
        assert kept.data == {"size": "中"}
        assert load_draft(work, agent, "quota", company.id) is None


def test_an_agent_begins_what_the_legal_person_does_but_moves_no_money(
    platform: Platform, company: Company
) -> None:
    agent = company.agent()
    with platform.begin(agent) as work:
        viewer = viewer_of(work)
        may = {
            process: may_start(viewer, latest_start_rules(work, process), company.id, "enterprise")
            for process in ("voucher_quota", "product_listing", "bank_card_verification", "withdrawal")
        }
        assert may == {
            "voucher_quota": True,
            "product_listing": True,
            "bank_card_verification": False,
            "withdrawal": False,
        }
        assert may_give(viewer, company.id, ["products"])
        assert not may_give(viewer, company.id, ["wallet"])
    for command, options in (
        (cards.cards, {}),
        (withdrawals.ask, {"card_id": "x", "amount": Decimal("1.00")}),
    ):
        with pytest.raises(Forbidden):
            company.act(agent, command, company.id, **options)
    with pytest.raises(Forbidden):
        company.act(
            agent, organisations.set_payment_account, company.id,
            bank="中国银行", location="长沙", branch="岳麓", number="6216610000001234567",
        )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        company.act(
            agent, sub_accounts.add, company.id, user_name="clerk_money",
            person=Colleague("出纳", "13900007777", menus=frozenset({"wallet"})),
        )  # fmt: skip
    assert [problem.field for problem in refused.value.problems] == ["menus"]


def test_who_was_named_before_the_certification_is_invited_by_it_once(
    platform: Platform, story: Story
) -> None:
    company = Company(platform, story.applicant())
    company.appoint()
    assert [one.state for one in company.standings()] == ["not_invited"]
    with pytest.raises(InvalidState):
        company.act(company.owner.user_id, operations.invite, company.id, base_url=BASE)
    story.submit(company.owner)
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "approve")
    while items := story.to_do(story.window):
        story.decide(story.window, items[0].task_id, "approve")
    assert [one.state for one in company.standings()] == ["invited"]
    with platform.begin() as work:
        sent = select(Sms).where(Sms.template == "sms_agent_invitation")
        assert len(work.session.scalars(sent).all()) == 1
    company.join()
    assert [one.state for one in company.standings()] == ["accepted"]
