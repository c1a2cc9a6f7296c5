"""A sealed step: nobody but its author reads a decision of it before it is closed as a whole."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.factories.people import Applicant, staff
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import (
    case_status,
    details,
    item_queries,
    step_forms,
    submitting,
    withdraw_and_urge,
)
from workflows.approvals.inbox import lists
from workflows.approvals.models import Case
from workflows.approvals.policies.cases import CaseFacts
from workflows.approvals.policies.sealing import Sight, may_know_who, may_see_step_form, sight_of
from workflows.approvals.tasks import deciding
from workflows.approvals.timeline import timeline, writer
from workflows.approvals.values import CaseView, Decision, FieldRemark
from workflows.ground.errors import Conflict, Invalid, NotFound
from workflows.people.viewer import Viewer

HERE = Path(__file__).parent
SECRET = "这个方案抄袭了别人"  # what an expert writes, and nobody else may read
NAME = "密评专家"


@dataclass
class Sealed:
    """A case with three experts who are to score it."""

    story: Story
    who: Applicant
    experts: list[str]
    admin: str
    case: CaseView

    def task(self, expert: int) -> str:
        (item,) = self.story.to_do(self.experts[expert])
        return item.task_id

    def decide(self, expert: int, action: str, **rest: Any) -> None:
        self.story.decide(self.experts[expert], self.task(expert), action, **rest)

    def everybody(self) -> dict[str, str]:
        return {
            "applicant": self.who.user_id,
            "operator": self.story.operator,
            "admin": self.admin,
            "other expert": self.experts[1],
        }

    def all_that(self, person: str, task_id: str) -> str:
        """Return as text everything that queries tell a person about the case and a task of it."""
        read, case_id = self.story.read, self.case.id
        texts: list[Any] = [
            *read(person, timeline.timeline, case_id),
            *read(person, item_queries.work_items, case_id),
            *read(person, details.current_steps, case_id),
            *read(person, details.next_steps, case_id),
            *read(person, lists.all_cases).items,
            *read(person, lists.my_applications).items,
            *read(person, lists.to_do).items,
            *read(person, lists.done).items,
            read(person, lists.counts),
            read(person, case_status.path, case_id),
            *read(person, lambda work, _viewer: timeline.remarks_of_round(work, case_id, 1)),
        ]
        with suppress(NotFound):  # a sealed task is there for its person and for those who oversee
            texts.append(read(person, item_queries.work_item, task_id))
        return json.dumps([asdict(one) for one in texts], ensure_ascii=False, default=str)


@pytest.fixture
def sealed(story: Story) -> Sealed:
    experts = [staff(story.platform, "expert", name=f"{NAME}{n}") for n in range(3)]
    admin = staff(story.platform, "admin")
    with story.platform.begin(admin) as work:
        work.repository.deploy(
            {name: (HERE / name).read_bytes() for name in ("sealed.bpmn", "score.form")}
        )  # fmt: skip
    who = story.applicant()
    case = story.act(
        who.user_id, submitting.submit, "sealed", {"experts": experts}, organisation_id=who.organisation_id
    )
    story.run()
    return Sealed(story, who, experts, admin, case)


def test_before_the_step_is_closed_only_the_author_reads_a_decision(sealed: Sealed) -> None:
    task_id = sealed.task(0)
    sealed.decide(0, "reject", opinion=SECRET, remarks=(FieldRemark("x", SECRET),), data={"value": 17})
    own = sealed.all_that(sealed.experts[0], task_id)
    assert SECRET in own
    assert '"reject"' in own
    for name, person in sealed.everybody().items():
        told = sealed.all_that(person, task_id)
        assert SECRET not in told, name
        assert '"reject"' not in told, name


def test_a_party_does_not_learn_who_scores(sealed: Sealed) -> None:
    task_id = sealed.task(0)
    assert NAME not in sealed.all_that(sealed.who.user_id, task_id)
    assert NAME in sealed.all_that(sealed.story.operator, task_id)
    steps = sealed.story.read(sealed.who.user_id, details.current_steps, sealed.case.id)
    assert [(step.name_zh, step.assignee_id, step.assignee_name) for step in steps] == [
        ("评分", None, "")
    ] * 3


def test_whoever_tries_a_sealed_task_again_learns_nothing(sealed: Sealed) -> None:
    task_id = sealed.task(0)
    sealed.decide(0, "reject", opinion=SECRET, data={"value": 17})
    for person in (sealed.experts[1], sealed.who.user_id):
        with pytest.raises(NotFound):
            sealed.story.act(person, deciding.decide, task_id, Decision("approve"))
    for person in (sealed.story.operator, sealed.admin):
        with pytest.raises(Conflict) as refusal:
            sealed.story.act(person, deciding.decide, task_id, Decision("approve"))
        assert refusal.value.code == "approvals.task_closed"
        assert refusal.value.params == {}
    with pytest.raises(Conflict) as own:
        sealed.story.act(sealed.experts[0], deciding.decide, task_id, Decision("approve"))
    assert own.value.code == "approvals.already_decided"


def test_what_was_filled_in_is_read_by_its_author_and_later_by_who_reviews(sealed: Sealed) -> None:
    task_id = sealed.task(0)
    sealed.decide(0, "approve", data={"value": 83})

    def value(person: str) -> Any:
        def read(work: Any, viewer: Viewer) -> Any:
            detail = details.task_detail(work, viewer, task_id)
            form = step_forms.step_form(work, viewer, detail, locale="zh-CN")
            return None if form is None else form.data["value"]

        return sealed.story.act(person, read)

    assert value(sealed.experts[0]) == 83
    assert [value(one) for one in (sealed.story.operator, sealed.admin)] == [None] * 2
    for stranger in (sealed.experts[1], sealed.who.user_id):
        with pytest.raises(NotFound):
            value(stranger)
    sealed.decide(1, "approve", data={"value": 60})  # the second of two that are needed
    assert [value(one) for one in (sealed.experts[1], sealed.story.operator, sealed.admin)] == [83] * 3
    with pytest.raises(NotFound):
        value(sealed.who.user_id)


def test_once_closed_reviewers_read_all_and_parties_without_names(sealed: Sealed) -> None:
    task_id = sealed.task(0)
    sealed.decide(0, "approve", opinion=SECRET, data={"value": 83})
    sealed.decide(1, "approve", opinion="同意", data={"value": 60})
    for person in (sealed.story.operator, sealed.experts[1], sealed.experts[2], sealed.admin):
        told = sealed.all_that(person, task_id)
        assert SECRET in told
        assert f"{NAME}0" in told
    party = sealed.all_that(sealed.who.user_id, task_id)
    assert SECRET in party
    assert NAME not in party
    assert sealed.experts[0] not in party
    (item,) = sealed.story.to_do(sealed.story.operator)
    assert item.element_id == "conclude"


def test_who_is_not_needed_any_more_may_not_decide(sealed: Sealed) -> None:
    spared = sealed.task(2)
    sealed.decide(0, "approve", data={"value": 83})
    sealed.decide(1, "approve", data={"value": 60})
    with pytest.raises(Conflict) as refusal:
        sealed.story.act(sealed.experts[2], deciding.decide, spared, Decision("reject", "太迟"))
    assert refusal.value.code == "approvals.task_closed"


def test_withdrawing_does_not_open_what_was_sealed(sealed: Sealed) -> None:
    """Or an applicant would withdraw to read the scores, and hand in again."""
    task_id = sealed.task(0)
    sealed.decide(0, "reject", opinion=SECRET, data={"value": 17})
    sealed.story.act(sealed.who.user_id, withdraw_and_urge.withdraw, sealed.case.id, "再想想")
    for person in sealed.everybody().values():
        assert SECRET not in sealed.all_that(person, task_id)


def test_no_notice_and_no_outcome_comes_from_a_sealed_decision(sealed: Sealed) -> None:
    sealed.decide(0, "reject", opinion=SECRET, data={"value": 17})
    with sealed.story.platform.begin() as work:
        row = work.session.get_one(Case, sealed.case.id)
        assert writer.last_opinion(work, row) == ""
        assert writer.last_verdict(work, row) is None


def test_a_decision_needs_the_form_of_its_step(sealed: Sealed) -> None:
    with pytest.raises(Invalid) as refusal:
        sealed.story.act(sealed.experts[0], deciding.decide, sealed.task(0), Decision("approve"))
    assert refusal.value.code == "approvals.form_required"


def test_the_steps_form_does_not_touch_the_application(sealed: Sealed) -> None:
    sealed.decide(0, "approve", data={"value": 83})
    with sealed.story.platform.begin() as work:
        variables = work.runtime.variables(sealed.case.instance_id or "")
    assert variables["application"] == {"experts": sealed.experts}


PARTY, REVIEWER = Viewer("a", memberships={"o": "member"}), Viewer("e", frozenset({"expert"}))
FACTS = CaseFacts("applicant", "o", None, None)


@pytest.mark.parametrize(
    ("viewer", "secrecy", "author", "sight", "who", "form"),
    [
        (PARTY, "open", "x", Sight.ALL, True, False),
        (PARTY, "sealed", "x", Sight.NOTHING, False, False),
        (PARTY, "closed", "x", Sight.WITHOUT_NAMES, False, False),
        (PARTY, "sealed", "a", Sight.ALL, False, True),
        (REVIEWER, "sealed", "x", Sight.NOTHING, False, False),
        (REVIEWER, "sealed", None, Sight.NOTHING, False, False),
        (REVIEWER, "sealed", "e", Sight.ALL, False, True),
        (REVIEWER, "closed", "x", Sight.ALL, True, True),
        (Viewer("s", frozenset({"admin"})), "sealed", "x", Sight.NOTHING, True, False),
    ],
)
def test_the_rule(
    viewer: Viewer, secrecy: str, author: str | None, sight: Sight, who: bool, form: bool
) -> None:
    assert sight_of(viewer, FACTS, secrecy, author) is sight
    assert may_know_who(viewer, FACTS, secrecy) is who
    assert may_see_step_form(viewer, FACTS, secrecy, author) is form
