"""Who is fit for a panel: by field and industry, without a conflict of interest, at hand, least loaded."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, insert, update

from tests.factories.people import applicant, staff
from workflows.approvals.models import Case, WorkItem
from workflows.bootstrap import Platform
from workflows.business.experts.models import Expert
from workflows.business.experts.queries import candidates
from workflows.ground.fulltext import document
from workflows.ground.work import Work
from workflows.people.identity.administration import disable
from workflows.people.identity.models import RoleGrant, User
from workflows.people.organisations import operations as organisations


def enrol(
    work: Work, user_id: str, fields: list[str], industries: list[str] | None = None, **rest: Any
) -> str:
    values = {"state": "active", "organisation_id": None, **rest}
    row = Expert(
        user_id=user_id, name=user_id, fields=fields, industries=industries or [], years_in_industry=5,
        profile={}, words=document(user_id), enrolled_at=work.now, changed_at=work.now, **values,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return user_id


@pytest.fixture
def people(platform: Platform) -> list[str]:
    return [staff(platform, "expert") for _ in range(4)]


def chosen(
    platform: Platform, *, needed: int = 9, fields: tuple[str, ...] = ("data",), **rest: Any
) -> list[str]:
    with platform.begin() as work:
        return list(candidates(work, fields=fields, needed=needed, **rest))


def busy(work: Work, user_id: str, tasks: int) -> None:
    case = Case(
        number=f"T-{user_id}", process_id="p", definition_id="d", title_zh="t", title_en="t",
        applicant_id="a", state="in_review", submitted_at=work.now, updated_at=work.now,
    )  # fmt: skip
    work.session.add(case)
    work.session.flush()
    for number in range(tasks):
        work.session.add(
            WorkItem(
                task_id=f"{user_id}-{number}",
                instance_id=user_id,
                token_id=str(number),
                case_id=case.id,
                element_id="score",
                name_zh="评分",
                name_en="Score",
                round=1,
                groups=[],
                users=[],
                assignee=user_id,
                addressed=True,
                state="claimed",
                priority=50,
                opened_at=work.now,
            )
        )
    work.session.flush()


def test_the_best_match_comes_first_then_the_least_loaded(platform: Platform, people: list[str]):
    one, two, both, other = people
    with platform.begin() as work:
        enrol(work, one, ["data"], ["food"])
        enrol(work, two, ["data"])
        enrol(work, both, ["data", "quality"])
        enrol(work, other, ["finance"], ["food"])
        busy(work, both, 3)
    wanted = {"fields": ("data", "quality"), "industries": ("food", "textile")}
    assert chosen(platform, **wanted) == [both, one, two]  # type: ignore[arg-type]
    assert chosen(platform, **wanted, needed=2) == [both, one]  # type: ignore[arg-type]
    with platform.begin() as work:
        busy(work, one, 1)
    assert chosen(platform) == [two, one, both]
    assert chosen(platform, fields=()) == [*sorted([two, other]), one, both]


def test_nobody_with_an_interest_and_nobody_away_is_asked(platform: Platform, people: list[str]):
    theirs, member, barred, fine = people
    provider, rival = applicant(platform, "provider"), applicant(platform, "provider")
    with platform.begin() as work:
        enrol(work, theirs, ["data"], organisation_id=provider.organisation_id)
        for user_id in (member, barred, fine):
            enrol(work, user_id, ["data"])
        organisations.join(work, rival.organisation_id, member, "member")
    everybody = sorted(people)
    assert chosen(platform) == everybody
    both = (provider.organisation_id, rival.organisation_id)
    assert chosen(platform, barred_organisations=both, barred_people=[barred]) == [fine]
    with platform.begin() as work:
        organisations.leave(work, rival.organisation_id, member)
    assert chosen(platform, barred_organisations=both) == sorted([member, barred, fine])
    with platform.begin() as work:
        disable(work, barred)
        work.session.execute(update(Expert).where(Expert.user_id == member).values(state="suspended"))
    assert chosen(platform, barred_organisations=both) == [fine]


def test_five_thousand_experts_are_looked_through_by_one_statement(platform: Platform):
    fields = ["data", "quality", "energy", "safety", "finance"]
    with platform.begin() as work:
        ids = [f"e{number:05d}" for number in range(5_000)]
        accounts = [
            {"id": one, "user_name": one, "user_name_key": one, "kind": "person", "created_at": work.now}
            for one in ids
        ]
        work.session.execute(insert(User), accounts)
        work.session.execute(
            insert(RoleGrant), [{"user_id": one, "group_id": "expert", "granted_at": work.now} for one in ids]
        )
        work.session.execute(
            insert(Expert),
            [
                {
                    "user_id": one, "name": one, "fields": [fields[n % 5], fields[(n + 1) % 5]],
                    "industries": ["food"] if n % 3 else ["paper"], "years_in_industry": 3, "profile": {},
                    "words": "", "state": "active", "enrolled_at": work.now, "changed_at": work.now,
                }
                for n, one in enumerate(ids)
            ],
        )  # fmt: skip
    seen: list[str] = []
    event.listen(platform.database, "before_cursor_execute", lambda *said: seen.append(said[2]))
    with platform.begin() as work:
        found = candidates(work, fields=["data", "quality"], industries=["food"], needed=7)
    assert len([text for text in seen if "experts" in text]) == 1
    assert len(found) == 7
