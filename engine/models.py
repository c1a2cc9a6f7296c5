"""The engine's tables. Rows never leave this room: `engine.values` crosses the border.

Every row that belongs to a case leads its key with the instance, so that a large installation can
hash-partition or distribute them by `instance_id`; `region` travels with
instances and tasks for the same purpose.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Time = DateTime(timezone=True)
_Texts = ARRAY(Text)
_FIXED = {"fixed": True}
"""Marks columns that never change once a row is there."""

definition = Table(
    "engine_definition",
    metadata,
    Column("id", Text, primary_key=True),
    Column("process_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("process_ids", _Texts, nullable=False),
    Column("name", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("deployed_by", Text, nullable=False),
    Column("deployed_at", _Time, nullable=False),
    Column("current_since", _Time, nullable=False),
    UniqueConstraint("process_id", "version"),
    Index("ix_engine_definition_process_ids", "process_ids", postgresql_using="gin"),
)

retired_process = Table(
    "engine_retired_process",
    metadata,
    Column("process_id", Text, primary_key=True),
    Column("retired_at", _Time, nullable=False),
    Column("retired_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

definition_file = Table(
    "engine_definition_file",
    metadata,
    Column("definition_id", Text, ForeignKey("engine_definition.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

instance = Table(
    "engine_instance",
    metadata,
    Column("id", Text, primary_key=True),
    # One lock per case: commands on a called instance lock the row of its root.
    Column("root_id", Text, nullable=False, info=_FIXED),
    Column("parent_id", Text, info=_FIXED),
    Column("parent_token_id", Text, info=_FIXED),
    Column("parent_position", Text, info=_FIXED),
    Column("definition_id", Text, ForeignKey("engine_definition.id"), nullable=False),
    Column("process_id", Text, nullable=False),
    Column("business_key", Text, info=_FIXED),
    Column("region", Text, info=_FIXED),
    Column("state", Text, nullable=False),
    Column("suspended", Boolean, nullable=False),
    Column("started_by", Text, nullable=False, info=_FIXED),
    Column("started_at", _Time, nullable=False, info=_FIXED),
    Column("ended_at", _Time),
    Column("end_reason", Text),
    Column("revision", Integer, nullable=False),
    Column("state_version", Integer, nullable=False),
    Column("history_seq", Integer, nullable=False),
    Column("history_hash", Text, nullable=False),
    Index("ix_engine_instance_business_key", "business_key"),
    Index("ix_engine_instance_root_id", "root_id"),
    Index("ix_engine_instance_process_id_started_at", "process_id", "started_at", "id"),
    Index("ix_engine_instance_definition_id_state", "definition_id", "state"),
)

state = Table(
    "engine_state",
    metadata,
    Column("instance_id", Text, primary_key=True),
    Column("row_id", Text, primary_key=True),
    Column("data", JSON, nullable=False),
)

variable = Table(
    "engine_variable",
    metadata,
    Column("instance_id", Text, primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", JSONB, nullable=False, info={"holds_null": True}),
)

audience = Table(
    "engine_audience",
    metadata,
    # The digest of `members`, so that any process can name an audience without asking.
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    # Candidate groups as they are, candidate users with the prefix "user:"; sorted.
    Column("members", _Texts, nullable=False),
    Index("ix_engine_audience_members", "members", postgresql_using="gin"),
)

audience_count = Table(
    "engine_audience_count",
    metadata,
    Column("audience_id", BigInteger, primary_key=True, autoincrement=False),
    Column("process_id", Text, primary_key=True),
    # Writers spread over slots, so that one busy group does not make all cases wait for one row.
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("open_count", Integer, nullable=False),
    Column("claimed_count", Integer, nullable=False),
)

task = Table(
    "engine_task",
    metadata,
    Column("id", Text, primary_key=True),
    Column("instance_id", Text, nullable=False, info=_FIXED),
    Column("root_id", Text, nullable=False, info=_FIXED),
    Column("definition_id", Text, nullable=False),
    Column("process_id", Text, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("token_id", Text, nullable=False, info=_FIXED),
    Column("scope", Text, nullable=False),
    Column("loop_index", Integer),
    Column("name", Text, nullable=False),
    Column("form_id", Text),
    Column("state", Text, nullable=False),
    Column("assignee", Text),
    Column("audience_id", BigInteger, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("due_at", _Time),
    Column("follow_up_at", _Time),
    Column("business_key", Text, info=_FIXED),
    Column("region", Text, info=_FIXED),
    Column("created_at", _Time, nullable=False, info=_FIXED),
    Column("claimed_at", _Time),
    Column("closed_at", _Time),
    Column("closed_by", Text),
    Column("close_reason", Text),
    Column("comment", Text),
    Column("revision", Integer, nullable=False),
    Column("evaluated", JSON, nullable=False),
    # Where the task's token is in the case (`engine.spiff.positions`); rows of older versions have none.
    Column("position", Text, info=_FIXED),
    # The token of the task that this one was added to as a signature.
    Column("signs_for", Text, info=_FIXED),
    Index(
        "uq_engine_task_active_token",
        "instance_id",
        "token_id",
        unique=True,
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index("ix_engine_task_instance_id", "instance_id"),
    Index(
        "ix_engine_task_open_created",
        "audience_id",
        "process_id",
        "created_at",
        "id",
        postgresql_where=text("state = 'open'"),
    ),
    Index(
        "ix_engine_task_open_due",
        "audience_id",
        "process_id",
        text("coalesce(due_at, '9999-12-31 00:00:00+00'::timestamptz)"),
        "id",
        postgresql_where=text("state = 'open'"),
    ),
    Index(
        "ix_engine_task_open_priority",
        "audience_id",
        "process_id",
        text("(-priority)"),
        "id",
        postgresql_where=text("state = 'open'"),
    ),
    Index(
        "ix_engine_task_claimed",
        "assignee",
        "created_at",
        "id",
        postgresql_where=text("state = 'claimed'"),
    ),
    Index(
        "ix_engine_task_done",
        "closed_by",
        "closed_at",
        "id",
        postgresql_where=text("state = 'completed'"),
    ),
    Index(
        "ix_engine_task_due",
        "due_at",
        "id",
        postgresql_where=text("closed_at IS NULL AND due_at IS NOT NULL"),
    ),
)

job = Table(
    "engine_job",
    metadata,
    Column("id", Text, primary_key=True),
    # "service", "timer", "message", "signal", "delivery", "start" or "background"
    Column("kind", Text, nullable=False),
    Column("job_type", Text, nullable=False),
    Column("instance_id", Text),
    Column("root_id", Text),
    Column("definition_id", Text),
    Column("element_id", Text),
    Column("token_id", Text),
    Column("business_key", Text),
    Column("variables", JSON, nullable=False),
    Column("headers", JSON, nullable=False),
    # "ready", "suspended" or "failed" (an open incident)
    Column("state", Text, nullable=False),
    Column("retries_left", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", _Time, nullable=False),
    Column("deferred", Boolean, nullable=False),
    Column("last_error", Text),
    Column("created_by", Text, nullable=False),
    Column("created_at", _Time, nullable=False),
    Index("ix_engine_job_due", "due_at", "id", postgresql_where=text("state = 'ready'")),
    Index("ix_engine_job_instance_id", "instance_id", "token_id"),
)

subscription = Table(
    "engine_subscription",
    metadata,
    Column("id", Text, primary_key=True),
    # "message" or "signal"
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("correlation_key", Text),
    # Without an instance: a start event of this definition.
    Column("instance_id", Text),
    Column("definition_id", Text, nullable=False),
    Column("process_id", Text, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("token_id", Text),
    Column("created_at", _Time, nullable=False),
    Index("ix_engine_subscription_name", "kind", "name", "correlation_key"),
    Index("ix_engine_subscription_instance_id", "instance_id", "token_id"),
    Index("ix_engine_subscription_process_id", "process_id", postgresql_where=text("instance_id IS NULL")),
)

message = Table(
    "engine_message",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("correlation_key", Text),
    Column("variables", JSON, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("published_at", _Time, nullable=False),
    Column("expires_at", _Time, nullable=False),
    Index("ix_engine_message_name", "name", "correlation_key", "published_at"),
)

incident = Table(
    "engine_incident",
    metadata,
    Column("id", Text, primary_key=True),
    Column("instance_id", Text),
    Column("root_id", Text),
    Column("job_id", Text),
    Column("token_id", Text),
    Column("element_id", Text),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    # What only a library or a service said is in English alone.
    Column("message_zh", Text),
    Column("created_at", _Time, nullable=False),
    Column("resolved_at", _Time),
    Column("resolved_by", Text),
    Column("resolution", Text),
    Index("ix_engine_incident_open", "created_at", "id", postgresql_where=text("resolved_at IS NULL")),
    Index("ix_engine_incident_instance_id", "instance_id"),
)

history = Table(
    "engine_history",
    metadata,
    Column("instance_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", _Time, nullable=False),
    Column("actor", Text, nullable=False),
    Column("command", Text, nullable=False),
    # JSON and not JSONB: the hash is taken over the very text.
    Column("data", JSON, nullable=False),
    Column("events", JSON, nullable=False),
    # The one before is the hash of the row before.
    Column("hash", LargeBinary, nullable=False),
)
