"""The engine's first tables, and the rule that history is only ever added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261122_first_tables"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = """
CREATE FUNCTION engine_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Expected history to be added to, but got % on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER engine_history_append_only BEFORE UPDATE OR DELETE ON engine_history
    FOR EACH ROW EXECUTE FUNCTION engine_history_is_append_only();
CREATE TRIGGER engine_history_never_truncated BEFORE TRUNCATE ON engine_history
    FOR EACH STATEMENT EXECUTE FUNCTION engine_history_is_append_only();
"""


def upgrade() -> None:
    op.create_table(
        "engine_audience",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("members", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_audience")),
    )
    op.create_index(
        "ix_engine_audience_members", "engine_audience", ["members"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "engine_audience_count",
        sa.Column("audience_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("open_count", sa.Integer(), nullable=False),
        sa.Column("claimed_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("audience_id", "process_id", "slot", name=op.f("pk_engine_audience_count")),
    )
    op.create_table(
        "engine_definition",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("process_ids", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("deployed_by", sa.Text(), nullable=False),
        sa.Column("deployed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_definition")),
        sa.UniqueConstraint("process_id", "version", name=op.f("uq_engine_definition_process_id")),
    )
    op.create_index(
        "ix_engine_definition_process_ids",
        "engine_definition",
        ["process_ids"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "engine_history",
        sa.Column("instance_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "seq", name=op.f("pk_engine_history")),
    )
    op.create_table(
        "engine_incident",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Text(), nullable=True),
        sa.Column("root_id", sa.Text(), nullable=True),
        sa.Column("job_id", sa.Text(), nullable=True),
        sa.Column("token_id", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_incident")),
    )
    op.create_index("ix_engine_incident_instance_id", "engine_incident", ["instance_id"], unique=False)
    op.create_index(
        "ix_engine_incident_open",
        "engine_incident",
        ["created_at", "id"],
        unique=False,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "engine_job",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("job_type", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Text(), nullable=True),
        sa.Column("root_id", sa.Text(), nullable=True),
        sa.Column("definition_id", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("token_id", sa.Text(), nullable=True),
        sa.Column("business_key", sa.Text(), nullable=True),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("retries_left", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deferred", sa.Boolean(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_job")),
    )
    op.create_index(
        "ix_engine_job_due",
        "engine_job",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_index("ix_engine_job_instance_id", "engine_job", ["instance_id", "token_id"], unique=False)
    op.create_table(
        "engine_message",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=True),
        sa.Column("variables", sa.JSON(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_message")),
    )
    op.create_index(
        "ix_engine_message_name", "engine_message", ["name", "correlation_key", "published_at"], unique=False
    )
    op.create_table(
        "engine_state",
        sa.Column("instance_id", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "row_id", name=op.f("pk_engine_state")),
    )
    op.create_table(
        "engine_subscription",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=True),
        sa.Column("instance_id", sa.Text(), nullable=True),
        sa.Column("definition_id", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("token_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_subscription")),
    )
    op.create_index(
        "ix_engine_subscription_instance_id", "engine_subscription", ["instance_id", "token_id"], unique=False
    )
    op.create_index(
        "ix_engine_subscription_name",
        "engine_subscription",
        ["kind", "name", "correlation_key"],
        unique=False,
    )
    op.create_index(
        "ix_engine_subscription_process_id",
        "engine_subscription",
        ["process_id"],
        unique=False,
        postgresql_where=sa.text("instance_id IS NULL"),
    )
    op.create_table(
        "engine_task",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Text(), nullable=False),
        sa.Column("root_id", sa.Text(), nullable=False),
        sa.Column("definition_id", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("token_id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("loop_index", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("audience_id", sa.BigInteger(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("business_key", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("evaluated", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_task")),
    )
    op.create_index(
        "ix_engine_task_claimed",
        "engine_task",
        ["assignee", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.create_index(
        "ix_engine_task_done",
        "engine_task",
        ["closed_by", "closed_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'completed'"),
    )
    op.create_index(
        "ix_engine_task_due",
        "engine_task",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL AND due_at IS NOT NULL"),
    )
    op.create_index("ix_engine_task_instance_id", "engine_task", ["instance_id", "id"], unique=False)
    op.create_index(
        "ix_engine_task_open_created",
        "engine_task",
        ["audience_id", "process_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_engine_task_open_due",
        "engine_task",
        [
            "audience_id",
            "process_id",
            sa.literal_column("coalesce(due_at, '9999-12-31 00:00:00+00'::timestamptz)"),
            "id",
        ],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_engine_task_active_token",
        "engine_task",
        ["instance_id", "token_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "engine_variable",
        sa.Column("instance_id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "scope", "name", name=op.f("pk_engine_variable")),
    )
    op.create_table(
        "engine_definition_file",
        sa.Column("definition_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["engine_definition.id"],
            name=op.f("fk_engine_definition_file_definition_id_engine_definition"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("definition_id", "name", name=op.f("pk_engine_definition_file")),
    )
    op.create_table(
        "engine_instance",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("root_id", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("parent_token_id", sa.Text(), nullable=True),
        sa.Column("definition_id", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("business_key", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state_version", sa.Integer(), nullable=False),
        sa.Column("history_seq", sa.Integer(), nullable=False),
        sa.Column("history_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["engine_definition.id"],
            name=op.f("fk_engine_instance_definition_id_engine_definition"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_instance")),
    )
    op.create_index("ix_engine_instance_business_key", "engine_instance", ["business_key"], unique=False)
    op.create_index(
        "ix_engine_instance_definition_id_state", "engine_instance", ["definition_id", "state"], unique=False
    )
    op.create_index(
        "ix_engine_instance_process_id_started_at",
        "engine_instance",
        ["process_id", "started_at", "id"],
        unique=False,
    )
    op.create_index("ix_engine_instance_root_id", "engine_instance", ["root_id"], unique=False)
    op.execute(APPEND_ONLY)


def downgrade() -> None:
    op.drop_index("ix_engine_instance_root_id", table_name="engine_instance")
    op.drop_index("ix_engine_instance_process_id_started_at", table_name="engine_instance")
    op.drop_index("ix_engine_instance_definition_id_state", table_name="engine_instance")
    op.drop_index("ix_engine_instance_business_key", table_name="engine_instance")
    op.drop_table("engine_instance")
    op.drop_table("engine_definition_file")
    op.drop_table("engine_variable")
    op.drop_index(
        "uq_engine_task_active_token", table_name="engine_task", postgresql_where=sa.text("closed_at IS NULL")
    )
    op.drop_index(
        "ix_engine_task_open_due", table_name="engine_task", postgresql_where=sa.text("state = 'open'")
    )
    op.drop_index(
        "ix_engine_task_open_created", table_name="engine_task", postgresql_where=sa.text("state = 'open'")
    )
    op.drop_index("ix_engine_task_instance_id", table_name="engine_task")
    op.drop_index(
        "ix_engine_task_due",
        table_name="engine_task",
        postgresql_where=sa.text("closed_at IS NULL AND due_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_engine_task_done", table_name="engine_task", postgresql_where=sa.text("state = 'completed'")
    )
    op.drop_index(
        "ix_engine_task_claimed", table_name="engine_task", postgresql_where=sa.text("state = 'claimed'")
    )
    op.drop_table("engine_task")
    op.drop_index(
        "ix_engine_subscription_process_id",
        table_name="engine_subscription",
        postgresql_where=sa.text("instance_id IS NULL"),
    )
    op.drop_index("ix_engine_subscription_name", table_name="engine_subscription")
    op.drop_index("ix_engine_subscription_instance_id", table_name="engine_subscription")
    op.drop_table("engine_subscription")
    op.drop_table("engine_state")
    op.drop_index("ix_engine_message_name", table_name="engine_message")
    op.drop_table("engine_message")
    op.drop_index("ix_engine_job_instance_id", table_name="engine_job")
    op.drop_index("ix_engine_job_due", table_name="engine_job", postgresql_where=sa.text("state = 'ready'"))
    op.drop_table("engine_job")
    op.drop_index(
        "ix_engine_incident_open",
        table_name="engine_incident",
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.drop_index("ix_engine_incident_instance_id", table_name="engine_incident")
    op.drop_table("engine_incident")
    op.drop_table("engine_history")
    op.drop_index("ix_engine_definition_process_ids", table_name="engine_definition", postgresql_using="gin")
    op.drop_table("engine_definition")
    op.drop_table("engine_audience_count")
    op.drop_index("ix_engine_audience_members", table_name="engine_audience", postgresql_using="gin")
    op.drop_table("engine_audience")
    op.execute("DROP FUNCTION engine_history_is_append_only")
