"""Who acts in a case, as its package said when it began: the code said it by the process's name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "7c4f19ab25d8"
down_revision = "8d1f6b20c7aa"
branch_labels = None
depends_on = None

_MENUS = {
    "product_listing": "products",
    "consultant_onboarding": "consultants",
    "expert_enrolment": "experts",
}


def upgrade() -> None:
    op.add_column("cases", sa.Column("personal", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("cases", sa.Column("members", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("cases", sa.Column("menu", sa.Text(), nullable=True))
    cases = sa.table("cases", sa.column("process_id"), sa.column("personal"), sa.column("menu"))
    for process_id, menu in _MENUS.items():
        op.execute(cases.update().where(cases.c.process_id == process_id).values(menu=menu))
    personal = cases.c.process_id == "consultant_onboarding"
    op.execute(cases.update().where(personal).values(personal=True))
    op.add_column("case_copies", sa.Column("note_en", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("case_copies", "note_en")
    op.drop_column("cases", "menu")
    op.drop_column("cases", "members")
    op.drop_column("cases", "personal")
