"""Jobs of the process that answers a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import JobContext
from engine.definitions import JobVariable
from workflows.approvals.cases.job_case import case_of, subject_of
from workflows.business.enquiries import enquiry_lifecycle
from workflows.business.enquiries.values import MOST_ANSWER, MOST_QUESTION, MOST_SUBJECT, EnquiryReply
from workflows.ground.jobs import job

REPLY = JobVariable(
    "context",
    ("答复及公开的内容", "The answer, and what is published"),
    members=frozenset(
        {"handling", "answer", "publish", "public_subject", "public_question", "public_answer"}
    ),
)


def _reply(said: Mapping[str, Any]) -> EnquiryReply:
    """Return what the form says, bounded however the form of a package is drawn."""

    def words(name: str, most: int) -> str:
        return str(said.get(name) or "").strip()[:most]

    return EnquiryReply(
        "answer" if said.get("handling") == "answer" else "dismiss",
        words("answer", MOST_ANSWER),
        said.get("publish") is True,
        words("public_subject", MOST_SUBJECT),
        words("public_question", MOST_QUESTION),
        words("public_answer", MOST_ANSWER),
    )


@job(
    "enquiry.answer",
    ("把答复发给留言人：访客发邮件，用户发站内消息", "Send the answer: by mail to a visitor, a user is told"),
    reads={"reply": REPLY},
    repeatable=False,
)
def answer(job: JobContext) -> None:
    """`enquiry.answer`: the address of a visitor is forgotten with it."""
    enquiry_id = subject_of(case_of(job), job, enquiry_lifecycle.SUBJECT)
    enquiry_lifecycle.answer(job.work, enquiry_id, _reply(job.variables["reply"]))


@job(
    "enquiry.publish",
    ("公开问答，仅限留言人同意公开的", "Publish question and answer, if who asked agreed to it"),
    reads={"reply": REPLY},
    repeatable=False,
)
def publish(job: JobContext) -> None:
    """`enquiry.publish`: in the words that the operator has chosen."""
    enquiry_id = subject_of(case_of(job), job, enquiry_lifecycle.SUBJECT)
    enquiry_lifecycle.publish(job.work, enquiry_id, _reply(job.variables["reply"]))


JOBS = (answer, publish)
