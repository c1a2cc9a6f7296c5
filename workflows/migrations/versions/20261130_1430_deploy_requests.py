"""Requests for a second analyst's approval of a draft, and who has changed a draft."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b3d91f60c7e2"
down_revision = "a91d3c57e208"
branch_labels = None
depends_on = None

_TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    op.add_column("studio_drafts", sa.Column("authors", _TEXTS, server_default="{}", nullable=False))
    op.execute("UPDATE studio_drafts SET authors = ARRAY[created_by, changed_by]")
    op.alter_column("studio_drafts", "authors", server_default=None)
    op.add_column("studio_deployments", sa.Column("approved_by", sa.Text(), nullable=True))
    op.create_table(
        "studio_deploy_requests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("authors", _TEXTS, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("although", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("stopped", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("definition_id", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'returned', 'deployed', 'ended')",
            name=op.f("ck_studio_deploy_requests_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_deploy_requests")),
    )
    op.create_index("ix_studio_deploy_requests_draft_id", "studio_deploy_requests", ["draft_id", "id"])
    op.create_index(
        "uq_studio_deploy_requests_asked",
        "studio_deploy_requests",
        ["draft_id"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )


def downgrade() -> None:
    op.drop_table("studio_deploy_requests")
    op.drop_column("studio_deployments", "approved_by")
    op.drop_column("studio_drafts", "authors")
