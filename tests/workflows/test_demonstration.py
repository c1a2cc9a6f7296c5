"""The demonstration: complete, valid, and on an empty database only."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import func, select

from forms import build_form
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases.forms import evaluator, form_context, schema_of
from workflows.approvals.cases.views import case_views
from workflows.approvals.models import Case, CaseEvent, Submission, WorkItem
from workflows.bootstrap import Platform
from workflows.business.carts.models import CartLine
from workflows.business.catalogue.models import Product
from workflows.business.catalogue.publication_models import PublishedProduct
from workflows.business.catalogue.values import PRODUCT_STATES
from workflows.business.consultants.models import Consultant
from workflows.business.contracts.models import Contract
from workflows.business.demands.models import Demand
from workflows.business.experts.models import Enrolment
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.values import ORDER_STATES
from workflows.business.panels.models import Panel
from workflows.business.ratings.models import Rating
from workflows.business.seals.models import Seal
from workflows.business.vouchers.models import VoucherGrant, VoucherProgramme
from workflows.business.vouchers.queries import voucher_of
from workflows.business.wallet.models import BankCard, Withdrawal
from workflows.demo import PASSWORD, accounts, is_loaded, load_demonstration
from workflows.files.models import UploadedFile
from workflows.outside.models import OutsideService
from workflows.outside.schemas import complaint
from workflows.outside.stand_ins import answer
from workflows.outside.values import Inquiry
from workflows.people.identity.models import RoleGrant, User
from workflows.people.identity.passwords import policy_problems
from workflows.people.identity.roles import ROLES
from workflows.people.organisations.models import Organisation
from workflows.people.sub_accounts.models import SubAccount
from workflows.scenarios.form_samples import credit_code

REQUIRED = ("name", "payer_name", "kind", "campaign", "title", "reason", "subject")
"""One of these each form asks for."""


def test_the_known_password_meets_the_policy_for_every_account() -> None:
    for account in accounts():
        assert not policy_problems(PASSWORD, user_name=account.user_name, mobile=None)


def test_the_accounts_cover_every_role_and_all_windows_that_are_needed() -> None:
    groups = {group for account in accounts() for group in account.groups}
    assert set(ROLES) <= groups
    assert len(accounts()) >= 20


@pytest.mark.long
def test_forty_cases_in_all_states_with_data_that_the_forms_accept(
    platform: Platform, clock: FixedClock
) -> None:
    platform.prepare()
    assert load_demonstration(platform)
    assert is_loaded(platform)
    with platform.begin() as work:
        registrations = Case.process_id.in_(("enterprise_registration", "provider_registration"))
        states = Counter(work.session.scalars(select(Case.state).where(registrations)))
        assert states.total() == 40
        standing = set(work.session.scalars(select(Product.state)))
        assert standing == set(PRODUCT_STATES)
        assert work.session.scalars(select(Product.name).where(Product.change == "in_review")).all()
        on_sale = work.session.scalars(select(Product.id).where(Product.state == "on_sale"))
        assert set(work.session.scalars(select(PublishedProduct.product_id))) == set(on_sale)
        assert {"in_review", "returned", "approved", "rejected", "withdrawn", "completed"} <= set(states)
        assert work.session.scalar(select(func.max(CaseEvent.at))) <= clock.now  # type: ignore[operator]
        assert {"open", "claimed", "done"} <= set(work.session.scalars(select(WorkItem.state)))
        codes = list(work.session.scalars(select(Organisation.credit_code)))
        assert len([code for code in codes if code]) == 40
        licences = select(func.count()).where(UploadedFile.profile == "licence")
        assert work.session.scalar(licences) == 40
        panels = Counter(work.session.scalars(select(Panel.state)))
        assert panels == {"open": 1, "closed": 1}
        waiting = select(User.user_name).join(WorkItem, WorkItem.assignee == User.id)
        waiting = waiting.where(WorkItem.element_id == "score", WorkItem.state == "claimed")
        assert "expert" in work.session.scalars(waiting).all()
        assert work.session.scalar(select(func.count()).select_from(SubAccount)) == 2
        assert work.session.scalar(select(func.count()).where(Consultant.state == "invited")) == 2
        assert set(work.session.scalars(select(Enrolment.state))) == {"in_review"}
        quotas = set(work.session.scalars(select(Case.state).where(Case.process_id == "voucher_quota")))
        assert quotas == {"in_review", "returned", "approved", "rejected"}
        granted = [
            voucher_of(work, voucher_id) for voucher_id in work.session.scalars(select(VoucherGrant.id))
        ]
        assert {one.state for one in granted} == {"usable", "used_up", "expired"}
        assert not work.incidents.list()
        led = select(User.user_name, RoleGrant.group_id).join(RoleGrant, RoleGrant.user_id == User.id)
        leads = work.session.execute(led.where(RoleGrant.is_lead)).all()
        assert [tuple(row) for row in leads] == [("changsha_lead", "window:430100")]
        waiting_there = select(func.count()).where(
            WorkItem.groups.contains(["window:430100"]), WorkItem.closed_at.is_(None)
        )
        assert (work.session.scalar(waiting_there) or 0) >= 3, "a lead's morning has something to look at"
        sealed = select(User.user_name).join(Seal, Seal.made_by == User.id).where(Seal.state == "active")
        assert set(work.session.scalars(sealed)) == {"enterprise1", "enterprise2", "provider1", "provider2"}
        assert set(work.session.scalars(select(ServiceOrder.state))) == set(ORDER_STATES)
        assert Counter(work.session.scalars(select(Contract.state))) == {
            "signed": 1,
            "drafting": 1,
            "offered": 1,
        }
        assert len(work.session.scalars(select(CartLine.id)).all()) == 2, "a cart to look at"
        assert set(work.session.scalars(select(Rating.by))) == {"enterprise", "provider"}
        assert Counter(work.session.scalars(select(BankCard.state))) == {"certified": 1, "checking": 1}
        withdrawn = Counter(work.session.scalars(select(Withdrawal.state)))
        assert withdrawn == {"asked": 2, "paid": 1, "returned": 1}
        demands = Counter(work.session.scalars(select(Demand.state)))
        assert demands == {"published": 2, "in_review": 1, "returned": 1, "withdrawn": 1}
        _asks_the_stand_in(work.session.scalars(select(OutsideService)).one(), clock.now)
        # who is invited fills in nothing at first; the wallet, the checkout and the tender fill their own
        untyped = ("", "card", "withdrawal", "order", "invitation", "tender")
        asked = select(Submission).where(Submission.form_id.not_in(untyped))
        over = VoucherProgramme.valid_until <= clock.now
        ended = set(work.session.scalars(select(VoucherProgramme.id).where(over)))
        for handed_in in work.session.scalars(asked):
            schema = schema_of(work, handed_in.definition_id, handed_in.form_id)
            (case,) = case_views(work, [work.session.get_one(Case, handed_in.case_id)])
            if {case.number, handed_in.data.get("general_programme")} & ended:
                continue  # nobody could ask for it or for its vouchers now
            context = form_context(work, handed_in.definition_id, "zh-CN", case)
            shared = {"evaluate": evaluator(work), "values": handed_in.data, "context": context}
            typed = build_form(schema, **shared)  # type: ignore[arg-type]
            again = build_form(schema, draft=typed.draft, **shared)  # type: ignore[arg-type]
            assert again.validate(), again.errors
            without = typed.draft | dict.fromkeys(REQUIRED, "")
            broken = build_form(schema, draft=without, **shared)  # type: ignore[arg-type]
            assert not broken.validate()


def _asks_the_stand_in(service: OutsideService, now: datetime) -> None:
    for code, status, listed in (("430", 200, True), ("431", 503, None), ("432", 200, False)):
        reply = answer(
            Inquiry(
                service=service.name,
                address=service.address,
                secret="",
                key="k",
                body={"code": code, "amount": 5_000},
                answer_to="",
                asked_at=now,
                time_limit_seconds=1,
                stand_in=service.stand_in,
                private_hosts=frozenset(),
            )
        )
        assert reply.status == status
        if status == 200:
            assert complaint(service.answer_schema, reply.body) == ""
            assert reply.body["listed"] is listed


def test_it_is_loaded_on_an_empty_database_only(platform: Platform) -> None:
    platform.prepare()
    with platform.begin() as work:
        from workflows.people.identity.administration import create_account

        create_account(work, user_name="somebody", password="Correct-horse7")
    assert not load_demonstration(platform)
    assert not is_loaded(platform)
    with platform.begin() as work:
        assert work.session.scalar(select(func.count()).select_from(User)) == 1


@pytest.mark.parametrize("region", ["430100", "outside"])
def test_invented_credit_codes_are_valid(region: str) -> None:
    from workflows.ground.calendar.feel_functions import valid_credit_code

    assert all(valid_credit_code(credit_code(region, number)) for number in range(300))
