"""Return, keep, sign, delegate, take back: `moves.bpmn` beside, with nested branches, votes and a call."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from tests.factories.people import Applicant, staff
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.actions import returning, signing, taking_back
from workflows.approvals.cases import details, submitting
from workflows.approvals.inbox import lists
from workflows.approvals.models import WorkItem
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.timeline import timeline
from workflows.approvals.values import CaseView, Decision
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, WorkflowsError
from workflows.ground.settings_store.operations import change
from workflows.lint import lint
from workflows.notices.models import Message

HERE = Path(__file__).parent
FILES = {name: (HERE / name).read_bytes() for name in ("moves.bpmn", "moves_called.bpmn")}
DATA = {"price": 10, "tax": "A", "bank": "B", "text": "T"}


@dataclass
class Moves:
    """A case on its way through `moves.bpmn`, and its people."""

    story: Story
    who: Applicant
    experts: list[str]
    department: str
    case: CaseView

    def items(self) -> list[WorkItem]:
        with self.story.platform.begin() as work:
            rows = work.session.query(WorkItem).filter_by(case_id=self.case.id)
            return list(rows.order_by(WorkItem.task_id))

    def open(self) -> list[str]:
        active = [one for one in self.items() if one.state in {"open", "claimed"}]
        return sorted(
            f"{one.element_id}/{one.name_zh[-3:]}" if one.signs_for else one.element_id for one in active
        )

    def task(self, element: str, person: str | None = None) -> str:
        active = [
            one for one in self.items() if one.state in {"open", "claimed"} and one.element_id == element
        ]
        return next(one.task_id for one in active if person in {None, one.assignee})

    def done(self, element: str) -> WorkItem:
        done = [one for one in self.items() if one.element_id == element and one.state == "done"]
        return max((one for one in done if one.signs_for is None), key=lambda one: one.task_id)

    def act(self, person: str, command: Any, *arguments: Any, **options: Any) -> Any:
        return self.story.act(person, command, *arguments, **options)

    def approve(self, *elements: str) -> None:
        people = {
            "price": self.story.window, "tax": self.story.window, "bank": self.story.operator,
            "text": self.story.operator, "check": self.story.operator, "final": self.department,
        }  # fmt: skip
        for element in elements:
            if element == "vote":
                for expert in self.experts:
                    self.story.decide(expert, self.task("vote", expert), "approve")
            else:
                self.story.decide(people[element], self.task(element), "approve", opinion="同意")

    def resubmit(self, **changes: Any) -> None:
        data = {**DATA, "experts": self.experts, **changes}
        self.story.decide(self.who.user_id, self.task("correct"), "submit", data=data)

    def return_to(self, person: str, task: str, element: str, reason: str = "请重办") -> CaseView:
        returned: CaseView = self.act(
            person,
            returning.return_to,
            self.task(task),
            self.done(element).task_id,
            Decision("return_to", reason),
        )
        return returned

    def kinds(self) -> list[str]:
        told = self.story.read(self.story.operator, timeline.timeline, self.case.id)
        return [f"{one.kind}:{one.element_id}" if one.element_id else one.kind for one in told]

    def messages(self, person: str) -> list[str]:
        with self.story.platform.begin(person) as work:
            rows = work.session.query(Message).filter_by(user_id=person)
            return [one.template for one in rows]


@pytest.fixture
def moves(story: Story) -> Moves:
    experts = [staff(story.platform, "expert", name=f"评审{n}") for n in range(2)]
    department = staff(story.platform, "department", name="主管")
    with story.platform.begin(staff(story.platform, "admin")) as work:
        work.repository.deploy(FILES)
    who = story.applicant(name="王建国")
    data = {**DATA, "experts": experts}
    case = story.act(who.user_id, submitting.submit, "moves", data, organisation_id=who.organisation_id)
    return Moves(story, who, experts, department, case)


def test_the_diagram_passes_the_lint_and_names_what_an_approval_rests_on() -> None:
    assert [
        problem for problem in lint(FILES) if problem.severity == "error" and "setting" in problem.code
    ] == []
    wrong = {**FILES, "moves.bpmn": FILES["moves.bpmn"].replace(b' depends="tax"', b' keep="sometimes"')}
    assert "bpmn.unknown_setting" in {problem.code for problem in lint(wrong)}


def test_after_a_drawn_return_only_what_changed_is_asked_again(moves: Moves) -> None:
    moves.approve("price", "tax", "bank", "text", "vote", "check")
    moves.story.decide(moves.department, moves.task("final"), "return", opinion="税务材料有误")
    assert moves.open() == ["correct"]
    moves.resubmit(tax="A2")
    # text and the votes show the whole form, which has changed; price and bank rest on their field alone
    assert moves.open() == ["tax", "text"]
    kept = moves.done("price")
    assert (kept.action, kept.closed_by, kept.kept_from is not None) == ("approve", moves.story.window, True)
    assert "passed_kept:price" in moves.kinds()
    assert "approval_kept" in moves.messages(moves.story.window)
    moves.approve("tax", "text")
    assert moves.open() == ["vote", "vote"]
    moves.approve("vote")
    assert moves.open() == ["check"]


def test_nothing_changed_brings_it_straight_back(moves: Moves) -> None:
    moves.approve("price", "tax", "bank", "text", "vote", "check")
    moves.story.decide(moves.department, moves.task("final"), "return", opinion="请确认")
    moves.resubmit()
    assert moves.open() == ["final"]
    moves.approve("final")
    with moves.story.platform.begin() as work:
        assert moves.case.instance_id is not None
        assert work.runtime.variables(moves.case.instance_id)["votes"] == ["approve", "approve"]
        assert work.history.replay(moves.case.instance_id).same


def test_returned_out_of_nested_branches_the_others_stay(moves: Moves) -> None:
    moves.approve("price", "text")
    choice = moves.act(moves.story.window, returning.earlier_steps, moves.task("tax"))
    assert [one.name_zh for one in choice] == ["核对价格"], "what runs beside is no earlier step"
    moves.return_to(moves.story.window, "tax", "price")
    assert moves.open() == ["price"]
    again = next(one for one in moves.items() if one.state == "claimed")
    assert again.assignee == moves.story.window, "whoever did it before gets it again"
    moves.approve("price")
    assert moves.open() == ["bank", "tax"]
    assert moves.done("tax").action == "return_to"


def test_returned_from_the_end_into_a_branch_untouched_approvals_stay(moves: Moves) -> None:
    moves.approve("price", "tax", "bank", "text", "vote", "check")
    moves.return_to(moves.department, "final", "bank")
    assert moves.open() == ["bank"], "price is answered on the way, tax and text are kept"
    moves.approve("bank")
    assert moves.open() == ["final"], "the votes and the called process too"
    assert moves.kinds().count("passed_kept:vote") == 2


def test_a_return_needs_a_reason_and_a_step_of_this_case(moves: Moves) -> None:
    moves.approve("price")
    with pytest.raises(Invalid) as refusal:
        moves.act(
            moves.story.window, returning.return_to, moves.task("tax"), "none", Decision("return_to", " ")
        )
    assert [problem.field for problem in refusal.value.problems] == ["target", "reason"]
    moves.approve("text")
    with pytest.raises(Invalid) as beside:
        moves.return_to(moves.story.window, "tax", "text")
    assert [problem.field for problem in beside.value.problems] == ["target"]
    with pytest.raises(Forbidden):
        moves.return_to(moves.department, "tax", "price")
    assert moves.open() == ["bank", "tax"]


def ask(moves: Moves, element: str, *people: str, **how: Any) -> None:
    moves.act(moves.story.window, signing.ask, moves.task(element), people, "请把关", **how)


def test_signed_before_me(moves: Moves) -> None:
    ask(moves, "price", moves.department)
    assert moves.open() == ["price/加签）", "text"]
    assert moves.story.to_do(moves.story.window) == []
    (wanted,) = moves.story.to_do(moves.department)
    detail = moves.story.read(moves.department, details.task_detail, wanted.task_id)
    assert (detail.actions, detail.may_decide, detail.default_right) == (("sign", "refuse"), True, "read")
    assert "signature_asked" in moves.messages(moves.department)
    moves.story.decide(moves.department, wanted.task_id, "sign")
    (back,) = moves.story.to_do(moves.story.window)
    assert back.element_id == "price"
    assert "task_back" in moves.messages(moves.story.window)
    moves.story.decide(moves.story.window, back.task_id, "approve")
    assert moves.open() == ["bank", "tax", "text"]


def test_a_refusal_comes_back_and_stands_in_the_way_of_approving(moves: Moves) -> None:
    ask(moves, "price", moves.department, moves.story.operator, placed="after")
    moves.story.decide(moves.story.window, moves.task("price"), "approve")
    assert moves.open() == ["price/加签）", "price/加签）", "text"]
    with pytest.raises(Invalid):
        moves.story.decide(moves.department, moves.task("price", moves.department), "refuse")
    moves.story.decide(moves.department, moves.task("price", moves.department), "refuse", opinion="不同意")
    assert moves.open() == ["price", "text"]
    with pytest.raises(InvalidState) as refusal:
        moves.story.decide(moves.story.window, moves.task("price"), "approve")
    assert refusal.value.params["names"] == "主管"
    (refused,) = [
        one
        for one in moves.story.read(moves.story.window, signing.requests, moves.task("price"))
        if one.state == "refuse"
    ]
    moves.act(moves.story.window, signing.drop, moves.task("price"), refused.id, "改由本人负责")
    moves.story.decide(moves.story.window, moves.task("price"), "approve")
    assert moves.open() == ["bank", "tax", "text"]


def test_who_rejects_asks_nobody_to_sign(moves: Moves) -> None:
    ask(moves, "price", moves.department, placed="after")
    moves.story.decide(moves.story.window, moves.task("price"), "reject", opinion="不符")
    assert moves.open() == ["bank", "tax", "text"]


def test_a_coming_signature_is_removed_by_who_asked_only(moves: Moves) -> None:
    ask(moves, "price", moves.department, placed="after")
    (request,) = moves.story.read(moves.story.window, signing.requests, moves.task("price"))
    assert request.state == "coming"
    with pytest.raises(WorkflowsError):
        moves.act(moves.story.colleague, signing.drop, moves.task("price"), request.id, "x")
    moves.act(moves.story.window, signing.drop, moves.task("price"), request.id, "不需要")
    moves.approve("price")
    assert moves.open() == ["bank", "tax", "text"]


def test_an_opinion_comes_back_with_the_answer(moves: Moves) -> None:
    ask(moves, "price", moves.story.colleague, word="opinion")
    (wanted,) = moves.story.to_do(moves.story.colleague)
    assert wanted.name_zh.endswith("（征求意见）")
    detail = moves.story.read(moves.story.colleague, details.task_detail, wanted.task_id)
    assert detail.actions == ("reply",)
    with pytest.raises(Invalid):
        moves.story.decide(moves.story.colleague, wanted.task_id, "reply")
    with pytest.raises(InvalidState):
        moves.story.decide(moves.story.colleague, wanted.task_id, "approve")
    moves.story.decide(moves.story.colleague, wanted.task_id, "reply", opinion="价格偏高")
    assert "reply:price" in moves.kinds()
    moves.approve("price")
    assert moves.open() == ["bank", "tax", "text"]


def test_a_party_is_never_asked_to_sign(moves: Moves) -> None:
    with pytest.raises(Invalid) as refusal:
        ask(moves, "price", moves.who.user_id)
    assert [problem.field for problem in refusal.value.problems] == ["to"]


def test_taken_back_while_untouched(moves: Moves) -> None:
    moves.approve("price")
    old = moves.done("price").task_id
    assert moves.story.read(moves.story.window, taking_back.why_not, old) is None
    again = moves.act(moves.story.window, taking_back.take_back, old, "看错了")
    assert moves.open() == ["price", "text"]
    assert moves.task("price") == again
    assert [one.action for one in moves.story.read(moves.story.window, lists.done).items] == []
    assert "taken_back:price" in moves.kinds()
    moves.approve("price")
    assert moves.open() == ["bank", "tax", "text"]


def test_the_last_vote_is_taken_back_like_any_other(moves: Moves) -> None:
    moves.approve("price", "tax", "bank", "text", "vote")
    assert moves.open() == ["check"]
    last = next(
        one for one in moves.items() if one.element_id == "vote" and one.closed_by == moves.experts[1]
    )
    assert moves.story.read(moves.experts[1], taking_back.why_not, last.task_id) is None
    moves.act(moves.experts[1], taking_back.take_back, last.task_id, "再想想")
    assert moves.open() == ["vote"]
    first = next(
        one for one in moves.items() if one.element_id == "vote" and one.closed_by == moves.experts[0]
    )
    assert (first.state, first.action) == ("done", "approve"), "what the other said stands"
    moves.story.decide(moves.experts[1], moves.task("vote"), "reject", opinion="不同意")
    assert moves.open() == ["check"]
    with moves.story.platform.begin() as work:
        assert moves.case.instance_id is not None
        assert work.runtime.variables(moves.case.instance_id)["votes"] == ["approve", "reject"]


def steps_shown(moves: Moves, person: str) -> set[str]:
    """The steps at which the case stands, and those on its way, as somebody is shown them."""
    current = moves.story.read(person, details.current_steps, moves.case.id)
    return {one.element_id for one in current} | {
        f"then {one.element_id}" for one in moves.story.read(person, details.next_steps, moves.case.id)
    }


def test_in_the_grace_period_the_first_of_two_people_has_their_way(moves: Moves, clock: FixedClock) -> None:
    """14.9: the next step opens at once for staff; claimed, it ends the undo. Parties see neither."""
    with moves.story.platform.begin() as work:
        change(work, {"decision_grace_minutes": 5})
    clock.pass_time(minutes=1)
    moves.approve("price")
    assert steps_shown(moves, moves.who.user_id) == {"price", "text"}
    assert {"bank", "tax", "text"} <= steps_shown(moves, moves.story.operator)
    told = moves.story.read(moves.who.user_id, timeline.timeline, moves.case.id)
    assert "approve" not in {one.kind for one in told}
    moves.act(moves.story.operator, assignment.claim, moves.task("bank"))
    old = moves.done("price").task_id
    with pytest.raises(InvalidState) as touched:
        moves.act(moves.story.window, taking_back.take_back, old, "")
    assert touched.value.code == "approvals.take_back_touched"
    clock.pass_time(minutes=6)
    assert {"bank", "tax", "text"} <= steps_shown(moves, moves.who.user_id)


def test_not_taken_back_once_somebody_works_on_it_or_was_told(moves: Moves) -> None:
    moves.approve("price")
    moves.act(moves.story.operator, assignment.claim, moves.task("bank"))
    old = moves.done("price").task_id
    assert moves.story.read(moves.story.window, taking_back.why_not, old) is not None
    with pytest.raises(InvalidState) as touched:
        moves.act(moves.story.window, taking_back.take_back, old, "看错了")
    assert touched.value.code == "approvals.take_back_touched"
    with pytest.raises(Forbidden):
        moves.act(moves.story.colleague, taking_back.take_back, old, "看错了")
    moves.approve("tax", "bank", "text", "vote", "check")
    moves.story.decide(moves.department, moves.task("final"), "return", opinion="x")
    with pytest.raises(InvalidState) as told:
        moves.act(moves.department, taking_back.take_back, moves.done("final").task_id, "看错了")
    assert told.value.code == "approvals.take_back_told"


def test_returned_and_approved_at_once_has_one_winner(moves: Moves) -> None:
    moves.approve("price")
    task, target = moves.task("tax"), moves.done("price").task_id
    barrier, outcomes = Barrier(2), list[Any]()

    def run(person: str, command: Any, *arguments: Any) -> None:
        barrier.wait()
        try:
            moves.act(person, command, *arguments)
            outcomes.append("done")
        except WorkflowsError as refusal:
            outcomes.append(type(refusal).__name__)

    threads = [
        Thread(
            target=run,
            args=(moves.story.window, returning.return_to, task, target, Decision("return_to", "x")),
        ),
        Thread(target=run, args=(moves.story.colleague, deciding.decide, task, Decision("approve"))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [Conflict.__name__, "done"]


def test_the_earlier_steps_cost_the_same_however_many(moves: Moves, statements: list[str]) -> None:
    def cost(person: str, element: str) -> int:
        task = moves.task(element)
        statements.clear()
        moves.story.read(person, returning.earlier_steps, task)
        return len(statements)

    moves.approve("price")
    few = cost(moves.story.window, "tax")
    moves.approve("tax", "bank", "text", "vote", "check")
    assert cost(moves.department, "final") <= few
