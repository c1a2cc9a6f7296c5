"""Bank cards of organisations, their numbers encrypted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d81b6c20fa47"
down_revision = "c4a17d90be35"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_cards",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("bank_name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("tail", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("pay_out", sa.Text(), nullable=True),
        sa.Column("case_number", sa.Text(), nullable=True),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_cards")),
    )
    op.create_index(
        "ix_bank_cards_organisation_id", "bank_cards", ["organisation_id", "added_at"], unique=False
    )


def downgrade() -> None:
    op.drop_table("bank_cards")
