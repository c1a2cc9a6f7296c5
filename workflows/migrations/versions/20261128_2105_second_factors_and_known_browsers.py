"""Second factors with recovery codes, known browsers, tokens of sessions that are renewed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b7e2f4a91c60"
down_revision = "7b3e52d0c8a1"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_user_id_user_account")
    return sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.add_column(
        "login_session", sa.Column("renewal_due", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("login_session", sa.Column("former_hash", sa.LargeBinary(), nullable=True))
    op.add_column("login_session", sa.Column("renewed_at", MOMENT, nullable=True))
    op.create_unique_constraint(op.f("uq_login_session_former_hash"), "login_session", ["former_hash"])
    op.create_table(
        "known_browser",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("known_since", MOMENT, nullable=False),
        _of_user("known_browser"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_known_browser")),
    )
    op.create_index(op.f("ix_known_browser_user_id"), "known_browser", ["user_id"])
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_period", sa.BigInteger(), nullable=False),
        _of_user("second_factor"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _of_user("recovery_code"),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name=op.f("pk_recovery_code")),
    )


def downgrade() -> None:
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    op.drop_table("known_browser")
    op.drop_constraint(op.f("uq_login_session_former_hash"), "login_session")
    for column in ("renewed_at", "former_hash", "renewal_due"):
        op.drop_column("login_session", column)
