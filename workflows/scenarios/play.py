"""Plays one scenario through the real commands, at moments that the scenario decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine import EngineError
from workflows.approvals.cases import withdraw_and_urge
from workflows.approvals.cases.handing_in import FormRefused
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.values import Decision, FieldRemark
from workflows.bootstrap import Platform
from workflows.business.campaigns import stock
from workflows.ground.calendar import add_working_days
from workflows.ground.db import new_id
from workflows.ground.errors import Invalid, WorkflowsError
from workflows.ground.work import Work
from workflows.notices.models import Message
from workflows.outbox.templates import short_name
from workflows.people.identity.administration import create_account
from workflows.people.identity.queries import account
from workflows.people.organisations import operations as organisations
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios import (
    after_sales,
    contracts,
    deals,
    deployments,
    direct,
    filling,
    joining,
    money,
    ordering,
    samples,
    stand_ins,
    subjects,
)
from workflows.scenarios.beginning import APPLICANT, JOINING, Beginning
from workflows.scenarios.demanding import take_step
from workflows.scenarios.outcome import (
    certification,
    end_event,
    expect,
    mails,
    product_state,
    refused_at,
    why_refused,
)
from workflows.scenarios.reading import Scenario, ScenarioFailed
from workflows.scenarios.words import STEPS

PASSWORD = "Scenario-2026"  # noqa: S105  # nobody signs in as these people


def play(platform: Platform, scenario: Scenario) -> None:
    """Play a scenario on a prepared platform; its people and their case are its own.

    Raises: ScenarioFailed: something came out differently; the sentence names the step.
    """
    ScenarioPlayer(platform, scenario).play()


Watch = Callable[["ScenarioPlayer"], None]


class ScenarioPlayer(Beginning):
    """The people of one scenario and the moment they live in; `watch` is called after each step."""

    def __init__(self, platform: Platform, scenario: Scenario, watch: Watch = lambda _player: None) -> None:
        super().__init__(platform, scenario)
        self.watch = watch
        self.case_id = ""
        self.data: dict[str, Any] = {}
        self.paid = Decimal(0)

    def play(self) -> None:
        """Play all of it. Raises: as the function `play`."""
        self._look(lambda work: stand_ins.register(work, self.platform.settings, self.scenario.services))
        self._make_people()
        for number, step in enumerate(self.scenario.steps, start=1):
            try:
                _STEPS[step.kind](self, step.said)
                self.platform.engine.run_due_jobs(self.now)
                self.watch(self)
            except (WorkflowsError, EngineError, ScenarioFailed, FormRefused) as error:
                chinese, english = why_refused(error)
                where = f"{self.scenario.name}, step {number} ({step.kind}): "
                raise ScenarioFailed(english, chinese, step=number, kind=step.kind, where=where) from error
        self._check_outcome()

    def _make_people(self) -> None:
        tag = new_id()[-8:]
        with self.platform.begin(now=self.now) as work:
            for name, groups in {
                **self.scenario.people, **dict.fromkeys(self.scenario.experts, ("expert",)),
                APPLICANT: (self.scenario.applicant, *self.scenario.people.get(APPLICANT, ())),
            }.items():  # fmt: skip
                made = create_account(
                    work,
                    user_name=f"{name[:12]}_{tag}",
                    password=PASSWORD,
                    full_name=name,
                    email=f"{name}.{tag}@example.com",
                    groups=frozenset(groups) - {"person"},
                )
                self.people[name] = made.id
                if name in self.scenario.experts:
                    subjects.enrol(work, made.id, name)
            owner = self.people[APPLICANT]
            if self.scenario.applicant != "person":
                self.organisation_id = organisations.begin_organisation(work, self.scenario.applicant, owner)  # type: ignore[arg-type]
            certified = money.SUBJECTS | ordering.SUBJECTS | after_sales.SUBJECTS
            certified |= direct.SUBJECTS | deals.SUBJECTS
            if self.scenario.profile or self._subject in certified:
                subjects.certify_applicant(work, self.scenario, self.organisation_id, self.chance)
            for programme_id, said in self.scenario.programmes.items():
                subjects.programme(work, programme_id, said)
            for campaign_id, said in self.scenario.campaigns.items():
                subjects.campaign(work, campaign_id, said)
            self.data = self._sample(work) | dict(self.scenario.data)
            if self._subject in deals.SUBJECTS:
                self.data |= deals.filled(work, self.people[deals.CUSTOMER], self.chance)
            if self._subject == "product":
                self._make_product(work, owner)
            if self._subject in JOINING:
                self._somebody_joins(work)

    def _make_product(self, work: Work, owner: str) -> None:
        subjects.certify_applicant(work, self.scenario, self.organisation_id, self.chance)
        self.data = subjects.PRODUCT | self.data
        self.product_id = subjects.product(
            work, self.organisation_id, owner, self.data, listed=self.scenario.listed
        )

    def _somebody_joins(self, work: Work) -> None:
        """The provider is certified; who joins is called by the name and the address of `person`."""
        person = self.people.get("person", self.people[APPLICANT])
        self.data |= {"name": account(work, person).full_name, "email": account(work, person).email}
        if self.organisation_id:
            joining.certify_provider(work, self.organisation_id, self.chance)

    def _sample(self, work: Work) -> dict[str, Any]:
        """Return complete data of the process's form, so that a scenario only says what matters to it."""
        fills = "person" if self._subject in JOINING else APPLICANT
        owner = viewer_of(work, self.people.get(fills, self.people[APPLICANT]))

        def upload(profile: str) -> list[Mapping[str, Any]]:
            return samples.upload(work, self.platform.files, owner, profile)

        return samples.application(work, self.scenario, chance=self.chance, upload=upload)

    def submit(self, said: Mapping[str, Any]) -> None:
        """The applicant hands the form in."""
        given = dict(said.get("data") or {})
        own = {**self.scenario.data, **given} if not self.case_id else given
        self.case_id, self.data = self.begin(self.data | given, own)

    def after_sales(self, said: Mapping[str, Any]) -> None:
        """The enterprise or the provider acts in an after-sales case."""
        self.platform.engine.run_due_jobs(self.now)
        self._as(said["by"], lambda work: after_sales.take_step(work, self.case_id, said))

    def opened(self, said: Mapping[str, Any]) -> None:
        """So many tasks of this element wait, for these groups or this person."""
        self.platform.engine.run_due_jobs(self.now)
        items = [item for item in self._items("open", "claimed") if item.element_id == said["task"]]
        wanted = int(said.get("count", 1))
        expect(f"open tasks {said['task']}", wanted, len(items), chinese=f"待办 {said['task']} 的数量")
        for item in items:
            if "groups" in said:
                expect("groups", sorted(said["groups"]), sorted(item.groups))
            if "assignee" in said:
                expect("assignee", self.people[said["assignee"]], item.assignee)

    def closed(self, said: Mapping[str, Any]) -> None:
        """No task of this element waits any more."""
        self.platform.engine.run_due_jobs(self.now)
        waiting = [item for item in self._items("open", "claimed") if item.element_id == said["task"]]
        expect(f"open tasks {said['task']}", 0, len(waiting), chinese=f"待办 {said['task']} 的数量")

    def claim(self, said: Mapping[str, Any]) -> None:
        """Somebody takes a task."""
        task_id = self._task(said)
        self._as(said["by"], lambda work: assignment.claim(work, viewer_of(work), task_id))

    def act(self, said: Mapping[str, Any]) -> None:
        """Somebody decides a task."""
        remarks = tuple(FieldRemark(path, text) for path, text in (said.get("remarks") or {}).items())
        action, task_id = str(said["action"]), self._task(said)
        given = {key: self._people_in(value) for key, value in (said.get("data") or {}).items()}

        def decide(work: Work) -> dict[str, Any] | None:
            viewer = viewer_of(work)
            data, is_application = filling.decided(
                work, viewer, task_id, action, application=self.data, said=given
            )
            decision = Decision(action, str(said.get("opinion") or ""), remarks, data)
            deciding.decide(work, viewer, task_id, decision)
            return data if is_application else None

        self.data |= self._as(said["by"], decide) or {}

    def _people_in(self, value: Any) -> Any:
        """Return what is filled in, people meant by their names in the story."""
        if isinstance(value, list):
            return [self._people_in(one) for one in value]
        if value == money.PAID:
            return f"{self.paid:.2f}"
        return self.people.get(value, value) if isinstance(value, str) else value

    def refused(self, said: Mapping[str, Any]) -> None:
        """What somebody tries is refused, for this reason or at this field."""
        try:
            if said.get("action") in {"claim", "accept", "resend", "end"}:
                _STEPS[said["action"]](self, said)
            elif said.get("action") == "submit" and not self.case_id:
                self.submit(said)
            else:
                self.act({"action": "", **said})
        except FormRefused as refusal:
            refused_at(said, refusal.form.errors)
        except WorkflowsError as refusal:
            if "because" in said:
                expect("refusal", said["because"], refusal.code)
            else:
                problems = refusal.problems if isinstance(refusal, Invalid) else ()
                refused_at(said, {one.field: [one.message("en")] for one in problems})
        else:
            wanted = said.get("because") or f"at the field {said.get('field')}"
            raise ScenarioFailed(
                f"expected a refusal {wanted}, but it was accepted",
                f"应被拒绝（{said.get('because') or said.get('field')}），实际被接受",
            )

    def accept(self, said: Mapping[str, Any]) -> None:
        """Somebody opens the link that was mailed last, or `mail` mails before, and accepts."""
        self.platform.engine.run_due_jobs(self.now)
        token = self._look(lambda work: joining.last_token(work, self.people[said.get("to", said["by"])]))
        self._as(said["by"], lambda work: joining.accept_as_actor(work, token))

    def resend(self, said: Mapping[str, Any]) -> None:
        """An invitation is sent again."""
        by = said.get("by", APPLICANT)
        self._as(by, lambda work: joining.send_again(work, self.case_id, self.organisation_id))

    def end(self, said: Mapping[str, Any]) -> None:
        """A provider ends a consultant's link."""
        by, reason = said.get("by", APPLICANT), str(said.get("reason", ""))
        self._as(by, lambda work: joining.end_link(work, self.case_id, self.organisation_id, reason))

    def withdraw(self, said: Mapping[str, Any]) -> None:
        """Somebody withdraws the application."""
        by = said.get("by", APPLICANT)
        self._as(by, lambda work: withdraw_and_urge.withdraw(work, viewer_of(work), self.case_id))

    def wait(self, said: Mapping[str, Any]) -> None:
        """Time passes."""
        self.now = add_working_days(self.now, int(said.get("working_days", 0)))
        self.now += timedelta(hours=float(said.get("hours", 0)))

    def service(self, said: Mapping[str, Any]) -> None:
        """A service outside answers by another table from now on."""
        name, answers = said["name"], said["answers"]
        self._look(lambda work: stand_ins.change(work, self.platform.settings, name, answers))

    def told(self, said: Mapping[str, Any]) -> None:
        """In-site messages of a person with this template: at least one."""
        self.platform.engine.run_due_jobs(self.now)
        received = select(Message.template).where(Message.user_id == self.people[said["who"]])
        templates = [short_name(one) for one in self._look(lambda work: list(work.session.scalars(received)))]
        if said["template"] not in templates:
            raise ScenarioFailed(
                f"expected a message {said['template']}, but {said['who']} got {templates}",
                f"{said['who']} 应收到消息 {said['template']}，实际收到 {templates}",
            )

    def gateway(self, said: Mapping[str, Any]) -> None:
        """The payment gateway tells what became of the last pay-out."""
        self.platform.engine.run_due_jobs(self.now)
        self.paid = self._look(lambda work: money.gateway_says(work, self.organisation_id, said))

    def contract(self, said: Mapping[str, Any]) -> None:
        """A party does something with the contract."""
        self.platform.engine.run_due_jobs(self.now)
        secret_key = self.platform.settings.secret_key
        self._as(said["by"], lambda work: contracts.do(work, secret_key, said))

    def order(self, said: Mapping[str, Any]) -> None:
        """A side of an order takes a step on its page."""
        self.platform.engine.run_due_jobs(self.now)
        self._as(said["by"], lambda work: ordering.take_step(work, self.case_id, said))

    def demand(self, said: Mapping[str, Any]) -> None:
        """A side acts on the page of a demand, or of an invitation to it."""
        self.platform.engine.run_due_jobs(self.now)
        self._as(
            said["by"], lambda work: take_step(work, self.platform.settings.secret_key, self.case_id, said)
        )

    def draft(self, said: Mapping[str, Any]) -> None:
        """Somebody changes the draft whose deployment was asked for, or deletes it."""
        self._as(said["by"], lambda work: deployments.take_step(work, self.case_id, said))

    def direct(self, said: Mapping[str, Any]) -> None:
        """The addressed provider notes something about a direct demand."""
        self._as(said["by"], lambda work: direct.take_step(work, self.case_id, said))

    def deal(self, said: Mapping[str, Any]) -> None:
        """A side of a filed deal acts on its page."""
        self.platform.engine.run_due_jobs(self.now)
        self._as(said["by"], lambda work: deals.take_step(work, self.case_id, said))

    def taken(self, said: Mapping[str, Any]) -> None:
        """Others get what is left of a campaign."""
        self._look(lambda work: stock.withdraw(work, said["campaign"]))

    def profile(self, said: Mapping[str, Any]) -> None:
        """The certified profile of the applicant has changed."""
        self._look(lambda work: subjects.change_profile(work, self.organisation_id, said["data"]))

    def recharge(self, said: Mapping[str, Any]) -> None:
        """Money comes into the applicant's wallet."""
        self._look(lambda work: money.pay_in(work, self.organisation_id, str(said["amount"])))

    def state(self, said: Mapping[str, Any]) -> None:
        """The case and what it is about stand like this."""
        self.platform.engine.run_due_jobs(self.now)
        for what, wanted in said.items():
            expect(what, wanted, self._outcome()[what]())

    def _outcome(self) -> Mapping[str, Callable[[], Any]]:
        return {
            "case": lambda: self._case().state,
            "organisation": lambda: self._look(lambda work: certification(work, self.organisation_id)),
            "product": lambda: self._look(lambda work: product_state(work, self.product_id)),
            "versions": lambda: self._look(lambda work: deployments.versions(work, self.case_id)),
            "person": self._standing,
            "person_mails": lambda: self._mails("person"),
            "rounds": lambda: self._case().round,
            "ended": lambda: self._look(lambda work: end_event(work, self.case_id)),
            "tasks": lambda: [item.element_id for item in self._items()],
            "open": lambda: [item.element_id for item in self._items("open", "claimed")],
            "mails": self._mails,
        }

    def _check_outcome(self) -> None:
        for what, wanted in self.scenario.then.items():
            try:
                expect(what, wanted, self._outcome()[what]())
            except ScenarioFailed as error:
                chinese, english = error.why
                raise ScenarioFailed(english, chinese, where=f"{self.scenario.name}, then: ") from error

    def _case(self) -> Case:
        case: Case = self._look(lambda work: work.session.get_one(Case, self.case_id))
        return case

    def _standing(self) -> str:
        return str(self._look(lambda work: joining.standing(work, self.case_id)))

    def _items(self, *states: str) -> list[WorkItem]:
        rows = select(WorkItem).where(WorkItem.case_id == self.case_id)
        if states:
            rows = rows.where(WorkItem.state.in_(states))
        ordered = rows.order_by(WorkItem.opened_at, WorkItem.task_id)
        items: list[WorkItem] = self._look(lambda work: list(work.session.scalars(ordered)))
        return items

    def _task(self, said: Mapping[str, Any]) -> str:
        self.platform.engine.run_due_jobs(self.now)
        items = self._items("open", "claimed") or self._items()
        named = [item for item in items if "task" not in said or item.element_id == said["task"]]
        # Of several open at once, a panel's, everybody means their own.
        named = [item for item in named if item.assignee == self.people.get(said["by"])] or named
        if not named:
            open_now = [item.element_id for item in items]
            raise ScenarioFailed(
                f"expected a task {said.get('task')}, but there are {open_now}",
                f"没有待办 {said.get('task')}，现有 {open_now}",
            )
        return named[0].task_id

    def _mails(self, person: str = APPLICANT) -> list[str]:
        templates: list[str] = self._look(lambda work: mails(work, self.people[person]))
        return templates


_STEPS: Mapping[str, Callable[[ScenarioPlayer, Mapping[str, Any]], None]] = {
    kind: getattr(ScenarioPlayer, kind) for kind in STEPS
}
"""Each kind of step is played by the method of its name."""
