"""After-sales: what an enterprise asks of its provider once an order is completed."""
