"""What others have done stands in nobody's way, and so is not told.

Organisations get a short number, with which the sign-in names of their sub-accounts end from now on. The same
person may be proposed as an expert by several at a time, and agrees to one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3d90b7e4c1fa"
down_revision = "f2a6c81d7e35"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisations", sa.Column("number", sa.Integer(), sa.Identity(start=1001), nullable=False))
    op.create_unique_constraint("uq_organisations_number", "organisations", ["number"])
    op.drop_index("uq_expert_enrolments_mail", "expert_enrolments")
    applicant = sa.text("coalesce(organisation_id, created_by)")
    under_way = sa.text("state IN ('in_review', 'returned', 'waiting')")
    op.create_index(
        "uq_expert_enrolments_mail",
        "expert_enrolments",
        [applicant, "email_key"],
        unique=True,
        postgresql_where=under_way,
    )


def downgrade() -> None:
    op.drop_index("uq_expert_enrolments_mail", "expert_enrolments")
    op.create_index(
        "uq_expert_enrolments_mail",
        "expert_enrolments",
        ["email_key"],
        unique=True,
        postgresql_where=sa.text("state IN ('in_review', 'returned', 'waiting')"),
    )
    op.drop_column("organisations", "number")
