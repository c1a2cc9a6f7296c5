"""Tables of the approvals domain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Sequence,
    Text,
    UniqueConstraint,
    event,
    inspect,
    literal_column,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from engine.counts import audience_id, members_of
from workflows.ground.db import Base, TextId

# A sequence and not a counter row: many may submit at once, and a gap in the numbers hurts nobody.
CASE_NUMBER = Sequence("case_number", metadata=Base.metadata)

USUAL_PRIORITY = 50
FAR_AWAY_SQL = "'9999-01-01 00:00:00+00'::timestamptz"
"""Stands for no due date, so that what is not urgent comes last; written alike in indexes and conditions."""

_SECRECY = "secrecy IN ('open', 'sealed', 'closed')"


class Case(Base):
    """One application. `round` is the number of its last submission, 1 for the first."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(
            "state IN ('in_review', 'returned', 'approved', 'rejected', 'withdrawn', 'completed',"
            " 'cancelled')",
            name="state",
        ),
        Index("ix_cases_applicant_id", "applicant_id", "submitted_at", "id"),
        Index("ix_cases_organisation_id", "organisation_id", "submitted_at", "id"),
        Index("ix_cases_submitted_at", "submitted_at", "id"),
        Index("ix_cases_subject_id", "subject_id", "process_id"),
        Index("ix_cases_running_applicant", "applicant_id", postgresql_where=text("ended_at IS NULL")),
        Index("ix_cases_running_organisation", "organisation_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[TextId]
    number: Mapped[str] = mapped_column(unique=True)
    # Filled by the first step of the process, in the transaction that makes the case.
    instance_id: Mapped[str | None] = mapped_column(unique=True)
    process_id: Mapped[str]
    definition_id: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    applicant_id: Mapped[str]
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))
    organisation_name: Mapped[str] = mapped_column(default="")
    # What it is about: the organisation, a product, a person …; its kind knows which.
    subject_id: Mapped[str | None]
    # As its package said when it began: nobody does the applicant's steps for them; whose menu it belongs to;
    # everybody of the organisation may begin such a case.
    personal: Mapped[bool] = mapped_column(default=False, server_default="false")
    menu: Mapped[str | None]
    members: Mapped[bool] = mapped_column(default=False, server_default="false")
    region_code: Mapped[str | None]
    cluster_id: Mapped[str | None]
    state: Mapped[str]
    # What a handler recorded as the outcome; the state becomes it when the process ends.
    verdict: Mapped[str | None]
    round: Mapped[int] = mapped_column(Integer, default=1)
    submitted_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Submission(Base):
    """What the applicant handed in at one round; never changed afterwards."""

    __tablename__ = "submissions"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    round: Mapped[int] = mapped_column(Integer, primary_key=True)
    definition_id: Mapped[str]
    form_id: Mapped[str]
    data: Mapped[dict[str, Any]]
    submitted_by: Mapped[str]
    submitted_at: Mapped[datetime]


class WorkItem(Base):
    """A human task as lists show it; kept in step with the engine's task by its events."""

    __tablename__ = "work_items"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'claimed', 'done', 'cancelled')", name="state"),
        CheckConstraint(_SECRECY, name="secrecy"),
        # One token may open several: a task that waited for signatures opens again.
        Index("ix_work_items_token_id", "instance_id", "token_id"),
        Index("ix_work_items_case_id", "case_id"),
        Index(
            "ix_work_items_groups",
            "groups",
            postgresql_using="gin",
            postgresql_where=text("state IN ('open', 'claimed')"),
        ),
        # A list reads a range of one of these for each audience; what else filters ask stands beside the key:
        # a task that does not fit costs no look at its row.
        Index(
            "ix_work_items_audience_id",
            "audience_id",
            "opened_at",
            "task_id",
            postgresql_include=["state", "priority", "due_at", "region_code", "process_id", "assignee"],
            postgresql_where=text("state IN ('open', 'claimed')"),
        ),
        Index(
            "ix_work_items_applicant",
            "audience_id",
            "applicant",
            "task_id",
            postgresql_include=["state", "region_code"],
            postgresql_where=text("state IN ('open', 'claimed')"),
        ),
        Index(
            "ix_work_items_audience_due",
            "audience_id",
            text(f"coalesce(due_at, {FAR_AWAY_SQL})"),
            "task_id",
            postgresql_include=["state", "due_at", "priority", "region_code", "parties_too"],
            postgresql_where=text("state IN ('open', 'claimed')"),
        ),
        # Hardly any task is more important than usual: who looks for those must not read past all others.
        Index(
            "ix_work_items_important",
            "audience_id",
            text(f"coalesce(due_at, {FAR_AWAY_SQL})"),
            "task_id",
            postgresql_include=["state", "due_at", "priority", "region_code", "parties_too"],
            postgresql_where=text(f"state IN ('open', 'claimed') AND priority > {USUAL_PRIORITY}"),
        ),
        Index(
            "ix_work_items_due",
            "due_at",
            "task_id",
            postgresql_where=text("state IN ('open', 'claimed') AND due_at IS NOT NULL"),
        ),
        Index(
            "ix_work_items_audience_closed",
            "audience_id",
            "closed_at",
            postgresql_include=["opened_at"],
            postgresql_where=text("state = 'done'"),
        ),
        # Only of tasks that somebody holds: few, so the planner takes it whatever it knows of the people.
        Index(
            "ix_work_items_assignee",
            "assignee",
            "opened_at",
            postgresql_where=text("state IN ('open', 'claimed') AND assignee IS NOT NULL"),
        ),
        Index(
            "ix_work_items_unattended",
            "unattended_at",
            "task_id",
            postgresql_where=text("unattended_at IS NOT NULL"),
        ),
        Index(
            "ix_work_items_stands_for",
            "stands_for",
            postgresql_where=text("state = 'claimed' AND stands_for IS NOT NULL"),
        ),
        # Who is barred from a task is asked at every list; hardly any task bars anybody.
        Index(
            "ix_work_items_barred",
            "barred",
            postgresql_using="gin",
            postgresql_where=text("state IN ('open', 'claimed') AND barred <> '{}'"),
        ),
        Index(
            "ix_work_items_closed_by",
            "closed_by",
            "closed_at",
            "task_id",
            postgresql_include=["region_code"],
            postgresql_where=text("state = 'done'"),
        ),
        # What somebody can still take back of many decisions at once is asked at every list.
        Index(
            "ix_work_items_bulk",
            "closed_by",
            "undo_until",
            postgresql_where=text("state = 'done' AND bulk_id IS NOT NULL"),
        ),
    )

    task_id: Mapped[str] = mapped_column(primary_key=True)
    instance_id: Mapped[str]
    token_id: Mapped[str]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    element_id: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    form_id: Mapped[str | None]
    round: Mapped[int] = mapped_column(Integer)
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text))
    users: Mapped[list[str]] = mapped_column(ARRAY(Text))
    # The engine's number of this set of groups and users, by which lists are read along an index.
    audience_id: Mapped[int] = mapped_column(BigInteger)
    # Who applied, as lists sort it: the organisation, else the person.
    applicant: Mapped[str] = mapped_column(default="")
    # Of its case, so that lists are narrowed by them along an index of tasks; kept in step by `_follow_case`.
    process_id: Mapped[str] = mapped_column(default="")
    region_code: Mapped[str | None]
    assignee: Mapped[str | None]
    addressed: Mapped[bool]
    state: Mapped[str]
    priority: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    action: Mapped[str | None]
    # Whom the holder stands in for 代 while that person is absent; stays when the task is closed.
    stands_for: Mapped[str | None]
    # When the holder wants to look at it again; until then it may sink in the list.
    follow_up_at: Mapped[datetime | None]
    # How often, and when last, the applicant urged while it was open.
    urged_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    urged_at: Mapped[datetime | None]
    # Since when nobody may take it; an incident of the engine says the same to who operates it.
    unattended_at: Mapped[datetime | None]
    # Parties to the case may act: the applicant's own step, or one whose diagram allows it.
    parties_too: Mapped[bool] = mapped_column(default=False, server_default="false")
    # Who may not take it, because another step of the case was theirs (tasks/separation.py).
    barred: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    # Whom an operator gave it to although it is addressed to others; ends when it is given back.
    appointed: Mapped[str | None]
    # See policies/sealing.py: who reads what was decided here.
    secrecy: Mapped[str] = mapped_column(default="open", server_default="open")
    # The token of the task to which this one was added as a signature or an opinion.
    signs_for: Mapped[str | None]
    # What an approval gave to the process: an approval that stays is given again.
    result: Mapped[dict[str, Any] | None]
    # The task whose approval was kept instead of asking again.
    kept_from: Mapped[str | None]
    # Until when mails and jobs of its decision wait, so that it can be taken back.
    undo_until: Mapped[datetime | None]
    # Shared by the tasks that one person decided at once, and may take back at once.
    bulk_id: Mapped[str | None]


def in_state(*states: str) -> ColumnElement[bool]:
    """Return whether a task is in one of some states, written out: no plan sees an index by a parameter."""
    written = [literal_column(f"'{state}'", Text()) for state in states]
    return WorkItem.state == written[0] if len(written) == 1 else WorkItem.state.in_(written)


@event.listens_for(WorkItem, "before_insert")
@event.listens_for(WorkItem, "before_update")
def _number_audience(_mapper: Any, _connection: Any, item: WorkItem) -> None:
    """Keep the audience's number in step with groups and users, whoever changes them."""
    item.audience_id = audience_id(members_of(item.groups, item.users))


@event.listens_for(Case, "after_update")
def _follow_case(_mapper: Any, connection: Connection, case: Case) -> None:
    """Keep the region of a case's tasks in step with the case, whoever moves it."""
    if inspect(case).attrs.region_code.history.has_changes():
        table: Any = WorkItem.__table__
        moved = update(table).where(table.c.case_id == case.id).values(region_code=case.region_code)
        connection.execute(moved)


CHOSE_SOMEBODY = "kind IN ('transferred', 'assigned', 'copied', 'asked_sign', 'asked_opinion')"
"""Of a line of a timeline: that its actor chose whom it went to, whom its `details` name as `to`."""


class CaseEvent(Base):
    """One line of a case's timeline: who did what, when and why. Only ever added to; secrecy alone ends."""

    __tablename__ = "case_events"
    __table_args__ = (
        CheckConstraint(_SECRECY, name="secrecy"),
        Index("ix_case_events_case_id", "case_id", "id"),
        Index("ix_case_events_chose", "actor", "id", postgresql_where=text(CHOSE_SOMEBODY)),
    )

    id: Mapped[TextId]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    actor: Mapped[str | None]
    round: Mapped[int] = mapped_column(Integer)
    task_id: Mapped[str | None]
    element_id: Mapped[str | None]
    name_zh: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    opinion: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    secrecy: Mapped[str] = mapped_column(default="open", server_default="open")


class SignatureRequest(Base):
    """That somebody was asked to sign 加签 a task, or for an opinion 委派, before or after its decision.

    `answer` is "sign", "refuse" or "reply" once given. A dropped request is not waited for any more.
    """

    __tablename__ = "signature_requests"
    __table_args__ = (
        CheckConstraint("word IN ('sign', 'opinion')", name="word"),
        CheckConstraint("placed IN ('before', 'after')", name="placed"),
        Index("ix_signature_requests_token_id", "instance_id", "token_id"),
    )

    id: Mapped[TextId]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    instance_id: Mapped[str]
    token_id: Mapped[str]
    user_id: Mapped[str]
    word: Mapped[str]
    placed: Mapped[str]
    reason: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    # Its task, once it is open.
    task_id: Mapped[str | None] = mapped_column(unique=True)
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]


class Remark(Base):
    """What a reviewer noted beside one field; `field` is its path in the form."""

    __tablename__ = "remarks"
    __table_args__ = (Index("ix_remarks_case_id", "case_id", "round"),)

    id: Mapped[TextId]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    event_id: Mapped[str] = mapped_column(ForeignKey("case_events.id"))
    round: Mapped[int] = mapped_column(Integer)
    field: Mapped[str]
    text: Mapped[str]


class Draft(Base):
    """What somebody has typed into a form and not submitted, raw; the same on every machine."""

    __tablename__ = "drafts"

    user_id: Mapped[str] = mapped_column(primary_key=True)
    form_key: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime]


class Copy(Base):
    """A case that somebody is to know of 抄送: they read it and do nothing with it.

    Copied again, the same row says so: who did it last, and that it is unread.
    """

    __tablename__ = "case_copies"
    __table_args__ = (
        UniqueConstraint("case_id", "user_id"),
        Index("ix_case_copies_user_id", "user_id", "copied_at", "id"),
        Index("ix_case_copies_unread", "user_id", postgresql_where=text("read_at IS NULL")),
    )

    id: Mapped[TextId]
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    user_id: Mapped[str]
    # None: the diagram says so.
    copied_by: Mapped[str | None]
    # The step from which it was copied; its readers see what that step shows.
    task_id: Mapped[str | None] = mapped_column(ForeignKey("work_items.task_id"))
    note: Mapped[str] = mapped_column(default="")
    # Where the diagram says it in English too; what a person wrote is in one language.
    note_en: Mapped[str] = mapped_column(default="", server_default="")
    copied_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
