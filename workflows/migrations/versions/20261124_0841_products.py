"""products; what a case is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7d20c1a9e4b3"
down_revision = "a91f3c5e7d20"
branch_labels = None
depends_on = None

STATES = "'draft', 'in_review', 'returned', 'rejected', 'withdrawn'"


def upgrade() -> None:
    op.add_column("cases", sa.Column("subject_id", sa.Text(), nullable=True))
    # Until now every case was about the applicant's organisation.
    op.execute("UPDATE cases SET subject_id = organisation_id")
    op.create_index("ix_cases_subject_id", "cases", ["subject_id", "process_id"])
    op.execute(sa.schema.CreateSequence(sa.Sequence("product_number")))
    _products()
    op.create_index("ix_products_organisation_id", "products", ["organisation_id", "updated_at", "id"])
    op.create_index("ix_products_case_id", "products", ["case_id"])


def _products() -> None:
    op.create_table(
        "products",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("listed_data", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("draft", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("off_sale_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('solution', 'service', 'featured', 'regular', 'own')", name=op.f("ck_products_kind")
        ),
        sa.CheckConstraint(f"state IN ({STATES}, 'on_sale', 'off_sale')", name=op.f("ck_products_state")),
        sa.CheckConstraint(f"change IS NULL OR change IN ({STATES})", name=op.f("ck_products_change")),
        sa.CheckConstraint(
            "(state IN ('on_sale', 'off_sale')) = (listed_data IS NOT NULL)"
            " AND (listed_data IS NULL) = (listed_at IS NULL)"
            " AND (change IS NULL OR listed_data IS NOT NULL)",
            name=op.f("ck_products_listed"),
        ),
        sa.CheckConstraint(
            "case_id IS NOT NULL OR (state NOT IN ('in_review', 'returned')"
            " AND coalesce(change, '') NOT IN ('in_review', 'returned'))",
            name=op.f("ck_products_reviewed_in_a_case"),
        ),
        sa.CheckConstraint(
            "(state = 'off_sale') = (off_sale_at IS NOT NULL)", name=op.f("ck_products_off_sale")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_products_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("number", name=op.f("uq_products_number")),
    )


def downgrade() -> None:
    op.drop_table("products")
    op.execute(sa.schema.DropSequence(sa.Sequence("product_number")))
    op.drop_index("ix_cases_subject_id", "cases")
    op.drop_column("cases", "subject_id")
