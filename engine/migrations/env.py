"""Runs the engine's migrations on the connection that `engine.db.migrate` hands in."""

from __future__ import annotations

from alembic import context

from engine.db import VERSION_TABLE
from engine.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
