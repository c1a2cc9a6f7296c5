"""Ratings of settled orders, and the state in which an order waits for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c41d7a9e5b38"
down_revision = "d92a5f3c1b08"
branch_labels = None
depends_on = None

_BEFORE = (
    "state IN ('awaiting_acceptance', 'awaiting_contract', 'awaiting_payment', 'awaiting_start', "
    "'in_service', 'awaiting_completion', 'disputed', 'completed', 'cancelled')"
)
_STATES = (
    "state IN ('awaiting_acceptance', 'awaiting_contract', 'awaiting_payment', 'awaiting_start', "
    "'in_service', 'awaiting_completion', 'disputed', 'awaiting_rating', 'completed', 'cancelled')"
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_orders_state"), "orders")
    op.create_check_constraint(op.f("ck_orders_state"), "orders", _STATES)
    op.create_table(
        "ratings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("rater_id", sa.Text(), nullable=False),
        sa.Column("rater_name", sa.Text(), nullable=False),
        sa.Column("rated_id", sa.Text(), nullable=False),
        sa.Column("rated_name", sa.Text(), nullable=False),
        sa.Column("products", sa.Text(), nullable=False),
        sa.Column("quality", sa.SmallInteger(), nullable=False),
        sa.Column("promptness", sa.SmallInteger(), nullable=False),
        sa.Column("communication", sa.SmallInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("rated_by", sa.Text(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review", sa.Text(), server_default="", nullable=False),
        sa.Column("report_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("report_case", sa.Text(), nullable=True),
        sa.Column("finding", sa.Text(), server_default="", nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("by IN ('enterprise', 'provider')", name=op.f("ck_ratings_by")),
        sa.CheckConstraint(
            "quality BETWEEN 1 AND 5 AND promptness BETWEEN 1 AND 5 AND communication BETWEEN 1 AND 5",
            name=op.f("ck_ratings_stars"),
        ),
        sa.CheckConstraint("review IN ('', 'reported', 'kept', 'hidden')", name=op.f("ck_ratings_review")),
        sa.CheckConstraint("(review = 'hidden') = (hidden_at IS NOT NULL)", name=op.f("ck_ratings_hidden")),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name=op.f("ck_ratings_answer")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_ratings_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["rater_id"], ["organisations.id"], name=op.f("fk_ratings_rater_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["rated_id"], ["organisations.id"], name=op.f("fk_ratings_rated_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("order_id", "by", name=op.f("uq_ratings_order_id_by")),
    )
    op.create_index("ix_ratings_rater_id", "ratings", ["rater_id", "id"], unique=False)
    op.create_index("ix_ratings_rated_id", "ratings", ["rated_id", "id"], unique=False)
    op.create_table(
        "rated_products",
        sa.Column("rating_id", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rating_id"], ["ratings.id"], name=op.f("fk_rated_products_rating_id_ratings")
        ),
        sa.PrimaryKeyConstraint("rating_id", "product_id", name=op.f("pk_rated_products")),
    )
    op.create_index(
        "ix_rated_products_product_id", "rated_products", ["product_id", "rating_id"], unique=False
    )
    op.create_table(
        "rating_totals",
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("quality", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("promptness", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("communication", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('organisation', 'product')", name=op.f("ck_rating_totals_subject_kind")
        ),
        sa.CheckConstraint("count >= 0", name=op.f("ck_rating_totals_count")),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", name=op.f("pk_rating_totals")),
    )


def downgrade() -> None:
    op.drop_table("rating_totals")
    op.drop_table("rated_products")
    op.drop_table("ratings")
    op.execute("UPDATE orders SET state = 'completed' WHERE state = 'awaiting_rating'")
    op.drop_constraint(op.f("ck_orders_state"), "orders")
    op.create_check_constraint(op.f("ck_orders_state"), "orders", _BEFORE)
