"""Deals made outside the platform 交易备案: filed by the provider, confirmed by the customer, reviewed."""
