"""public pages: products by their number, directories of certified companies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9a6e5b1c0900"
down_revision = "b7e4a1d05c93"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_unique_constraint(op.f("uq_shelf_products_number"), "shelf_products", ["number"])
    certified = sa.text("certification = 'certified'")
    op.create_index("ix_organisations_certified", "organisations", ["kind", "id"], postgresql_where=certified)
    op.create_index(
        "ix_organisations_certified_profile",
        "organisations",
        ["profile"],
        postgresql_using="gin",
        postgresql_ops={"profile": "jsonb_path_ops"},
        postgresql_where=certified,
    )


def downgrade() -> None:
    op.drop_index("ix_organisations_certified_profile", table_name="organisations")
    op.drop_index("ix_organisations_certified", table_name="organisations")
    op.drop_constraint(op.f("uq_shelf_products_number"), "shelf_products")
