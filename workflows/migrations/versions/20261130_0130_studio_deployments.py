"""What analysts noted when they deployed a draft."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a47e19c05d62"
down_revision = "a7c3e1905b64"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "studio_deployments",
        sa.Column("definition_id", sa.Text(), nullable=False),
        sa.Column("draft_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("definition_id", name=op.f("pk_studio_deployments")),
    )


def downgrade() -> None:
    op.drop_table("studio_deployments")
