"""One transaction: what every operation and query of the domain is given."""

from engine import Work

__all__ = ["Work"]
