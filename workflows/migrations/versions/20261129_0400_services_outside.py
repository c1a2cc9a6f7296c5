"""Services outside that steps ask, and what each step asked of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "7c2e91b4d0a8"
down_revision = "3d90b7e4c1fa"
branch_labels = None
depends_on = None

STATES = "state IN ('asking', 'down', 'waiting', 'answered', 'done', 'refused', 'failed')"


def upgrade() -> None:
    op.create_table(
        "outside_service",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("time_limit_seconds", sa.Integer(), nullable=False),
        sa.Column("patience_hours", sa.Integer(), nullable=False),
        sa.Column("request_schema", JSONB(), nullable=False),
        sa.Column("answer_schema", JSONB(), nullable=False),
        sa.Column("stand_in", JSONB(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outside_service")),
    )
    op.create_table(
        "service_call",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("business_key", sa.Text(), nullable=True),
        sa.Column("element_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint(STATES, name=op.f("ck_service_call_state")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_service_call")),
    )
    op.create_index(
        "ix_service_call_service_last_asked_at", "service_call", ["service", "last_asked_at", "job_id"]
    )
    op.create_index("ix_service_call_last_asked_at", "service_call", ["last_asked_at"])


def downgrade() -> None:
    op.drop_table("service_call")
    op.drop_table("outside_service")
