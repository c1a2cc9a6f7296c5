"""Filed deals, volumes, and ratings of either orders or filed deals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c7e40b85a1f6"
down_revision = "e41f7b9c2d60"
branch_labels = None
depends_on = None

EVENTS = ("activity_filed", "deal_filed", "direct_answered", "direct_ordered", "order_completed", "rated")


def upgrade() -> None:
    op.create_table(
        "volume_totals",
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("deals", sa.BigInteger(), nullable=False),
        sa.Column("sum_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('provider', 'product')", name=op.f("ck_volume_totals_subject_kind")
        ),
        sa.CheckConstraint("deals >= 0 AND sum_fen >= 0", name=op.f("ck_volume_totals_sums")),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", name=op.f("pk_volume_totals")),
    )
    op.execute(
        "INSERT INTO volume_totals SELECT 'provider', provider_id, count(*), sum(total_fen)"
        " FROM orders WHERE state = 'completed' GROUP BY provider_id"
    )
    op.execute(
        "INSERT INTO volume_totals SELECT 'product', product_id, count(DISTINCT order_id), sum(amount_fen)"
        " FROM order_lines JOIN orders ON orders.id = order_id WHERE state = 'completed' GROUP BY product_id"
    )
    _filed_deals()
    _events(EVENTS)
    op.drop_constraint("fk_ratings_order_id_orders", "ratings", type_="foreignkey")
    op.drop_constraint("uq_ratings_order_id_by", "ratings", type_="unique")
    op.alter_column("ratings", "order_id", new_column_name="about_id")
    op.alter_column("ratings", "order_number", new_column_name="about_number")
    op.add_column(
        "ratings", sa.Column("about_kind", sa.Text(), nullable=False, server_default="service_order")
    )
    op.alter_column("ratings", "about_kind", server_default=None)
    op.create_check_constraint(
        op.f("ck_ratings_about_kind"), "ratings", "about_kind IN ('service_order', 'filed_deal')"
    )
    op.create_unique_constraint(
        op.f("uq_ratings_about_kind_about_id_by"), "ratings", ["about_kind", "about_id", "by"]
    )


def _filed_deals() -> None:
    op.create_table(
        "filed_deals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("provider_name", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        sa.Column("enterprise_name", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("contract_number", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rate_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('awaiting_customer', 'in_review', 'returned', 'on_file', 'rejected', 'withdrawn')",
            name=op.f("ck_filed_deals_state"),
        ),
        sa.CheckConstraint("answer IN ('', 'confirm', 'object')", name=op.f("ck_filed_deals_answer")),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name=op.f("ck_filed_deals_answered")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_filed_deals_amount")),
        sa.CheckConstraint("provider_id <> enterprise_id", name=op.f("ck_filed_deals_sides")),
        sa.CheckConstraint(
            "(state = 'on_file') = (rate_until IS NOT NULL)", name=op.f("ck_filed_deals_rate_until")
        ),
        sa.CheckConstraint(
            "(state IN ('on_file', 'rejected', 'withdrawn')) = (ended_at IS NOT NULL)",
            name=op.f("ck_filed_deals_ended"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisations.id"], name=op.f("fk_filed_deals_provider_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisations.id"], name=op.f("fk_filed_deals_enterprise_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_deals")),
    )
    for name, columns, more in (
        ("ix_filed_deals_case_id", ["case_id"], {"unique": True}),
        ("ix_filed_deals_provider_id", ["provider_id", "id"], {}),
        ("ix_filed_deals_enterprise_id", ["enterprise_id", "id"], {}),
        ("ix_filed_deals_words", ["words"], {"postgresql_using": "gin"}),
    ):
        op.create_index(name, "filed_deals", columns, **more)


def _events(names: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_ranking_entries_event"), "ranking_entries", type_="check")
    known = ", ".join(repr(one) for one in names)
    op.create_check_constraint(op.f("ck_ranking_entries_event"), "ranking_entries", f"event IN ({known})")


def downgrade() -> None:
    op.execute(
        "DELETE FROM rated_products USING ratings WHERE id = rating_id AND about_kind <> 'service_order'"
    )
    op.execute("DELETE FROM ratings WHERE about_kind <> 'service_order'")
    op.drop_constraint("uq_ratings_about_kind_about_id_by", "ratings", type_="unique")
    op.drop_constraint(op.f("ck_ratings_about_kind"), "ratings", type_="check")
    op.drop_column("ratings", "about_kind")
    op.alter_column("ratings", "about_id", new_column_name="order_id")
    op.alter_column("ratings", "about_number", new_column_name="order_number")
    op.create_unique_constraint(op.f("uq_ratings_order_id_by"), "ratings", ["order_id", "by"])
    op.create_foreign_key(op.f("fk_ratings_order_id_orders"), "ratings", "orders", ["order_id"], ["id"])
    op.execute("DELETE FROM ranking_entries WHERE event = 'deal_filed'")
    _events(tuple(one for one in EVENTS if one != "deal_filed"))
    op.drop_table("filed_deals")
    op.drop_table("volume_totals")
