"""How long a personal link that a process sends is good."""

from __future__ import annotations

from datetime import datetime

from engine import JobContext
from engine.definitions import Header
from engine.errors import HandlerFailed
from workflows.ground.calendar import add_working_days
from workflows.people.invitations.queries import last_sent
from workflows.people.invitations.values import Kind

HEADERS = {
    "template": Header(
        ("邮件模板", "The text of the mail"),
        needed=True,
        names="template",
        fills=frozenset({"name", "inviter", "until", "link"}),
    ),
    "valid_working_days": Header(
        (
            "链接有效的工作日数；不填则与上一封邮件同时失效",
            "Working days for which the link is good; without it, as long as the one before",
        ),
        whole=(1, 250),
    ),
}
"""Headers of every job that mails a personal link."""


def valid_until(job: JobContext, kind: Kind, subject_id: str) -> datetime:
    """Return when a link sent now ends: by header `valid_working_days`, else with the one before.

    Raises: HandlerFailed: the header is missing, and none was sent before.
    """
    days = job.headers.get("valid_working_days")
    if days is not None:
        return add_working_days(job.work.now, int(days))
    sent = last_sent(job.work, kind, [subject_id]).get(subject_id)
    if sent is None or sent.valid_until is None:
        raise HandlerFailed(f"Expected {job.job_type} to follow an invitation, but none was sent.")
    return sent.valid_until
