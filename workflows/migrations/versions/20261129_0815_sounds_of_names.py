"""People are sorted and found by the pinyin of their names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflows.people.identity.name_keys import initials_of, pinyin_of

revision = "e71c50b8a2f4"
down_revision = "d40a7be6c581"
branch_labels = None
depends_on = None

_MANY = 1_000


def upgrade() -> None:
    for name in ("name_pinyin", "name_initials"):
        op.add_column("user_account", sa.Column(name, sa.Text(), server_default="", nullable=False))
    accounts = sa.table(
        "user_account", *(sa.column(name) for name in ("id", "full_name", "name_pinyin", "name_initials"))
    )
    connection = op.get_bind()
    people = connection.execute(sa.select(accounts.c.id, accounts.c.full_name)).all()
    named = [
        {"of": user_id, "pinyin": pinyin_of(name), "initials": initials_of(name)}
        for user_id, name in people
        if name
    ]
    change = (
        sa.update(accounts)
        .where(accounts.c.id == sa.bindparam("of"))
        .values(name_pinyin=sa.bindparam("pinyin"), name_initials=sa.bindparam("initials"))
    )
    for start in range(0, len(named), _MANY):
        connection.execute(change, named[start : start + _MANY])


def downgrade() -> None:
    op.drop_column("user_account", "name_initials")
    op.drop_column("user_account", "name_pinyin")
