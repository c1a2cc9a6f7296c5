"""What the system's allocator keeps of memory, where it can be told: glibc's can."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_ARENA_MAX = -8
"""`M_ARENA_MAX` of glibc's malloc.h."""


def give_back() -> None:
    """Give the pages back that only held what is gone.

    Imports, templates and the first pages leave some megabytes of them, which every copy would begin with.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def share_one_arena() -> None:
    """Have all threads take memory from one place; to be called before the first thread is started.

    Each would get a place of its own, and keep there what it once needed; one thread at a time runs Python
    anyway. Copies of this process inherit it.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
