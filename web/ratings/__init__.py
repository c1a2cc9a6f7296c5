"""Ratings: given and received, those of an order, and the public pages of a product or a company."""
