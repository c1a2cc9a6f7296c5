"""Payment passwords of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b8f1d2a6c034"
down_revision = "e71c50b8a2f4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payment_password",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_payment_password_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_payment_password")),
    )


def downgrade() -> None:
    op.drop_table("payment_password")
