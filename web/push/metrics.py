"""What pushing costs, for `/metrics`."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

WATCHERS = Gauge("tongban_watchers", "Open streams of numbers")
EVENTS = Counter("tongban_push_events", "Numbers sent to browsers")
RECOUNTS = Counter("tongban_push_recounts", "Browsers whose numbers were counted again")
ROUNDS = Counter("tongban_push_rounds", "Times that numbers were counted, for any number of browsers at once")
DROPPED = Counter("tongban_push_dropped", "Streams that ended on our side", ("reason",))
