"""Direct demands to a provider, a consultant or a featured product."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "d2f61a7c90e4"
down_revision = "d93e57a1c08b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "direct_demands",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("addressee_kind", sa.Text(), nullable=False),
        sa.Column("addressee_id", sa.Text(), nullable=False),
        sa.Column("addressee_name", sa.Text(), nullable=False),
        sa.Column("consultant_user_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=True),
        sa.Column("deliver_by", sa.Date(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("mobile", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(addressee_kind = 'consultant') = (consultant_user_id IS NOT NULL)",
            name=op.f("ck_direct_demands_consultant"),
        ),
        sa.CheckConstraint(
            "(state IN ('sent', 'in_progress')) = (ended_at IS NULL)", name=op.f("ck_direct_demands_ended")
        ),
        sa.CheckConstraint(
            "addressee_kind IN ('provider', 'consultant', 'product')",
            name=op.f("ck_direct_demands_addressee_kind"),
        ),
        sa.CheckConstraint("order_id IS NULL OR state = 'ordered'", name=op.f("ck_direct_demands_order")),
        sa.CheckConstraint(
            "state IN ('sent', 'in_progress', 'ordered', 'not_agreed', 'declined', 'unanswered', "
            "'withdrawn')",
            name=op.f("ck_direct_demands_state"),
        ),
        sa.CheckConstraint("budget_fen > 0", name=op.f("ck_direct_demands_budget")),
        sa.ForeignKeyConstraint(
            ["consultant_user_id"],
            ["user_account.id"],
            name=op.f("fk_direct_demands_consultant_user_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["organisations.id"],
            name=op.f("fk_direct_demands_enterprise_id_organisations"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_direct_demands_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisations.id"], name=op.f("fk_direct_demands_provider_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_direct_demands")),
    )
    op.create_index("ix_direct_demands_case_id", "direct_demands", ["case_id"], unique=True)
    op.create_index(
        "ix_direct_demands_consultant_user_id",
        "direct_demands",
        ["consultant_user_id", "id"],
        unique=False,
        postgresql_where=sa.text("consultant_user_id IS NOT NULL"),
    )
    op.create_index(
        "ix_direct_demands_enterprise_id", "direct_demands", ["enterprise_id", "id"], unique=False
    )
    op.create_index("ix_direct_demands_provider_id", "direct_demands", ["provider_id", "id"], unique=False)
    op.create_index("ix_direct_demands_sent_at", "direct_demands", ["sent_at"], unique=False)
    op.create_index(
        "ix_direct_demands_words", "direct_demands", ["words"], unique=False, postgresql_using="gin"
    )


def downgrade() -> None:
    op.drop_table("direct_demands")
