"""Pages of deals made outside the platform 交易备案, for both sides and for who oversees."""
