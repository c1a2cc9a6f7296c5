"""Who is fit for a panel: by field and industry, without a conflict of interest, at hand, least loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from tests.asked import asked_meanwhile
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


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every step of a plan, however deep."""
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes_of(inner)


def test_five_thousand_experts_are_looked_through_by_one_statement_and_their_tasks_by_an_index(
    platform: Platform,
):
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
        busy(work, ids[0], 1)
        one_task = work.session.scalars(select(WorkItem)).one()
        known = (
            *("instance_id", "case_id", "audience_id", "element_id", "name_zh", "name_en", "round", "groups"),
            *("users", "addressed", "priority", "opened_at"),
        )
        held = {name: getattr(one_task, name) for name in known}
        states = ("claimed", "done", "done")
        work.session.execute(
            insert(WorkItem),
            [
                {**held, "task_id": f"{one}+{n}", "token_id": f"{one}+{n}", "assignee": one, "state": state}
                for one in ids
                for n, state in enumerate(states)
            ],
        )
        work.session.execute(text("ANALYZE"))
    with platform.begin() as work, asked_meanwhile() as executed:
        experts = candidates(work, fields=["data", "quality"], industries=["food"], needed=7)
    assert len(experts) == 7
    ((statement, values),) = [one for one in executed if "experts" in one[0]]
    with platform.begin() as work:
        plan = work.connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
    scans = [
        (node["Node Type"], node.get("Index Name"))
        for node in nodes_of(plan[0]["Plan"])
        if node.get("Relation Name") == "work_items"
    ]
    assert scans, plan
    assert {index for _, index in scans} == {"ix_work_items_assignee"}, scans
