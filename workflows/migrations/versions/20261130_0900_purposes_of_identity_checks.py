"""What an identity check is for, and how it is done: at the service and at its sandbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "7f1b3ac95d20"
down_revision = "c41d7e90b2a6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("identity_checks", "sandbox_identity_checks"):
        op.add_column(table, sa.Column("method", sa.Text(), server_default="face", nullable=False))
        op.add_column(table, sa.Column("purpose", sa.Text(), server_default="seal", nullable=False))
    reference = sa.Column("reference", sa.Text(), server_default="", nullable=False)
    op.add_column("identity_checks", reference)
    op.create_check_constraint(
        op.f("ck_identity_checks_purpose"), "identity_checks", "purpose IN ('seal', 'signing')"
    )
    op.create_check_constraint(
        op.f("ck_identity_checks_method"), "identity_checks", "method IN ('face', 'bank_card')"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_identity_checks_method"), "identity_checks")
    op.drop_constraint(op.f("ck_identity_checks_purpose"), "identity_checks")
    op.drop_column("identity_checks", "reference")
    for table in ("identity_checks", "sandbox_identity_checks"):
        op.drop_column(table, "purpose")
        op.drop_column(table, "method")
