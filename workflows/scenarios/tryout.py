"""The stage of a try-out: people of every role, the case that they play, how it stands, and its story."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import yaml
from sqlalchemy import select

from workflows.administration.repair_values import Names
from workflows.administration.version_differences import names_of
from workflows.approvals.cases.case_status import path
from workflows.approvals.models import Case, CaseEvent, Remark, Submission, WorkItem
from workflows.approvals.step_models import StepAnswer
from workflows.bootstrap import Platform
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.outbox.models import Mail
from workflows.people.identity.administration import create_account
from workflows.people.identity.roles import ORGANISATION_ROLES, ROLES
from workflows.people.organisations import operations as organisations
from workflows.people.viewer import WINDOW
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios.form_samples import credit_code
from workflows.scenarios.subjects import certify
from workflows.scenarios.tryout_services import waiting_calls

REGION = "430100"
"""The region of the organisations, and of the window that has somebody."""
PASSWORD = "Tryout-2026"  # noqa: S105  # nobody signs in with it
PLAYED = {role: names for role, names in ROLES.items() if role not in ("admin", "analyst")}
"""Roles that somebody has here, with their names: a try-out is about those who handle cases."""
MOST_CHARACTERS = 2_000
MOST_VARIABLES, MOST_TASKS, MOST_MAILS, MOST_INCIDENTS = 60, 30, 20, 10


class TryoutStage:
    """People by the name of their role, and what has become of the newest case."""

    def __init__(self, platform: Platform, process_id: str) -> None:
        self.platform, self.process_id = platform, process_id
        self.trouble = ""
        self.people: dict[str, str] = {}
        self.waits: list[tuple[datetime, timedelta]] = []
        with platform.begin() as work:
            self._make_people(work)

    def _make_people(self, work: Work) -> None:
        chance = random.Random(self.process_id)  # noqa: S311  # the same every time
        for role, (name, _) in PLAYED.items():
            groups = {role, f"{WINDOW}{REGION}"} if role == "operator" else {role}
            made = create_account(
                work,
                user_name=f"{role}_tryout",
                password=PASSWORD,
                full_name=f"试办{name}",
                email=f"{role}@example.com",
                groups=frozenset(groups),
            )
            self.people[role] = made.id
            if role in ORGANISATION_ROLES:
                own = organisations.begin_organisation(work, role, made.id)  # type: ignore[arg-type]
                code = credit_code(REGION, chance.randrange(1_000_000))
                certify(work, own, name=f"试办{name}有限公司", credit_code=code, region=REGION)

    def now(self) -> datetime:
        """Return the moment in which these people live."""
        with self.platform.begin() as work:
            return work.now

    def waited(self, how_long: timedelta) -> None:
        """Note that time was passed over, for the story."""
        self.waits.append((self.now(), how_long))

    def next_timer(self) -> datetime | None:
        """Return when the next thing of the case falls due that waits for the clock."""
        with self.platform.begin() as work:
            case = self._case(work)
            return None if case is None else _next_due(work, case)

    def state(self) -> dict[str, Any]:
        """Return how things stand: the moment, the people, and the newest case with its tokens."""
        with self.platform.begin() as work:
            case = self._case(work)
            return {
                "now": work.now.isoformat(),
                "people": list(self.people),
                "process_id": self.process_id,
                "trouble": self.trouble,
                "mails": _mails(work),
                "case": None if case is None else self._told(work, case),
            }

    def _case(self, work: Work) -> Case | None:
        of = select(Case).where(Case.process_id == self.process_id)
        return work.session.scalars(of.order_by(Case.submitted_at.desc(), Case.id.desc()).limit(1)).first()

    def _told(self, work: Work, case: Case) -> dict[str, Any]:
        way = path(work, viewer_of(work, self.people["operator"]), case.id)
        due = _next_due(work, case)
        variables = work.runtime.variables(case.instance_id) if case.instance_id else {}
        return {
            "number": case.number,
            "title_zh": case.title_zh,
            "title_en": case.title_en,
            "state": case.state,
            "current": sorted(way.current),
            "elements": sorted(way.elements),
            "flows": sorted(way.flows),
            "names_en": dict(way.names),
            "calls": waiting_calls(work, case.number, dict(variables)),
            "next_timer": None if due is None else due.isoformat(),
            "variables": {
                name: _as_text(variables[name])[:MOST_CHARACTERS]
                for name in sorted(variables)[:MOST_VARIABLES]
            },
            "tasks": self._tasks(work, case),
            "incidents": _incidents(work, case),
        }

    def _tasks(self, work: Work, case: Case) -> list[dict[str, Any]]:
        """Return the open tasks of the case, each with the roles whose people find it."""
        of = select(WorkItem).where(WorkItem.case_id == case.id, WorkItem.state.in_(("open", "claimed")))
        viewers = {role: viewer_of(work, user_id) for role, user_id in self.people.items()}
        return [
            {
                "task_id": one.task_id,
                "element_id": one.element_id,
                "name_zh": one.name_zh,
                "name_en": one.name_en,
                "due_at": None if one.due_at is None else one.due_at.isoformat(),
                "roles": [
                    role
                    for role, viewer in viewers.items()
                    if one.assignee == viewer.user_id
                    or (
                        one.assignee is None
                        and (viewer.user_id in one.users or viewer.groups & {*one.groups})
                    )
                ],
            }
            for one in work.session.scalars(
                of.order_by(WorkItem.opened_at, WorkItem.task_id).limit(MOST_TASKS)
            )
        ]

    def as_scenario(self, name: str) -> str:
        """Return what was played as a scenario of a package, "" while nothing was."""
        with self.platform.begin() as work:
            case = self._case(work)
            if case is None:
                return ""
            told = {"name": name, "given": self._given(work, case), "steps": self._steps(work, case)}
            told["then"] = {"case": case.state, "tasks": [one.element_id for one in _items(work, case)]}
        return yaml.safe_dump([told], allow_unicode=True, sort_keys=False, width=100)

    def _given(self, work: Work, case: Case) -> dict[str, Any]:
        roles = {user_id: role for role, user_id in self.people.items()}
        applicant = roles[case.applicant_id]
        is_own = applicant in ORGANISATION_ROLES
        acted = {roles[one.closed_by] for one in _items(work, case) if one.closed_by in roles} - {applicant}
        people = {role: _groups(role) for role in sorted(acted)}
        if not is_own:
            people["applicant"] = _groups(applicant)
        given: dict[str, Any] = {"applicant": applicant if is_own else "person", "people": people}
        given["now"] = f"{case.submitted_at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"
        first = work.session.get(Submission, (case.id, 1))
        return given | ({} if first is None else {"data": _without_files(first.data)})

    def _steps(self, work: Work, case: Case) -> list[Any]:
        roles = {user_id: role for role, user_id in self.people.items()} | {case.applicant_id: "applicant"}
        steps: list[tuple[datetime, Any]] = [(case.submitted_at, "submit")]
        steps += [
            (at, {"wait": {"hours": round(how_long.total_seconds() / 3600, 2)}})
            for at, how_long in self.waits
            if at > case.submitted_at
        ]
        steps += [
            (one.closed_at, {"act": self._act(work, case, one, roles[one.closed_by])})
            for one in _items(work, case)
            if one.closed_at is not None and one.closed_by in roles and one.action
        ]
        return [step for _, step in sorted(steps, key=lambda one: one[0])]

    def _act(self, work: Work, case: Case, item: WorkItem, by: str) -> dict[str, Any]:
        of = select(CaseEvent).where(CaseEvent.task_id == item.task_id, CaseEvent.kind != "claimed")
        event = work.session.scalars(of.order_by(CaseEvent.id.desc()).limit(1)).first()
        act: dict[str, Any] = {"by": by, "task": item.element_id, "action": item.action}
        if event is not None and event.opinion:
            act["opinion"] = event.opinion
        if event is not None:
            remarks = work.session.scalars(select(Remark).where(Remark.event_id == event.id))
            if told := {one.field: one.text for one in remarks}:
                act["remarks"] = told
        data = work.session.scalars(select(StepAnswer.data).where(StepAnswer.task_id == item.task_id)).first()
        if data is None and item.action == "submit":
            data = _changed(work, case, item.round)
        return act | ({"data": _without_files(data)} if data else {})


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _next_due(work: Work, case: Case) -> datetime | None:
    jobs = work.jobs.list(instance_id=case.instance_id, state="ready") if case.instance_id else ()
    return min((one.due_at for one in jobs if one.due_at > work.now), default=None)


def _items(work: Work, case: Case) -> list[WorkItem]:
    of = select(WorkItem).where(WorkItem.case_id == case.id)
    return list(work.session.scalars(of.order_by(WorkItem.opened_at, WorkItem.task_id)))


def _incidents(work: Work, case: Case) -> list[dict[str, Any]]:
    """Return what stopped the case: at which step, of which kind, and the sentence of the engine."""
    told = []
    open_ones = work.incidents.of_case(case.instance_id) if case.instance_id is not None else ()
    for one in open_ones[:MOST_INCIDENTS]:
        at = work.runtime.get(one.instance_id).definition_id if one.instance_id is not None else None
        steps = work.repository.program(at).elements if at is not None else {}
        step = steps.get(one.element_id or "")
        called = names_of(step) if step is not None else Names(one.element_id or "", one.element_id or "")
        told.append({"code": one.code, "message": one.message, "name_zh": called.zh, "name_en": called.en})
    return told


def _mails(work: Work) -> list[dict[str, str]]:
    """Return the newest mails: to whom they would have gone, and about what."""
    of = select(Mail).order_by(Mail.id.desc()).limit(MOST_MAILS)
    return [
        {"to": one.to_address.partition("@")[0], "subject": one.subject} for one in work.session.scalars(of)
    ]


def _groups(role: str) -> list[str]:
    return [role, f"{WINDOW}{REGION}"] if role == "operator" else [role]


def _changed(work: Work, case: Case, item_round: int) -> dict[str, Any]:
    """Return what the applicant handed in anew after this round."""
    before = work.session.get(Submission, (case.id, item_round))
    after = work.session.get(Submission, (case.id, item_round + 1))
    if before is None or after is None:
        return {}
    return {name: said for name, said in after.data.items() if before.data.get(name) != said}


def _without_files(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in without uploads, which a scenario invents."""
    return {name: said for name, said in data.items() if not _is_files(said)}


def _is_files(said: Any) -> bool:
    return isinstance(said, list) and bool(said) and isinstance(said[0], dict) and "size_bytes" in said[0]
