"""Becoming an expert: the application of a person for themselves, and how they stand."""
