"""The lists of the inbox: orders, filters, counts."""
