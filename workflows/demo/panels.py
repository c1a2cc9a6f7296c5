"""The experts of the demonstration, and how a solution goes through its panel."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from workflows.approvals.models import WorkItem
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.business.experts.expert_lifecycle import write_profile
from workflows.business.experts.models import Expert
from workflows.demo.story import Begin, Company, claim, decide, pause, reviewer
from workflows.ground.work import Work
from workflows.people.identity.models import User
from workflows.people.viewer_loader import viewer_of

CRITERIA = ("innovation", "maturity", "effect", "price", "service")
OPINIONS = (
    "方案成熟，案例可核实，推荐上架。",
    "实施效果明显，建议补充售后响应承诺。",
    "技术路线清晰，价格合理，同意。",
    "适合中小企业分步实施，推荐。",
)
LEAVES_OPEN = "expert"
"""The account whose own score is left to whoever tries the demonstration."""


def enrol(work: Work, user_id: str, person: Mapping[str, Any]) -> None:
    """Make an account of the demonstration an expert, as an approved enrolment would."""
    row = Expert(user_id=user_id, state="active", enrolled_at=work.now, changed_at=work.now)
    write_profile(work, row, {"name": person["full_name"], **person["expert"]})
    work.session.add(row)
    work.session.flush()


def panel(case: Company, begin: Begin, *, until_closed: bool) -> Iterator[timedelta]:
    """Let the operator approve and experts score: all who are needed, or two and the others later."""
    who = reviewer(case, begin)
    begin(who, lambda work: claim(work, case))
    yield pause(case.chance, hours=(1, 4))
    begin(who, lambda work: decide(work, case, Decision("approve", "资料完整，案例属实，提交专家评审。")))
    for turn in range(3 if until_closed else 2):
        yield pause(case.chance, hours=(6, 20))
        _score(case, begin, turn)
    if not until_closed:
        return
    yield pause(case.chance, hours=(4, 20))
    department = reviewer(case, begin)
    begin(department, lambda work: decide(work, case, Decision("approve", "同意上架。")))


def _score(case: Company, begin: Begin, turn: int) -> None:
    """Let the next expert score who is asked and not left for whoever tries the demonstration."""
    answers: list[tuple[str, str]] = []
    begin("system", lambda work: answers.append(_next_score(work, case)))
    task_id, expert = answers[0]
    scores = dict(zip(CRITERIA, _numbers(case.chance), strict=True))
    data = {**scores, "total": _total(scores)}
    decision = Decision("approve", OPINIONS[turn % len(OPINIONS)], data=data)

    def act(work: Work) -> None:
        deciding.decide(work, viewer_of(work), task_id, decision)

    begin(expert, act)


def _next_score(work: Work, case: Company) -> tuple[str, str]:
    rows = (
        select(WorkItem.task_id, WorkItem.assignee)
        .join(User, User.id == WorkItem.assignee)
        .where(WorkItem.case_id == case.case_id, WorkItem.element_id == "score")
        .where(WorkItem.state == "claimed", User.user_name != LEAVES_OPEN)
    )
    row = work.session.execute(rows.order_by(User.user_name)).first()
    assert row is not None, "the panel waits for somebody"
    return row.task_id, row.assignee or ""


def _numbers(chance: random.Random) -> list[int]:
    return [chance.randint(70, 95) for _ in CRITERIA]


def _total(scores: Mapping[str, int]) -> float:
    weights = {"innovation": 25, "maturity": 20, "effect": 30, "price": 10, "service": 15}
    return round(sum(weight * scores[key] for key, weight in weights.items()) / 100, 1)
