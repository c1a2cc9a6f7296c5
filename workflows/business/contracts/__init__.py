"""Contracts between a provider and an enterprise: drafted from templates, agreed, signed, verified."""
