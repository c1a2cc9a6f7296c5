"""Tenders of demands with their sealed bids; the way of choosing, and what ending a tender has cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e7a15c3b9d40"
down_revision = "c58e20d7a941"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("selection", sa.Text(), nullable=False, server_default="invitation"),
        sa.Column("minimum_bidders", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("opens_at", _MOMENT, nullable=True),
        sa.Column("fee_fen", sa.BigInteger(), nullable=False, server_default="0"),
    ):
        op.add_column("demands", column)
    for name in ("selection", "minimum_bidders", "fee_fen"):  # what is there already was not tendered
        op.alter_column("demands", name, server_default=None)
    op.create_check_constraint(
        op.f("ck_demands_selection"), "demands", "selection IN ('tender', 'invitation')"
    )
    op.create_check_constraint(
        op.f("ck_demands_opening"), "demands", "(selection = 'tender') = (opens_at IS NOT NULL)"
    )
    op.create_check_constraint(op.f("ck_demands_tender"), "demands", "minimum_bidders >= 0 AND fee_fen >= 0")
    _tenders()
    _bids()


def _tenders() -> None:
    op.create_table(
        "demand_tenders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("demand_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("opens_at", _MOMENT, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=True),
        sa.Column("enough", sa.Boolean(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('collecting', 'choosing', 'selected', 'ended')", name=op.f("ck_demand_tenders_state")
        ),
        sa.CheckConstraint("minimum >= 0", name=op.f("ck_demand_tenders_minimum")),
        sa.CheckConstraint(
            "state = 'collecting' OR state = 'ended' OR opened_at IS NOT NULL",
            name=op.f("ck_demand_tenders_opened"),
        ),
        sa.CheckConstraint("(opened_at IS NULL) = (enough IS NULL)", name=op.f("ck_demand_tenders_enough")),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demands.id"], name=op.f("fk_demand_tenders_demand_id_demands")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_tenders")),
    )
    op.create_index("ix_demand_tenders_demand_id", "demand_tenders", ["demand_id"], unique=True)
    op.create_table(
        "demand_tender_entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tender_id", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "side IN ('enterprise', 'provider', 'platform')", name=op.f("ck_demand_tender_entries_side")
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["demand_tenders.id"],
            name=op.f("fk_demand_tender_entries_tender_id_demand_tenders"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_tender_entries")),
    )
    op.create_index("ix_demand_tender_entries_tender_id", "demand_tender_entries", ["tender_id", "id"])


def _bids() -> None:
    op.create_table(
        "demand_tender_bids",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tender_id", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("handed_in_by", sa.Text(), nullable=False),
        sa.Column("handed_in_at", _MOMENT, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=True),
        sa.Column("price_fen", sa.BigInteger(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('sealed', 'opened', 'selected', 'lost', 'taken_back')",
            name=op.f("ck_demand_tender_bids_state"),
        ),
        sa.CheckConstraint("price_fen > 0", name=op.f("ck_demand_tender_bids_price")),
        sa.CheckConstraint(
            "(opened_at IS NULL) = (price_fen IS NULL)", name=op.f("ck_demand_tender_bids_opened")
        ),
        sa.CheckConstraint("opened_at IS NULL OR sealed IS NULL", name=op.f("ck_demand_tender_bids_sealed")),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["demand_tenders.id"], name=op.f("fk_demand_tender_bids_tender_id_demand_tenders")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisations.id"],
            name=op.f("fk_demand_tender_bids_provider_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_tender_bids")),
    )
    live = sa.text("state IN ('sealed', 'opened')")
    op.create_index(
        "ix_demand_tender_bids_live",
        "demand_tender_bids",
        ["tender_id", "provider_id"],
        unique=True,
        postgresql_where=live,
    )
    op.create_index("ix_demand_tender_bids_tender_id", "demand_tender_bids", ["tender_id", "id"])
    op.create_index("ix_demand_tender_bids_provider_id", "demand_tender_bids", ["provider_id", "id"])
    op.create_table(
        "demand_tender_files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("bid_id", sa.Text(), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bid_id"],
            ["demand_tender_bids.id"],
            name=op.f("fk_demand_tender_files_bid_id_demand_tender_bids"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_tender_files")),
    )
    op.create_index("ix_demand_tender_files_bid_id", "demand_tender_files", ["bid_id", "id"])


def downgrade() -> None:
    for table in ("demand_tender_files", "demand_tender_bids", "demand_tender_entries", "demand_tenders"):
        op.drop_table(table)
    for name in ("tender", "opening", "selection"):
        op.drop_constraint(op.f(f"ck_demands_{name}"), "demands")
    for name in ("fee_fen", "opens_at", "minimum_bidders", "selection"):
        op.drop_column("demands", name)
