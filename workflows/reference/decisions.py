"""What people can decide at a step, and what a decision leaves for the steps after it."""

from __future__ import annotations

from workflows.approvals.actions.vocabulary import ACTIONS, DECISIONS, REVIEW
from workflows.reference.entries import Chapter, ReferenceEntry

_READING = {
    "action": '=review.action = "approve"',
    "opinion": '=review.opinion = ""',
    "remarks": "=count(review.remarks) > 0",
    "by": "=review.by",
    "at": "=date and time(review.at)",
}


def actions() -> Chapter:
    """Return the chapter of the words of `tongban:approval actions`."""
    return Chapter(
        id="actions",
        title=("操作", "Actions"),
        about=(
            "`tongban:approval` 的 `actions` 可以写的词。“决定”结束该步骤；其他操作不结束该步骤，或自"
            "行改变办理路径。",
            "The words that `actions` of `tongban:approval` may say. A decision ends the step; the "
            "others leave it "
            "open, or move it by themselves.",
        ),
        entries=tuple(
            ReferenceEntry(
                name=one.name,
                about=one.about,
                example=f'<tongban:approval actions="{_with(one.name)}" />',
                language="xml",
                place=("决定", "a decision")
                if one.name in DECISIONS
                else ("其他操作", "beside the decision"),
            )
            for one in ACTIONS.values()
        ),
    )


def _with(name: str) -> str:
    return name if name in DECISIONS else f"approve reject {name}"


def result() -> Chapter:
    """Return the chapter of the variable that takes a decision."""
    return Chapter(
        id="result",
        title=("办理结果", "The result of a step"),
        about=(
            '`tongban:approval` 的 `result="review"` 把办理结果存入变量 `review`，后续步骤可读取其成员。'
            "未写 `tongban:approval` 的步骤存入 `decision`。",
            'With `result="review"` in `tongban:approval` the variable `review` takes what was '
            "decided, and the "
            "steps after it read its members. A step without `tongban:approval` fills `decision`.",
        ),
        entries=tuple(
            ReferenceEntry(name=f"review.{name}", about=about, example=_READING[name], language="feel")
            for name, about in REVIEW.items()
        ),
    )
