"""Functions that give something else each time. Only a step of a case draws: what it drew is kept with it."""

from __future__ import annotations

import uuid
from decimal import Decimal

from engine.feel import numbers as n
from engine.feel.functions import builtin
from engine.feel.runtime import Run

_BITS = 104
"""Of a random number: all that 34 digits can hold below one."""


@builtin("random number")
def _random_number(run: Run) -> Decimal | None:
    """Return a number from 0 up to, but below 1."""
    if run.draws is None:
        run.warn("no_draws", name="random number")
        return None
    bits = int.from_bytes(run.draws.draw()) >> (256 - _BITS)
    return n.divide(Decimal(bits), Decimal(2**_BITS))


@builtin("uuid")
def _uuid(run: Run) -> str | None:
    """Return a UUID of version 4."""
    if run.draws is None:
        run.warn("no_draws", name="uuid")
        return None
    return str(uuid.UUID(bytes=run.draws.draw()[:16], version=4))
