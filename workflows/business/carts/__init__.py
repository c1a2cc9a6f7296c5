"""Carts: what somebody means to buy for an enterprise, before it is ordered."""
