"""the shelf: the public catalogue of products."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5a1e0f5e1f00"
down_revision = "a46333c14444"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _products()
    op.create_table(
        "shelf_pages",
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["shelf_products.product_id"],
            name=op.f("fk_shelf_pages_product_id_shelf_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_shelf_pages")),
    )
    op.create_table(
        "shelf_files",
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["shelf_products.product_id"],
            name=op.f("fk_shelf_files_product_id_shelf_products"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("file_id", "product_id", name=op.f("pk_shelf_files")),
    )
    op.create_index("ix_shelf_files_product_id", "shelf_files", ["product_id"])
    op.create_table(
        "shelf_counts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("facet", sa.Text(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_counts")),
    )


def _products() -> None:
    op.create_table(
        "shelf_products",
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("facets", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("price_from", sa.Numeric(18, 2), nullable=True),
        sa.Column("price_to", sa.Numeric(18, 2), nullable=True),
        sa.Column("delivery_days", sa.Integer(), nullable=True),
        sa.Column("featured", sa.Boolean(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("picture_id", sa.Text(), nullable=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("name_words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_shelf_products_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_shelf_products")),
    )
    newest = [sa.text("listed_at DESC"), sa.text("product_id DESC")]
    op.create_index("ix_shelf_products_newest", "shelf_products", newest)
    op.create_index(
        "ix_shelf_products_featured", "shelf_products", newest, postgresql_where=sa.text("featured")
    )
    cheapest: list[str | sa.TextClause] = [sa.text("coalesce(price_from, 9999999999999999.99)"), "product_id"]
    op.create_index("ix_shelf_products_cheapest", "shelf_products", cheapest)
    own: list[str | sa.TextClause] = ["organisation_id", sa.text("listed_at DESC")]
    op.create_index("ix_shelf_products_organisation_id", "shelf_products", own)
    for column in ("facets", "words", "name_words"):
        op.create_index(f"ix_shelf_products_{column}", "shelf_products", [column], postgresql_using="gin")


def downgrade() -> None:
    for table in ("shelf_counts", "shelf_files", "shelf_pages", "shelf_products"):
        op.drop_table(table)
