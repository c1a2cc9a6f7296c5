"""Activities, and who signs up for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e15d9b0c7a42"
down_revision = "c7e40b85a1f6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gatherings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("body_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sign_up_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("check_in_key", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'published', 'cancelled')", name=op.f("ck_gatherings_state")),
        sa.CheckConstraint("places > 0 AND taken >= 0", name=op.f("ck_gatherings_places")),
        sa.CheckConstraint(
            "ends_at > starts_at AND sign_up_until <= ends_at", name=op.f("ck_gatherings_times")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gatherings")),
    )
    op.create_index("ix_gatherings_starts_at", "gatherings", ["state", "starts_at", "id"], unique=False)
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("gathering_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("signed_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('taken', 'waiting', 'cancelled')", name=op.f("ck_sign_ups_state")),
        sa.CheckConstraint("(user_id IS NULL) = (email <> '')", name=op.f("ck_sign_ups_person")),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gatherings.id"], name=op.f("fk_sign_ups_gathering_id_gatherings")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_sign_ups_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ups")),
    )
    op.create_index("ix_sign_ups_gathering_id", "sign_ups", ["gathering_id", "state", "id"], unique=False)
    op.create_index("ix_sign_ups_key", "sign_ups", ["key"], unique=True)
    for who, there in (("user", "user_id IS NOT NULL"), ("email", "email <> ''")):
        op.create_index(
            f"uq_sign_ups_{who}",
            "sign_ups",
            ["gathering_id", "user_id" if who == "user" else "email"],
            unique=True,
            postgresql_where=sa.text(f"state <> 'cancelled' AND {there}"),
        )


def downgrade() -> None:
    op.drop_table("sign_ups")
    op.drop_table("gatherings")
