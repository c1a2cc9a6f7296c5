"""How sizes are written for people, on pages, in mails and on the command line alike."""

from __future__ import annotations


def size_in_words(size_bytes: int) -> str:
    """Write a size in bytes: 512 B, 1.4 MB, 72.0 GB (powers of 1,000, as file managers of today do)."""
    size = float(size_bytes)
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
