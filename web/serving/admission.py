"""Who may hold how many connections, and how much room bodies may take before anybody has looked at them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator

from web.serving.exchange import Exchange, Stage
from web.serving.intake import NO_ROOM, RequestRefused

BUSY = "上传人数过多，请稍后再试。Too much is being sent at once; please try again soon."
MOST_CONNECTIONS = 2_000
MOST_OF_ADDRESS = 256
"""Offices share an address; streams of numbers do not count, because they are taken over."""
LARGE_BYTES = 1_048_576
MOST_LARGE_OF_ADDRESS = 8
MOST_LARGE_BYTES = 2_147_483_648


class Admission:
    """Counts exchanges. Whoever comes is let in; the one that has waited longest makes room."""

    def __init__(self, *, by_address: bool, free_bytes: Callable[[], int] = lambda: sys.maxsize) -> None:
        """Without `by_address` all come from one: that of a proxy. `free_bytes` beyond the reserve."""
        self._free_bytes = free_bytes
        self._by_address = by_address
        self._exchanges: dict[Exchange, None] = {}
        self._of_address: Counter[str] = Counter()
        self._large_bytes = 0
        self._large_of_address: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Exchange]:
        """Walk over all, whoever leaves meanwhile."""
        return iter(list(self._exchanges))

    def __len__(self) -> int:
        return len(self._exchanges)

    def enter(self, exchange: Exchange) -> Exchange | None:
        """Let one more in; return who has to go for it."""
        crowded = len(self._exchanges) >= MOST_CONNECTIONS
        too_many = self._by_address and self._of_address[exchange.address] >= MOST_OF_ADDRESS
        victim = None
        if crowded or too_many:
            victim = self._longest_waiting(exchange.address if too_many else None)
        self._exchanges[exchange] = None
        self._of_address[exchange.address] += 1
        return victim

    def leave(self, exchange: Exchange) -> None:
        """Forget one."""
        if exchange not in self._exchanges:
            return
        del self._exchanges[exchange]
        self.release(exchange)
        self._of_address[exchange.address] -= 1
        if not self._of_address[exchange.address]:
            del self._of_address[exchange.address]

    def admit(self, exchange: Exchange, length: int) -> None:
        """Reserve room for a body of `length`. Raises: Refused: there is none at the moment."""
        if length < LARGE_BYTES:
            return
        of_address = self._large_of_address[exchange.address] if self._by_address else 0
        if of_address >= MOST_LARGE_OF_ADDRESS or self._large_bytes + length > MOST_LARGE_BYTES:
            raise RequestRefused("503 Service Unavailable", BUSY)
        if self._free_bytes() < length:
            raise RequestRefused("507 Insufficient Storage", NO_ROOM)
        exchange.large_bytes = length
        self._large_bytes += length
        self._large_of_address[exchange.address] += 1

    def release(self, exchange: Exchange) -> None:
        """Give the room of a body back."""
        if exchange.large_bytes:
            self._large_bytes -= exchange.large_bytes
            self._large_of_address[exchange.address] -= 1
            if not self._large_of_address[exchange.address]:
                del self._large_of_address[exchange.address]
            exchange.large_bytes = 0

    def _longest_waiting(self, address: str | None) -> Exchange | None:
        waiting = (
            exchange
            for exchange in self._exchanges
            if exchange.stage is not Stage.WORKING and (address is None or exchange.address == address)
        )
        return min(waiting, key=lambda exchange: (exchange.stage.value, exchange.pace.began_at), default=None)
