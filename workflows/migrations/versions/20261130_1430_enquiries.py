"""What visitors and users ask in the message box."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a61f0c47b2d8"
down_revision = "f2b64d7c8e15"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "enquiries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("public_subject", sa.Text(), nullable=False),
        sa.Column("public_question", sa.Text(), nullable=False),
        sa.Column("public_answer", sa.Text(), nullable=False),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'dismissed', 'withdrawn')", name=op.f("ck_enquiries_state")
        ),
        sa.CheckConstraint(
            "asked_by IS NOT NULL OR state <> 'open' OR email <> ''", name=op.f("ck_enquiries_asker")
        ),
        sa.CheckConstraint(
            "published_at IS NULL OR (consent AND state = 'answered')", name=op.f("ck_enquiries_published")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_enquiries_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["user_account.id"], name=op.f("fk_enquiries_asked_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiries")),
    )
    op.create_index("ix_enquiries_case_id", "enquiries", ["case_id"], unique=True)
    op.create_index(
        "ix_enquiries_open", "enquiries", ["asked_by", "email"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_index(
        "ix_enquiries_published",
        "enquiries",
        ["published_at", "id"],
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    op.create_index("ix_enquiries_words", "enquiries", ["words"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table("enquiries")
