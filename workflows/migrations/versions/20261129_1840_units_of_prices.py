"""What the prices of the catalogue are for: a year's price and a month's are not compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b52d0e6f8c31"
down_revision = "c3d8f1a95e70"
branch_labels = None
depends_on = None

# A product is priced by the first of these ways to buy it for which it has a price.
FILL = """
WITH prices AS (
    SELECT page.product_id, way.unit, way.place,
           min((one ->> ('price_' || way.unit))::numeric) AS low,
           max((one ->> ('price_' || way.unit))::numeric) AS high
    FROM shelf_pages AS page
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE WHEN jsonb_typeof(page.data -> 'specifications') = 'array'
             THEN page.data -> 'specifications' ELSE '[]' END) AS one
    CROSS JOIN (VALUES ('year', 1), ('month', 2), ('quantity', 3)) AS way(unit, place)
    WHERE one ->> 'pricing_mode' IS DISTINCT FROM 'free'
      AND one -> 'purchase_modes' ? way.unit
      AND one ->> ('price_' || way.unit) ~ '^[0-9]{1,12}([.][0-9]+)?$'
    GROUP BY page.product_id, way.unit, way.place
), first AS (
    SELECT DISTINCT ON (product_id) * FROM prices ORDER BY product_id, place
)
UPDATE shelf_products AS product
SET price_unit = first.unit,
    price_from = CASE WHEN product.price_from = 0 THEN 0 ELSE first.low END,
    price_to = first.high
FROM first WHERE first.product_id = product.product_id
"""
DEALS = "UPDATE shelf_products SET price_unit = 'deal' WHERE price_unit = '' AND price_to > 0"


def upgrade() -> None:
    op.add_column("shelf_products", sa.Column("price_unit", sa.Text(), server_default="", nullable=False))
    op.execute(FILL)
    op.execute(DEALS)
    op.drop_index("ix_shelf_products_cheapest", table_name="shelf_products")
    _index(sa.text("(price_from IS NULL)"), "price_unit")


def downgrade() -> None:
    op.drop_index("ix_shelf_products_cheapest", table_name="shelf_products")
    _index()
    op.drop_column("shelf_products", "price_unit")


def _index(*first: sa.TextClause | str) -> None:
    price = sa.text("coalesce(price_from, 9999999999999999.99)")
    op.create_index("ix_shelf_products_cheapest", "shelf_products", [*first, price, "product_id"])
