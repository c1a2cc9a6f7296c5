"""What came into the catalogue and left it lately, by which remembered numbers are kept right."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "b3f07a9c61de"
down_revision = "b3f08d6c51e7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shelf_changes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("facets", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("price_from", sa.Numeric(18, 2), nullable=True),
        sa.Column("price_to", sa.Numeric(18, 2), nullable=True),
        sa.Column("price_unit", sa.Text(), server_default="", nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.CheckConstraint("change IN (-1, 0, 1)", name=op.f("ck_shelf_changes_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_changes")),
    )


def downgrade() -> None:
    op.drop_table("shelf_changes")
