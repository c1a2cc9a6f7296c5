"""Signatures 加签 and opinions 委派 of others on a task: asked for, given, refused, dropped.

Whoever has the task stays responsible for it. A refused signature brings it back to them at once, and they
may not approve before the refusal is dropped or the same person has signed after all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update

from engine import errors as engine_errors
from workflows.approvals.cases.views import shown_names
from workflows.approvals.models import Case, SignatureRequest, WorkItem
from workflows.approvals.tasks.assignment import reason_problems
from workflows.approvals.tasks.locking import held_task, open_task, side_task, translate
from workflows.approvals.team.assignee_picker import may_be_chosen
from workflows.approvals.timeline import writer
from workflows.approvals.values import OPINION_LIMIT, Decision
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Forbidden, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

Word = Literal["sign", "opinion"]
Placed = Literal["before", "after"]
MOST_AT_ONCE = 10
ANSWERS = {"sign": ("sign", "refuse"), "opinion": ("reply",)}
"""How a request can be answered."""
NEEDS_WORDS = frozenset({"refuse", "reply"})
NAMES = {"sign": ("加签", "signature"), "opinion": ("征求意见", "opinion")}
_ACTION = {"sign": "add_signer", "opinion": "delegate"}


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request around a task. `state`: open, coming (after the decision), sign, reply, refuse or dropped."""

    id: str
    user_id: str
    name: str
    word: str
    placed: str
    reason: str
    state: str
    asked_at: datetime


def ask(
    work: Work,
    viewer: Viewer,
    task_id: str,
    user_ids: Collection[str],
    reason: str,
    *,
    word: Word = "sign",
    placed: Placed = "before",
) -> None:
    """Ask colleagues to sign, or for an opinion, before the viewer decides the task or after.

    Before: the task closes until all have answered, then it is the viewer's again.

    Raises: NotFound; Conflict; Forbidden; InvalidState: the step does not permit it; Invalid: at `to`,
        nobody, too many or people who may not be; at `reason`.
    """
    item, row = side_task(work, viewer, task_id, _ACTION[word])
    wanted = sorted(set(user_ids))
    if problems := [*_people_problems(work, viewer, (item, row), wanted, word), *reason_problems(reason)]:
        raise Invalid("approvals.incomplete", problems)
    if item.assignee is None:
        work.tasks.claim(task_id, assignee=viewer.user_id)
    _write(work, viewer, item, wanted, (word, placed), reason.strip())
    writer.add(
        work,
        row,
        f"asked_{word}",
        item=item,
        opinion=reason.strip(),
        details={"to": wanted, "placed": placed},
    )
    work.tasks.add_signers(task_id, wanted, when=placed)
    work.session.flush()


def _people_problems(
    work: Work, viewer: Viewer, task: tuple[WorkItem, Case], wanted: Sequence[str], word: Word
) -> list[FieldProblem]:
    if not wanted or len(wanted) > MOST_AT_ONCE:
        return [FieldProblem("to", "approvals.choose_people", {"limit": MOST_AT_ONCE})]
    if not may_be_chosen(work, viewer, task, _ACTION[word], wanted):
        return [FieldProblem("to", "approvals.not_to_be_chosen", {})]
    waiting = {one.user_id for one in _asked(work, task[0]) if one.answer is None and one.dropped_at is None}
    return [FieldProblem("to", "approvals.asked_already", {})] if waiting & set(wanted) else []


def answer(work: Work, viewer: Viewer, item: WorkItem, row: Case, decision: Decision) -> None:
    """Give or refuse a signature, or an opinion; the case is held and the viewer has the task.

    Raises: Invalid: a refusal or an opinion without words; Conflict; InvalidState: no such answer here.
    """
    request = request_of(work, item.task_id)
    if request is None or decision.action not in ANSWERS[request.word]:
        raise InvalidState("approvals.action_not_permitted")
    text = decision.opinion.strip()
    if (not text and decision.action in NEEDS_WORDS) or len(text) > OPINION_LIMIT:
        code = "approvals.opinion_too_long" if text else "approvals.opinion_required"
        raise Invalid("approvals.incomplete", [FieldProblem("opinion", code, {"limit": OPINION_LIMIT})])
    request.answer, request.answered_at = decision.action, work.now
    writer.add(work, row, decision.action, item=item, opinion=text, details={"to": request.asked_by})
    try:
        if decision.action == "refuse":
            work.tasks.refuse_signature(item.task_id, comment=text, note=decision)
        else:
            variables = {"by": viewer.user_id, "opinion": text}
            work.tasks.complete(
                item.task_id,
                variables=variables,
                revision=decision.revision,
                comment=text or None,
                note=decision,
            )
    except engine_errors.Conflict as conflict:
        translate(work, conflict)
    work.session.flush()
    if decision.action == "refuse":
        _drop_open(work, item.instance_id, item.signs_for or "")


def drop(work: Work, viewer: Viewer, task_id: str, request_id: str, reason: str) -> None:
    """Ask somebody no more 减签: an open or coming signature, or one that was refused.

    `task_id` is the task, or one of its signatures while it waits for them.

    Raises: NotFound; Conflict; Forbidden: only who asked, or who has the task; Invalid.
    """
    item, row = held_task(work, viewer, task_id)
    request = work.session.get(SignatureRequest, request_id, with_for_update=True)
    token = item.signs_for or item.token_id
    if request is None or (request.instance_id, request.token_id) != (item.instance_id, token):
        raise Invalid("approvals.incomplete", [FieldProblem("request", "approvals.choose_request", {})])
    holds = item.signs_for is None and item.assignee == viewer.user_id
    if request.asked_by != viewer.user_id and not holds:
        raise Forbidden("approvals.not_yours")
    if request.dropped_at is not None:
        return
    if request.answer in {"sign", "reply"}:
        raise InvalidState("approvals.signed_already")
    if problems := reason_problems(reason):
        raise Invalid("approvals.incomplete", problems)
    request.dropped_at = work.now
    details = {"to": [request.user_id]}
    writer.add(work, row, "dropped_request", item=item, opinion=reason.strip(), details=details)
    work.session.flush()
    if request.answer is None:
        work.tasks.drop_signer(task_id, request.user_id)
    work.session.flush()


def requests(work: Work, viewer: Viewer, task_id: str) -> list[RequestView]:
    """Return who was asked around a task, the first first; two statements. Raises: NotFound."""
    item, _ = open_task(work, viewer, task_id)
    asked = _asked(work, item)
    people = shown_names(work, (one.user_id for one in asked))
    return [
        RequestView(
            one.id,
            one.user_id,
            people.get(one.user_id, ""),
            one.word,
            one.placed,
            one.reason,
            _state(one),
            one.asked_at,
        )
        for one in asked
    ]


def request_of(work: Work, task_id: str) -> SignatureRequest | None:
    """Return the request that a task answers, None for a task of the diagram."""
    return work.session.scalar(select(SignatureRequest).where(SignatureRequest.task_id == task_id))


def opened(work: Work, item: WorkItem) -> SignatureRequest | None:
    """A signature's task has opened: link it with its request, and say in its name what it is."""
    rows = select(SignatureRequest).where(
        SignatureRequest.instance_id == item.instance_id,
        SignatureRequest.token_id == item.signs_for,
        SignatureRequest.user_id == item.assignee,
        SignatureRequest.dropped_at.is_(None),
        SignatureRequest.answer.is_(None),
    )
    request = work.session.scalar(rows.order_by(SignatureRequest.id.desc()).limit(1))
    word = request.word if request is not None else "sign"
    zh, en = NAMES[word]
    item.name_zh, item.name_en = f"{item.name_zh}（{zh}）", f"{item.name_en} ({en})"
    if request is not None:
        request.task_id = item.task_id
    return request


def check_answers(work: Work, item: WorkItem, decision: Decision) -> None:
    """Refuse an approval while a signature that was asked for is refused. Raises: InvalidState."""
    if decision.action != "approve":
        return
    latest: dict[str, SignatureRequest] = {
        one.user_id: one for one in _asked(work, item) if one.word == "sign"
    }
    against = [one.user_id for one in latest.values() if one.answer == "refuse" and one.dropped_at is None]
    if against:
        names = shown_names(work, against)
        raise InvalidState(
            "approvals.signature_refused", names="、".join(names.get(one, one) for one in against)
        )


def _asked(work: Work, item: WorkItem) -> Sequence[SignatureRequest]:
    token = item.signs_for or item.token_id
    rows = select(SignatureRequest).where(
        SignatureRequest.instance_id == item.instance_id, SignatureRequest.token_id == token
    )
    return work.session.scalars(rows.order_by(SignatureRequest.id)).all()


def _write(  # noqa: PLR0917
    work: Work, viewer: Viewer, item: WorkItem, people: Sequence[str], how: tuple[Word, Placed], reason: str
) -> None:
    for user_id in people:
        work.session.add(
            SignatureRequest(
                id=new_id(),
                case_id=item.case_id,
                instance_id=item.instance_id,
                token_id=item.token_id,
                user_id=user_id,
                word=how[0],
                placed=how[1],
                reason=reason,
                asked_by=viewer.user_id,
                asked_at=work.now,
            )
        )
    work.session.flush()


def _drop_open(work: Work, instance_id: str, token_id: str) -> None:
    """After a refusal the others are not asked any more."""
    rest = update(SignatureRequest).where(
        SignatureRequest.instance_id == instance_id,
        SignatureRequest.token_id == token_id,
        SignatureRequest.answer.is_(None),
        SignatureRequest.dropped_at.is_(None),
    )
    work.session.execute(rest.values(dropped_at=work.now))


def _state(request: SignatureRequest) -> str:
    if request.dropped_at is not None:
        return "dropped"
    return request.answer or ("open" if request.task_id is not None else "coming")
