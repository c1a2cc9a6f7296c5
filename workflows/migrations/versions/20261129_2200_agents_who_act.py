"""The designated agent becomes a person: invited, accepted by an account, ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "6f0e2b9d41c7"
down_revision = "d91c4b7e2a08"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("designated_agents", sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("designated_agents", sa.Column("user_id", sa.Text(), nullable=True))
    op.add_column("designated_agents", sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("designated_agents", sa.Column("ended_by", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_designated_agents_user_id_user_account"),
        "designated_agents",
        "user_account",
        ["user_id"],
        ["id"],
    )
    op.create_index("ix_designated_agents_organisation_id", "designated_agents", ["organisation_id", "id"])
    op.add_column("invitations", sa.Column("mobile", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("invitations", "mobile")
    op.drop_index("ix_designated_agents_organisation_id", table_name="designated_agents")
    op.drop_constraint(
        op.f("fk_designated_agents_user_id_user_account"), "designated_agents", type_="foreignkey"
    )
    for column in ("ended_by", "accepted_at", "user_id", "invited_at"):
        op.drop_column("designated_agents", column)
