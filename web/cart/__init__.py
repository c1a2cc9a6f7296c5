"""The cart of an enterprise, and its checkout."""
