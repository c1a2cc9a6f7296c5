"""Circuit breakers of what is outside; chains of jobs that renew themselves are no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5d0c9a3e71f4"
down_revision = "e41b7c902d58"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "circuit_breakers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_circuit_breakers")),
    )
    op.execute("DELETE FROM setting WHERE key LIKE 'chain:%'")


def downgrade() -> None:
    op.drop_table("circuit_breakers")
