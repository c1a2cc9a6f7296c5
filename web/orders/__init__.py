"""The orders of both sides: what an enterprise bought, what a provider sold."""
