"""How a case stands follows where it is; `ways_back.bpmn` beside has no button to return a case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.spiff import Program
from tests.factories.people import Applicant, staff
from tests.workflows.approvals.conftest import Story
from workflows.approvals.actions import taking_back
from workflows.approvals.cases import details, item_queries, submitting, withdraw_and_urge
from workflows.approvals.cases.ways_back import is_way_back
from workflows.approvals.inbox import lists
from workflows.approvals.models import WorkItem
from workflows.approvals.timeline import timeline
from workflows.approvals.values import CaseView, FieldRemark, Filters
from workflows.ground.errors import InvalidState
from workflows.notices.models import Message

FILES = {"ways_back.bpmn": (Path(__file__).parent / "ways_back.bpmn").read_bytes()}
GOOD = {"price": 10}


@dataclass
class Way:
    """A case on its way through `ways_back.bpmn`."""

    story: Story
    who: Applicant
    department: str
    case: CaseView

    def task(self, element: str) -> str:
        with self.story.platform.begin() as work:
            rows = work.session.query(WorkItem).filter_by(case_id=self.case.id, element_id=element)
            return next(one.task_id for one in rows if one.state in {"open", "claimed"})

    def state(self) -> str:
        return str(self.story.read(self.who.user_id, item_queries.case, self.case.id).state)

    def kinds(self) -> list[str]:
        entries = self.story.read(self.who.user_id, timeline.timeline, self.case.id)
        return [one.kind if one.element_id is None else f"{one.kind}:{one.element_id}" for one in entries]

    def told(self) -> list[str]:
        with self.story.platform.begin() as work:
            rows = work.session.query(Message).filter_by(user_id=self.who.user_id).order_by(Message.id)
            return [one.template for one in rows]

    def decide(self, element: str, action: str, **rest: Any) -> str:
        people = {"final": self.department}
        self.story.decide(
            people.get(element, self.story.operator), self.task(element), action, opinion="请改", **rest
        )
        return self.state()

    def submit(self, element: str, **changes: Any) -> str:
        self.story.decide(self.who.user_id, self.task(element), "submit", data={**GOOD, **changes})
        return self.state()


@pytest.fixture
def people(story: Story) -> tuple[Story, Applicant, str]:
    department = staff(story.platform, "department", name="主管")
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(FILES)
    return story, story.applicant(name="王建国"), department


def begun(people: tuple[Story, Applicant, str], **changes: Any) -> Way:
    story, who, department = people
    data = {**GOOD, **changes}
    case = story.act(who.user_id, submitting.submit, "ways_back", data, organisation_id=who.organisation_id)
    return Way(story, who, department, case)


def test_a_gateway_that_loops_back_returns_the_case_with_the_words_of_who_rejected(people: Any) -> None:
    way = begun(people)
    assert way.state() == "in_review"
    assert way.decide("review", "reject", remarks=(FieldRemark("price", "太高"),)) == "returned"
    assert way.kinds()[-2:] == ["reject:review", "sent_back:correct"]
    assert way.told()[-1] == "case_returned"
    with way.story.platform.begin() as work:
        last = work.session.query(Message).filter_by(user_id=way.who.user_id, template="case_returned").one()
        assert last.params["opinion"] == "请改"
    detail = way.story.read(way.who.user_id, details.task_detail, way.task("correct"))
    assert [one.text for one in detail.remarks] == ["太高"]
    operator = way.story.operator
    mine = way.story.read(way.who.user_id, lists.my_applications, Filters(state="returned"))
    assert [one.id for one in mine.items] == [way.case.id]
    assert way.story.read(way.who.user_id, lists.counts).by_state == {"returned": 1}

    assert way.submit("correct", price=5) == "in_review"
    page = way.story.read(operator, lists.to_do, Filters(returned=True, process_id="ways_back"))
    assert [one.case.id for one in page.items] == [way.case.id]


def test_a_check_of_the_process_itself_returns_it_too(people: Any) -> None:
    way = begun(people, price=0)
    assert way.state() == "returned"
    assert way.kinds() == ["submitted", "sent_back:correct"]
    assert way.submit("correct", price=0) == "returned", "checked again, and still wrong"
    assert way.kinds()[-2:] == ["resubmitted", "sent_back:correct"]
    assert way.submit("correct") == "in_review"


def test_what_the_applicant_adds_before_any_review_is_no_return(people: Any) -> None:
    way = begun(people, more=True)
    assert way.state() == "in_review"
    assert "case_returned" not in way.told()
    assert way.submit("add", more=True) == "in_review"


def test_an_error_at_a_border_returns_the_case(people: Any) -> None:
    way = begun(people)
    for element in ("review", "legal", "technical"):
        assert way.decide(element, "approve") == "in_review"
    assert way.decide("final", "reject") == "returned"
    assert way.submit("correct") == "in_review"


def test_while_a_branch_is_in_review_the_case_is(people: Any) -> None:
    way = begun(people)
    way.decide("review", "approve")
    assert way.decide("legal", "reject") == "in_review", "technical goes on"
    assert way.told()[-1] == "case_returned", "the applicant is told of the step all the same"
    assert way.decide("technical", "approve") == "returned"
    assert way.told().count("case_returned") == 1
    assert way.submit("explain") == "in_review"


def test_a_decision_that_returned_the_case_stands(people: Any) -> None:
    way = begun(people)
    task = way.task("review")
    way.decide("review", "reject")
    with pytest.raises(InvalidState) as refusal:
        way.story.act(way.story.operator, taking_back.take_back, task, "看错了")
    assert refusal.value.code == "approvals.take_back_told"


def test_a_moved_token_returns_the_case_and_takes_it_out_of_there(people: Any) -> None:
    way = begun(people)
    move(way, "review", "correct")
    assert (way.state(), way.told()[-1]) == ("returned", "case_returned")
    move(way, "correct", "review")
    assert way.state() == "in_review"


def test_withdrawn_and_cancelled_keep_their_own_states(people: Any) -> None:
    way = begun(people)
    way.decide("review", "reject")
    way.story.act(way.who.user_id, withdraw_and_urge.withdraw, way.case.id, "不办了")
    assert way.state() == "withdrawn"
    other = begun(people)
    other.decide("review", "reject")
    with other.story.platform.begin(staff(other.story.platform, "admin")) as work:
        assert other.case.instance_id is not None
        work.runtime.cancel(other.case.instance_id, "重复")
    assert other.state() == "cancelled"


def move(way: Way, element: str, target: str) -> None:
    with way.story.platform.begin(staff(way.story.platform, "admin")) as work:
        token = next(
            one.token_id
            for one in work.session.query(WorkItem).filter_by(case_id=way.case.id, element_id=element)
            if one.state in {"open", "claimed"}
        )
        assert way.case.instance_id is not None
        work.runtime.move(way.case.instance_id, token, target)


def test_a_way_back_by_a_link_is_one_too() -> None:
    program = Program.compile({"linked.bpmn": (Path(__file__).parent / "linked_way_back.bpmn").read_bytes()})
    assert is_way_back(program, "correct", {"begin", "check", "good"})
    assert not is_way_back(program, "correct", {"begin"})
