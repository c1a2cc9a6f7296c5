"""Leaving an organisation: who has a place ends it alone, unless nobody else could act."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.factories.people import PASSWORD, applicant, staff
from tests.workflows.business.agents.conftest import Company
from tests.workflows.business.wallet.conftest import receive
from tests.workflows.people.sub_accounts.conftest import Team
from workflows.bootstrap import Platform
from workflows.business.consultants.models import Consultant
from workflows.business.experts.models import Expert
from workflows.ground.db import new_id
from workflows.ground.errors import InvalidState, NotFound
from workflows.notices.models import Message
from workflows.own_account import leaving
from workflows.people.departures import HeldPlace
from workflows.people.identity.administration import disable
from workflows.people.identity.groups import grant
from workflows.people.identity.queries import account
from workflows.people.identity.values import AttemptRefused
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.queries import member_ids
from workflows.people.viewer_loader import viewer_of


def the_place(platform: Platform, user_id: str) -> HeldPlace:
    with platform.begin(user_id) as work:
        (place,) = leaving.own_places(work)
    return place


def leave(platform: Platform, user_id: str, place: HeldPlace, typed: str = PASSWORD) -> AttemptRefused | None:
    with platform.begin(user_id) as work:
        return leaving.leave(work, place.kind, place.id, typed)


def told(platform: Platform, user_id: str) -> str | None:
    with platform.begin() as work:
        newest = select(Message.template).where(Message.user_id == user_id).order_by(Message.id.desc())
        return work.session.scalars(newest).first()


def test_an_agent_leaves_alone_and_once(platform: Platform, company: Company) -> None:
    agent = company.agent()
    place = the_place(platform, agent)
    assert (place.kind, place.organisation_id) == ("agent", company.id)
    assert leave(platform, agent, place, "Wrong-horse7") is not None
    for stranger in (applicant(platform).user_id, company.owner.user_id):
        with pytest.raises(NotFound):
            leave(platform, stranger, place)
    assert leave(platform, agent, place) is None
    with platform.begin(agent) as work:
        assert viewer_of(work).memberships == {}
        assert leaving.own_places(work) == []
    assert told(platform, company.owner.user_id) == "agent_left"
    with pytest.raises(NotFound):
        leave(platform, agent, place)


def test_the_last_who_may_act_stays_while_something_is_left_to_do(
    platform: Platform, company: Company
) -> None:
    agent = company.agent()
    place = the_place(platform, agent)
    with platform.begin() as work:
        receive(work, company.id, "12.50")
        disable(work, company.owner.user_id)
    with platform.begin(agent) as work:
        _, in_the_way = leaving.own_place(work, place.kind, place.id)
    assert [(one.code, one.page) for one in in_the_way] == [("wallet.still_money", "/wallet")]
    with pytest.raises(InvalidState):
        leave(platform, agent, place)
    with platform.begin() as work:
        assert agent in member_ids(work, company.id)


def test_a_sub_account_ends_with_its_place(platform: Platform, team: Team) -> None:
    clerk = team.add("products", password=PASSWORD)
    leave(platform, clerk.user_id, the_place(platform, clerk.user_id))
    with platform.begin() as work:
        assert account(work, clerk.user_id).disabled
        assert clerk.user_id not in member_ids(work, team.owner.organisation_id)
    assert team.listed() == []
    assert told(platform, team.owner.user_id) == "member_left"


def test_a_consultant_and_an_expert_leave(platform: Platform, team: Team) -> None:
    person = staff(platform, "consultant", "expert")
    with platform.begin() as work:
        organisations.join(work, team.owner.organisation_id, person, "member")
        grant(work, person, "provider")
        work.session.add(
            Consultant(
                id=new_id(), organisation_id=team.owner.organisation_id, name="顾问", email="g@example.cn",
                email_key="g@example.cn", user_id=person, state="active", words="",
                invited_by=team.owner.user_id, invited_at=work.now, changed_at=work.now,
            )
        )  # fmt: skip
        work.session.add(
            Expert(
                user_id=person, name="专家", fields=[], industries=[], years_in_industry=1, profile={},
                words="", state="active", enrolled_at=work.now, changed_at=work.now,
            )
        )  # fmt: skip
    with platform.begin(person) as work:
        places = leaving.own_places(work)
    assert {one.kind for one in places} == {"consultant", "expert"}
    for place in places:
        assert leave(platform, person, place) is None
    assert told(platform, team.owner.user_id) == "consultant_left"
    with platform.begin(person) as work:
        assert account(work, person).groups.isdisjoint({"consultant", "expert"})
        assert viewer_of(work).memberships == {}
        assert work.session.scalars(select(Consultant.state)).one() == "ended"
        assert work.session.scalars(select(Expert.state)).one() == "ended"
