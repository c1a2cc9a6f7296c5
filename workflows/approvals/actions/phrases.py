"""Words that reviewers use again and again 常用意见: their own, and a few for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from workflows.approvals.phrase_models import Phrase
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

MOST = 40
"""Phrases of one person; more would be searched for longer than typed."""
PHRASE_LIMIT = 200

SHARED: tuple[tuple[str, str, str], ...] = (
    ("approve", "资料齐全，符合条件，同意。", "The documents are complete and meet the conditions."),
    ("approve", "经核对无误，同意。", "Checked and correct; agreed."),
    ("return", "请按标注的意见补正后重新提交。", "Please correct what is remarked on, then submit again."),
    ("return", "附件不清晰，请重新上传。", "An attachment cannot be read; please upload it again."),
    ("reject", "不符合申请条件。", "The conditions are not met."),
    ("reject", "所提交材料与实际情况不符。", "The documents do not agree with the facts."),
)
"""For everybody: action, Chinese, English. Shown where a step permits the action."""


@dataclass(frozen=True, slots=True)
class PhraseView:
    """Words to insert; `id` is empty for those of everybody, which nobody can drop."""

    id: str
    action: str
    text: str


def phrases(work: Work, viewer: Viewer, actions: tuple[str, ...], locale: Locale) -> list[PhraseView]:
    """Return the viewer's own phrases, then everybody's that fit `actions`; one statement."""
    rows = select(Phrase).where(Phrase.user_id == viewer.user_id).order_by(Phrase.created_at, Phrase.id)
    own = [PhraseView(row.id, row.action, row.text) for row in work.session.scalars(rows)]
    shared = (
        PhraseView("", action, zh if locale == "zh-CN" else en)
        for action, zh, en in SHARED
        if action in actions
    )
    return [*(one for one in own if not one.action or one.action in actions), *shared]


def keep_phrase(work: Work, viewer: Viewer, text: str, action: str = "") -> None:
    """Keep a phrase for the viewer; one that they have already changes nothing.

    Raises: Invalid: at `opinion`: empty, too long, or there are too many.
    """
    own = select(func.count()).where(Phrase.user_id == viewer.user_id)
    problem = ""
    if not text.strip():
        problem = "approvals.phrase_empty"
    elif len(text.strip()) > PHRASE_LIMIT:
        problem = "approvals.phrase_too_long"
    elif (work.session.scalar(own) or 0) >= MOST:
        problem = "approvals.too_many_phrases"
    if problem:
        params = {"limit": MOST if problem.endswith("phrases") else PHRASE_LIMIT}
        raise Invalid("approvals.incomplete", [FieldProblem("opinion", problem, params)])
    kept = {"user_id": viewer.user_id, "action": action, "text": text.strip(), "created_at": work.now}
    work.session.execute(insert(Phrase).values(id=new_id(), **kept).on_conflict_do_nothing())


def drop_phrase(work: Work, viewer: Viewer, phrase_id: str) -> None:
    """Drop one of the viewer's own phrases; does nothing if it is gone or somebody else's."""
    work.session.execute(delete(Phrase).where(Phrase.id == phrase_id, Phrase.user_id == viewer.user_id))


def forget_phrases(work: Work, user_id: str) -> None:
    """Delete the phrases of a person whose account is closed."""
    work.session.execute(delete(Phrase).where(Phrase.user_id == user_id))
