"""The second round of a tender: until when, who was chosen for it, and their new prices under seal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b4d81f6a2c57"
down_revision = "e7a15c3b9d40"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_BEFORE = "state IN ('collecting', 'choosing', 'selected', 'ended')"
_AFTER = "state IN ('collecting', 'choosing', 'quoting', 'selected', 'ended')"
_QUOTE_COLUMNS = ("second_round", "sealed_quote", "quoted_at", "first_price_fen")


def upgrade() -> None:
    op.add_column("demand_tenders", sa.Column("quotes_until", _MOMENT, nullable=True))
    _set_states(_AFTER)
    op.create_check_constraint(
        op.f("ck_demand_tenders_quoting"), "demand_tenders", "state <> 'quoting' OR quotes_until IS NOT NULL"
    )
    bids = "demand_tender_bids"
    op.add_column(bids, sa.Column("second_round", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column(bids, "second_round", server_default=None)
    op.add_column(bids, sa.Column("sealed_quote", sa.LargeBinary(), nullable=True))
    op.add_column(bids, sa.Column("quoted_at", _MOMENT, nullable=True))
    op.add_column(bids, sa.Column("first_price_fen", sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_demand_tender_bids_quote"), bids, "second_round OR sealed_quote IS NULL"
    )
    op.create_check_constraint(op.f("ck_demand_tender_bids_first_price"), bids, "first_price_fen > 0")


def _set_states(states: str) -> None:
    op.drop_constraint(op.f("ck_demand_tenders_state"), "demand_tenders")
    op.create_check_constraint(op.f("ck_demand_tenders_state"), "demand_tenders", states)


def downgrade() -> None:
    for name in ("first_price", "quote"):
        op.drop_constraint(op.f(f"ck_demand_tender_bids_{name}"), "demand_tender_bids")
    for name in _QUOTE_COLUMNS:
        op.drop_column("demand_tender_bids", name)
    op.drop_constraint(op.f("ck_demand_tenders_quoting"), "demand_tenders")
    op.execute("UPDATE demand_tenders SET state = 'choosing' WHERE state = 'quoting'")
    _set_states(_BEFORE)
    op.drop_column("demand_tenders", "quotes_until")
