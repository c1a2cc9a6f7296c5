"""After-sales 售后: what an enterprise asks of its provider once an order is completed."""
