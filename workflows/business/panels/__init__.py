"""Panels of experts: who is asked, who answered, what came of it."""
