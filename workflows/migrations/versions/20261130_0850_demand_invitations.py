"""Invitations to demands with their threads, and the order with the provider that was chosen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c41d7e90b2a6"
down_revision = "b4e2907c6f13"
branch_labels = None
depends_on = None

_BEFORE = (
    "state IN ('awaiting_deposit', 'in_review', 'returned', 'published', 'rejected', 'withdrawn', 'expired')"
)
_NOW = (
    "state IN ('awaiting_deposit', 'in_review', 'returned', 'published', 'awarded', 'rejected', 'withdrawn', "
    "'expired')"
)


def upgrade() -> None:
    op.add_column("demands", sa.Column("order_id", sa.Text(), nullable=True))
    op.drop_constraint(op.f("ck_demands_state"), "demands")
    op.create_check_constraint(op.f("ck_demands_state"), "demands", _NOW)
    op.create_check_constraint(
        op.f("ck_demands_order"), "demands", "(state = 'awarded') = (order_id IS NOT NULL)"
    )
    op.create_table(
        "demand_invitations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("demand_id", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=True),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("price_fen > 0", name=op.f("ck_demand_invitations_price")),
        sa.CheckConstraint(
            "state IN ('invited', 'accepted', 'declined', 'selected', 'dropped', 'lapsed')",
            name=op.f("ck_demand_invitations_state"),
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["demands.id"], name=op.f("fk_demand_invitations_demand_id_demands")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisations.id"],
            name=op.f("fk_demand_invitations_provider_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_invitations")),
    )
    live = sa.text("state IN ('invited', 'accepted')")
    op.create_index(
        "ix_demand_invitations_live",
        "demand_invitations",
        ["demand_id", "provider_id"],
        unique=True,
        postgresql_where=live,
    )
    op.create_index("ix_demand_invitations_demand_id", "demand_invitations", ["demand_id", "id"])
    op.create_index("ix_demand_invitations_provider_id", "demand_invitations", ["provider_id", "id"])
    op.create_table(
        "demand_invitation_entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("invitation_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "side IN ('enterprise', 'provider', 'platform')", name=op.f("ck_demand_invitation_entries_side")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["demand_invitations.id"],
            name=op.f("fk_demand_invitation_entries_invitation_id_demand_invitations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_invitation_entries")),
    )
    op.create_index(
        "ix_demand_invitation_entries_invitation_id", "demand_invitation_entries", ["invitation_id", "id"]
    )
    op.create_table(
        "demand_invitation_files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("invitation_id", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["demand_invitation_entries.id"],
            name=op.f("fk_demand_invitation_files_entry_id_demand_invitation_entries"),
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["demand_invitations.id"],
            name=op.f("fk_demand_invitation_files_invitation_id_demand_invitations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_invitation_files")),
    )
    op.create_index(
        "ix_demand_invitation_files_invitation_id", "demand_invitation_files", ["invitation_id", "id"]
    )


def downgrade() -> None:
    op.drop_table("demand_invitation_files")
    op.drop_table("demand_invitation_entries")
    op.drop_table("demand_invitations")
    op.drop_constraint(op.f("ck_demands_order"), "demands")
    op.execute("UPDATE demands SET state = 'withdrawn' WHERE state = 'awarded'")
    op.drop_constraint(op.f("ck_demands_state"), "demands")
    op.create_check_constraint(op.f("ck_demands_state"), "demands", _BEFORE)
    op.drop_column("demands", "order_id")
