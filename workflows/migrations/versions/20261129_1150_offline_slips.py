"""Which slips of transfers were handed in with which case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d5a30b6e92c1"
down_revision = "c2d94e7f1a58"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offline_slips",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "case_number", name=op.f("pk_offline_slips")),
    )


def downgrade() -> None:
    op.drop_table("offline_slips")
