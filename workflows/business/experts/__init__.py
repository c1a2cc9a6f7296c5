"""Experts 专家: people who review products on panels, what they know, and whether they are at hand."""
