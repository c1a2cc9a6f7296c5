"""The queues beside the steps of cases. A job type says in which one it waits (`queue=` of its decorator)."""

from __future__ import annotations

from engine import Queue

MAIL = Queue("mail", 2)
SMS = Queue("sms", 2)
SERVICES = Queue("services", 4)
"""Calls to systems outside: webhooks and registered services."""
PICTURES = Queue("pictures", 1)
"""Reading and reducing pictures and pages: one at a time, because each takes much memory."""
SCENARIOS = Queue("scenarios", 2)
"""Drafts of processes that are played, each in a process and on a database server of its own."""
LONG = Queue("long", 1)
"""What walks over many rows: digests, housekeeping, bulk work."""
