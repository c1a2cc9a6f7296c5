"""Regions, industry clusters and their windows; enterprises and providers with members and certification."""
