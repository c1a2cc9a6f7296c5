"""The public ranking of providers and consultants, and the reasons of its numbers."""
